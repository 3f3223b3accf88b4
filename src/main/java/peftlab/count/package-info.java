/** Counts parameters and bytes of a method on a published model, without its weights. */
package peftlab.count;
