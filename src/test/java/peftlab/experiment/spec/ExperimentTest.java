package peftlab.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peftlab.InputException;
import peftlab.data.ColumnChoice;
import peftlab.data.DataSource;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.run.Fakes;
import peftlab.metric.Metric;

class ExperimentTest {
  private static final String SUITE =
      """
      title: A suite
      methods:
        - {method: head, lr: 5e-3}
        - {method: lora, rank: [1, 4], lr: 1e-3}
      """;

  @TempDir Path folder;

  @Test
  void fallsBackToTheDefaults() {
    Experiment experiment = Fakes.experiment(folder, SUITE);
    assertThat(experiment.name()).isEqualTo("suite");
    assertThat(experiment.models()).containsExactly("minilm");
    assertThat(experiment.tasks()).containsExactly("wordnet");
    assertThat(experiment.seeds()).containsExactly(1L);
    assertThat(experiment.mlflow()).isEmpty();
  }

  @Test
  void overridesReachIntoMapsAndLists() {
    Experiment experiment =
        Fakes.experiment(
            folder,
            SUITE,
            "train.rows=100",
            "seeds=[1, 2, 3]",
            "methods.1.rank=8",
            "settings.epochs=0.5");
    assertThat(experiment.trainRows()).isEqualTo(100);
    assertThat(experiment.seeds()).containsExactly(1L, 2L, 3L);
    List<TrialGroup> groups = Fakes.grid().expand(experiment, 1);
    assertThat(groups).hasSize(2);
    assertThat(groups.get(1).template().recorded().hyper()).containsEntry("rank", 8);
    assertThat(groups.get(1).template().settings().epochs()).isEqualTo(0.5);
  }

  @Test
  void namesAFolderOfTasks() {
    String suite =
        SUITE
            + "task: ['{folder}/SST-2', {data: '{folder}/trec', metric: macro_f1}, {train:"
            + " '{folder}/a.tsv', eval: '{folder}/b.tsv', columns: {text_a: t, label: l}}]\n";
    Experiment experiment = Fakes.experiment(folder, suite, "folder=/data");
    assertThat(experiment.sources())
        .containsExactly(
            DataSource.named("/data/SST-2"),
            new DataSource("/data/trec", null, ColumnChoice.NONE, Metric.MACRO_F1),
            new DataSource("/data/a.tsv", "/data/b.tsv", new ColumnChoice("t", null, "l"), null));
    assertThat(experiment.tasks())
        .containsExactly("/data/SST-2", "/data/trec by macro_f1", "/data/a.tsv with b.tsv (t, l)");
    assertThatThrownBy(() -> Fakes.experiment(folder, suite))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("suite.yaml, line 5: task '{folder}/SST-2' needs a folder")
        .hasMessageContaining("give it with --data DIR");
  }

  @Test
  void writesItselfOutSoThatItGivesTheSameTrials() {
    String odd = SUITE.replace("A suite", "'yes: # 5e-3 \"quoted\"'");
    Experiment experiment = Fakes.experiment(folder, odd, "settings.schedule=constant");
    Experiment again = Fakes.experiment(folder, experiment.toYaml());
    assertThat(again.title()).isEqualTo("yes: # 5e-3 \"quoted\"");
    assertThat(ids(again)).isEqualTo(ids(experiment));
  }

