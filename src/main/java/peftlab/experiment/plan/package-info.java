/** The trials that an experiment stands for, in their order, and what they will cost. */
package peftlab.experiment.plan;
