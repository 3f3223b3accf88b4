package peftlab.report.chart;

import org.knowm.xchart.XYChart;

/**
 * One chart, ready to be drawn.
 *
 * @param name of its files, without an ending
 * @param title what it shows, in one line
 * @param drawing what XChart paints
 */
public record Chart(String name, String title, XYChart drawing) {}