  private static List<String> ids(Experiment experiment) {
    return Fakes.grid().expand(experiment, 1).stream()
        .map(g -> g.finals(g.template().settings().lr()).get(0).id())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "titel: x | suite.yaml, line 5: unknown key 'titel' in the experiment: did you mean title?",
        "settings: {epoch: 2} | line 5: unknown key 'epoch' in settings: did you mean epochs",
        "settings: {epochs: 0} | line 5: epochs and steps are both 0: expected one of them above 0",
        "settings: {epochs: -1} | line 5: epochs is '-1': expected a number from 0 to 1000",
        "settings: {max_length: 2} | line 5: max_length is '2': expected a whole number from 3 to",
        "settings: {dropout: 0.95} | line 5: dropout is '0.95': expected a number from 0 to 0.9",
        "task: {data: a, metric: makro_f1} | line 5: unknown metric 'makro_f1': did you mean"
            + " macro_f1",
        "task: {data: a, columns: {texta: b}} | line 5: unknown part 'texta' of columns: did you"
            + " mean",
        "task: {data: a, colums: {}} | line 5: unknown key 'colums' in task: did you mean columns?",
        "task: {train: a} | expected data: FOLDER, or train: FILE and eval: FILE",
        "task: {data: a, train: b, eval: c} | expected data: FOLDER, or train: FILE and eval: FILE",
        "task: [{train: x/a, eval: y/a}, {train: x/a, eval: z/a}] | two tasks would be called 'x/a"
            + " with",
        "settings: {epochs: two} | line 5: epochs is 'two': expected a number from 0 to 1000",
        "settings: {batch: 0} | line 5: batch is '0': expected a whole number from 1 to 4096",
        "settings: {batch: 1.5} | line 5: batch is '1.5': expected a whole number",
        "settings: {schedule: cosine} | schedule is 'cosine': expected one of constant, linear",
        "settings: {shuffle: maybe} | shuffle is 'maybe': expected true or false",
        "settings: {dropout: .nan} | suite.yaml, line 5: not YAML: Malformed numeric value",
        "settings: {dropout: []} | dropout is '[]': expected at least one value",
        "train: 3000 | line 5: train is '3000': expected keys and values",
        "train: {rows: -1} | line 5: train.rows is '-1': expected a whole number",
        "seeds: 3 | line 5: seeds is '3': expected a list such as [1, 2, 3]",
        "seeds: [1, 1] | seeds is '[1, 1]': expected each seed once",
        "seeds: | line 5: seeds is empty: expected a list",
        "task: [] | task is '[]': expected at least one value",
        "mlflow: {uri: 'file:/etc'} | mlflow.uri is 'file:/etc': expected an address",
        "title: again | suite.yaml, line 5: the key 'title' stands here a second time",
        "match: {trainable: many} | match.trainable is 'many': expected a whole number",
        "match: {memory: 3 cubits} | match.memory is '3 cubits': expected bytes such as '300 MB'",
        "eval: {rows: 99999999999999999999} | line 5: the number 99999999999999999999 is too large",
      })
  void saysWhatIsWrongAndWhere(String line, String message) {
    assertThatThrownBy(() -> Fakes.groups(folder, SUITE + line + "\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{method: loar, lr: 1e-3} | line 3: unknown method 'loar': did you mean lora? Known:"
            + " adapter, bitfit",
        "{method: lora, rnak: 4, lr: 1e-3} | line 3: method 'lora' has no hyperparameter 'rnak'; it"
            + " has alpha",
        "{method: lora} | line 3: this entry has no learning rate",
        "{lr: 1e-3} | line 3: an entry under methods lacks the key 'method'",
        "{method: lora, lr: fast} | line 3: lr is 'fast': expected a number",
        "{method: lora, lr: {search: {low: 1e-3, high: 1e-4, trials: 3}}} | expected more than low",
        "{method: lora, lr: {search: {low: 1e-3, trials: 3}}} | lr.search lacks the key 'high'",
        "{method: lora, lr: {serach: {low: 1e-3}}} | unknown key 'serach' in lr: did you mean"
            + " search",
        "{method: lora, rank: , lr: 1} | line 3: rank is empty: expected a value",
        "{method: lora, lr: 1, settings: {bacth: 1}} | unknown key 'bacth' in settings",
      })
  void saysWhatIsWrongWithAMethod(String entry, String message) {
    assertThatThrownBy(() -> Fakes.groups(folder, "title: t\nmethods:\n  - " + entry + "\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void refusesUnequalSearches() {
    assertThatThrownBy(
            () ->
                Fakes.groups(
                    folder,
                    """
                    title: t
                    methods:
                      - {method: head, lr: 1e-3}
                      - {method: full, lr: {search: {low: 1e-5, high: 1e-4, trials: 3}}}
                    """))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("suite.yaml, line 4: full searches 3 learning rates, but head has")
        .hasMessageContaining("fair");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2]",
        "text",
        "title: [",
        "a: &x 1\nb: *x",
        "title: a\n---\ntitle: b",
        "\t- x: {",
        "{{"
      })
  void refusesWhatIsNoExperiment(String text) {
    assertThatThrownBy(() -> Fakes.experiment(folder, text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("suite.yaml, line ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs | --set epochs: expected key.path=value",
        "settings.epoch=2 | --set settings.epoch=2: unknown key 'epoch' in settings",
        "methods.7.rank=2 | --set methods.7.rank=2: '7' is not a place in a list of 2",
        "title.x=2 | --set title.x=2: there is nothing below 'A suite'",
        "settings.epochs=x | --set settings.epochs=x: epochs is 'x'",
      })
  void saysWhichOverrideIsWrong(String override, String message) {
    assertThatThrownBy(() -> Fakes.groups(folder, SUITE, override))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void refusesDeepNestingAndMissingFiles() {
    assertThatThrownBy(() -> Fakes.experiment(folder, "title: " + "[".repeat(10_000)))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Experiment.read(folder.resolve("none.yaml"), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none.yaml: there is no such file");
  }
}
