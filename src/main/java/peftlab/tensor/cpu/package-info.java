/** The kernels that train: BLAS and Java row loops over off-heap memory. */
package peftlab.tensor.cpu;
