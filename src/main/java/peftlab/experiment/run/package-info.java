/** Runs the trials of a plan. */
package peftlab.experiment.run;
