/** What it means to adapt a model: the interface that every method implements. */
package peftlab.method;
