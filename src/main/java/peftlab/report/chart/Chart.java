package peftlab.report.chart;

/**
 * One chart, ready to be drawn.
 *
 * @param name of its files, without an ending
 * @param title what it shows, in one line
 * @param description its numbers in words, for who cannot see it
 * @param drawing the picture
 */
public record Chart(String name, String title, String description, Drawing drawing) {}
