package peftlab.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.experiment.results.TrialResult;
import peftlab.report.Results;
import peftlab.report.chart.Chart;
import peftlab.report.chart.Charts;
import tech.tablesaw.api.Table;

/** A memory that leaves the teacher out is not shown as the whole; its time is counted once. */
class TeachersMemoryTest {
  private static final String NOTE = "+ teacher: an older result";

  /** A student that took 9 s, 4 of them for its teacher. */
  private static TrialResult student(Map<String, Double> extras) {
    TrialResult plain = Results.of("wordnet", "distillation", Map.of(), 1, 0.7, 100);
    return new TrialResult(
        plain.id(),
        plain.trial(),
        plain.status(),
        plain.reason(),
        plain.metrics(),
        plain.metric(),
        plain.evalRows(),
        plain.counts(),
        plain.memory(),
        plain.predictedMemory(),
        1,
        plain.adapterBytes(),
        new TrialResult.Timing(9, 1, 1, 1, 1, 1, 4),
        plain.learningCurve(),
        extras,
        Map.of(TrialResult.WORKERS, "1"));
  }

  private static List<TrialResult> older() {
    return List.of(student(Map.of("drift", 0.5)));
  }

  private static List<TrialResult> newer() {
    return List.of(student(Map.of("drift", 0.5, "teacher_accuracy", 0.8)));
  }

  @Test
  void theMainTableSaysWhatIsMissing() {
    assertThat(main(older())).contains(" + teacher", NOTE);
    assertThat(main(newer())).doesNotContain("teacher");
  }

  private static String main(List<TrialResult> trials) {
    ResultTable table = ResultTable.of(trials);
    return Markup.markdown(MainTable.of("t", table, Marks.best(table), List.of()));
  }

  @Test
  void soDoTheOtherTables() {
    assertThat(Markup.markdown(TrialTable.sizes(older()))).contains(" + teacher");
    assertThat(Markup.markdown(TrialTable.sizes(newer()))).doesNotContain(" + teacher");
    assertThat(tidy(older()).column("lacks_teacher").getString(0)).isEqualTo("true");
    assertThat(tidy(newer()).column("lacks_teacher").getString(0)).isEqualTo("false");
  }

  private static Table tidy(List<TrialResult> trials) {
    ResultTable table = ResultTable.of(trials);
    return TidyTable.of(table, Marks.best(table));
  }

  @Test
  void theMemoryChartSaysSo() {
    assertThat(chart(older(), "memory").description()).contains(" + teacher");
    assertThat(chart(newer(), "memory").description()).doesNotContain("teacher");
  }

  @Test
  void aTeachersTimeIsCountedOnce() {
    assertThat(chart(newer(), "time").description()).contains(Format.seconds(9));
  }

  private static Chart chart(List<TrialResult> trials, String name) {
    return Charts.of(ResultTable.of(trials)).stream()
        .filter(chart -> chart.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
