package peftlab.report.table;

import java.util.function.Function;
import peftlab.report.table.ResultTable.Row;

/**
 * A column of the main table that is there because rows differ in it and ought not to.
 *
 * @param name heading
 * @param value what a row shows
 */
public record ExtraColumn(String name, Function<Row, String> value) {}
