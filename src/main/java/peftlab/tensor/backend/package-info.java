/** Chooses the kernels by name, and says what computes. */
package peftlab.tensor.backend;
