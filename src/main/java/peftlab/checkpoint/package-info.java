/** Pretrained weights from outside: safetensors, ONNX and Hugging Face folders, all untrusted. */
package peftlab.checkpoint;
