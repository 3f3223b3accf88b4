/**
 * Pretrained models from outside, all untrusted: Hugging Face folders, ONNX and TensorFlow jars.
 */
package peftlab.checkpoint;
