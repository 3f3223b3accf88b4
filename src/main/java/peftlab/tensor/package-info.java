/**
 * Matrices, the tape that differentiates them, the arena that counts their memory, and the
 * interface of the kernels.
 */
package peftlab.tensor;
