/** The one transformer that every method adapts, and the places where it lets itself be adapted. */
package peftlab.nn;
