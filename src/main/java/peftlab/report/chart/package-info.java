/** Charts of a results table, as PNG and SVG. */
package peftlab.report.chart;
