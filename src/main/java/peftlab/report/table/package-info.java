/** Results grouped by configuration, and tables of them for terminals, papers and programs. */
package peftlab.report.table;
