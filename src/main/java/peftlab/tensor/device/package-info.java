/** What processor or GPU computes, and its memory. */
package peftlab.tensor.device;
