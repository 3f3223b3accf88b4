/** Labelled text from files and from the class path, and its way into token ids and batches. */
package peftlab.data;
