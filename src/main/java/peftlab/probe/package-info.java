/** Finds out, by trying, what a method can do and how large a batch may be; warms up. */
package peftlab.probe;
