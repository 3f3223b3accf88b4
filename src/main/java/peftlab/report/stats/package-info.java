/** Statistics of repeated runs and of pairs of methods; knows numbers only. */
package peftlab.report.stats;
