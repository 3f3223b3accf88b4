/** Files of tensors: safetensors and ONNX; and files that are replaced as a whole. */
package peftlab.checkpoint.format;
