/** The command line. */
package peftlab.cli;
