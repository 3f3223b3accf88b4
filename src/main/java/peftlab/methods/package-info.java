/** One class for each method; none knows another, and nobody imports them. */
package peftlab.methods;
