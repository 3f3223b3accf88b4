/**
 * Matrices, their gradients and the kernels that compute them; the only package that names ND4J.
 */
package peftlab.tensor;
