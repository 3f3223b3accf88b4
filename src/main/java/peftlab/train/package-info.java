/** Fits one adaptation to one task and measures it. */
package peftlab.train;
