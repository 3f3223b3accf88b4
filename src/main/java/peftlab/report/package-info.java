/** Turns the results of trials into tables, charts, statistics and one page that holds them all. */
package peftlab.report;
