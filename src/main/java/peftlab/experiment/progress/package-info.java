/** How far a run is, on a terminal or in a log. */
package peftlab.experiment.progress;
