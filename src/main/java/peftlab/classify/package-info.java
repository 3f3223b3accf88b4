/** Answers with a saved adapter. */
package peftlab.classify;
