/** Replays training runs that PyTorch made, step by step, and says how far apart the two are. */
package peftlab.conformance;
