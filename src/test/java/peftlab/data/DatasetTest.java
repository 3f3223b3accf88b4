package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peftlab.InputException;
import peftlab.metric.Metric;

class DatasetTest {
  private static Row row(String text, String label) {
    return new Row(text, null, label);
  }

  private static Dataset dataset(String... labels) {
    List<Row> rows = new ArrayList<>();
    for (String label : labels) {
      rows.add(row("text " + rows.size(), label));
    }
    return Dataset.of("d", Metric.ACCURACY, rows, List.of(), rows.subList(0, 1));
  }

  /** {@code sorted(["b", "a", "10", "9", "\U0001F600", "\uFF21"])} in Python. */
  @Test
  void labelsAreSortedAsPythonSortsStrings() {
    assertThat(dataset("b", "a", "10", "9", "\ud83d\ude00", "\uff21", "a").labels())
        .containsExactly("10", "9", "a", "b", "\uff21", "\ud83d\ude00");
  }

  @Test
  void examplesCarryTheIndexOfTheirLabel() {
    Dataset data = dataset("no", "yes", "maybe");
    List<Example> examples = data.examples(data.train(), MiniLm.TOKENIZER, 16);
    assertThat(examples).extracting(Example::label).containsExactly(1, 2, 0);
    assertThat(examples.get(0).ids()).containsExactly(101, 3793, 1014, 102);
    assertThat(examples.get(0).types()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void limitsKeepTheFirstRowsAndAllLabels() {
    Dataset data = dataset("a", "b", "c");
    Dataset limited = data.limited(2, 5);
    assertThat(limited.train()).isEqualTo(data.train().subList(0, 2));
    assertThat(limited.eval()).isEqualTo(data.eval());
    assertThat(limited.labels()).containsExactly("a", "b", "c");
    assertThat(data.limited(0, 0)).isEqualTo(data);
  }

  @Test
  void theFingerprintTellsEveryDifference() {
    Dataset data = dataset("a", "b");
    Row first = data.train().get(0);
    List<Row> rest = data.train().subList(1, 2);
    List<Dataset> others = new ArrayList<>();
    for (Row changed :
        List.of(row("text 1", "a"), row("text 0", "b"), new Row("text 0", "", "a"))) {
      List<Row> rows = List.of(changed, rest.get(0), first);
      others.add(new Dataset("d", Metric.ACCURACY, data.labels(), rows, List.of(), data.eval()));
    }
    others.add(data.limited(1, 0));
    others.add(new Dataset("d", Metric.MCC, data.labels(), data.train(), List.of(), data.eval()));
    others.add(
        new Dataset("d", Metric.ACCURACY, data.labels(), data.train(), data.eval(), List.of()));
    assertThat(others).extracting(Dataset::fingerprint).doesNotHaveDuplicates();
    assertThat(others).extracting(Dataset::fingerprint).doesNotContain(data.fingerprint());
    Dataset renamed =
        new Dataset("e", Metric.ACCURACY, data.labels(), data.train(), List.of(), data.eval());
    assertThat(renamed.fingerprint()).isEqualTo(data.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void settingsAreChosenOnTheValidationSplitOrOnTrain() {
    List<Row> train = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      train.add(row("train " + i, i % 2 == 0 ? "a" : "b"));
    }
    List<Row> own = List.of(row("own", "a"));
    List<Row> reported = List.of(row("reported", "a"));
    Dataset with = Dataset.of("d", Metric.ACCURACY, train, own, reported).forSelection(0.1, 1);
    assertThat(with.eval()).isEqualTo(own);
    assertThat(with.train()).isEqualTo(train);
    Dataset without =
        Dataset.of("d", Metric.ACCURACY, train, List.of(), reported).forSelection(0.1, 1);
    assertThat(without.eval()).hasSize(4).isSubsetOf(train);
    assertThat(without.train())
        .hasSize(36)
        .isSubsetOf(train)
        .doesNotContainAnyElementsOf(without.eval());
  }

  @Test
  void tooFewOrTooManyClassesAreRefused() {
    assertThatThrownBy(() -> dataset("a", "a"))
        .isInstanceOf(InputException.class)
        .hasMessage("d: all training rows have the label a");
    List<Row> three = dataset("a", "b", "c").train();
    assertThatThrownBy(() -> Dataset.of("d", Metric.BINARY_F1, three, List.of(), three))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "d: binary_f1 cannot judge the 3 classes of its training rows; these can: accuracy,"
                + " macro_f1, mcc");
  }
}
