/** The reference kernels: ND4J's operations only, on a CPU or a GPU, in float or double. */
package peftlab.tensor.nd4j;
