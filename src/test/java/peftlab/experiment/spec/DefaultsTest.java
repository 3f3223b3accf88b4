package peftlab.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.data.ColumnChoice;
import peftlab.data.DataSource;
import peftlab.experiment.run.Fakes;
import peftlab.metric.Metric;

/** What defaults.yaml and experiments.md say about keys is true. */
class DefaultsTest {
  private static final Path FILE = Path.of("experiments/defaults.yaml");

  @TempDir Path folder;

  static Stream<String> keys() {
    return Stream.of(
            ExperimentReader.KEYS,
            TaskReader.KEYS,
            MethodReader.SETTINGS,
            MethodReader.SEARCH_KEYS,
            MethodReader.MATCH_KEYS)
        .flatMap(List::stream)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyIsNamed(String key) throws IOException {
    assertThat(Files.readString(FILE)).containsPattern("(?m)(^|[# {,])" + key + ": ?");
  }

  @Test
  void theFormsOfTasksWork() throws IOException {
    Matcher forms = Pattern.compile("\\{(data|train): .*\\}").matcher(Files.readString(FILE));
    List<String> found = forms.results().map(form -> form.group()).toList();
    String suite = "title: t\nmethods: [{method: head, lr: 1e-3}]\ntask: " + found;
    assertThat(Fakes.experiment(folder, suite).sources())
        .containsExactly(
            new DataSource(
                "DIR", null, new ColumnChoice("premise", "hypothesis", "gold"), Metric.MACRO_F1),
            new DataSource("FILE", "FILE", ColumnChoice.NONE, null));
  }

  @Test
  void everyKeyThatIsCommentedOutIsOne() throws IOException {
    Matcher commented = Pattern.compile("(?m)^# ([a-z_]+): ").matcher(Files.readString(FILE));
    assertThat(commented.results().map(key -> key.group(1)).toList())
        .isNotEmpty()
        .allSatisfy(key -> assertThat(ExperimentReader.KEYS).contains(key));
  }

  @Test
  void theDocumentNamesEveryKeyOfATask() throws IOException {
    String text = Files.readString(Path.of("src/docs/experiments.md"));
    assertThat(TaskReader.KEYS).allSatisfy(key -> assertThat(text).contains(key + ": "));
  }
}
