/** An experiment as its YAML file says it. */
package peftlab.experiment.spec;
