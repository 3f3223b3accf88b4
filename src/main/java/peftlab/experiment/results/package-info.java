/** What a results folder holds, and how it is written and read. */
package peftlab.experiment.results;
