/** From a YAML file to a log of results: experiments, grids, trials and who runs them. */
package peftlab.experiment;
