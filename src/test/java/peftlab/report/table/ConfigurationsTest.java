package peftlab.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.Records;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.report.EditedResults;
import peftlab.report.Results;
import peftlab.train.TrainSettings;

class ConfigurationsTest {
  private static final TrialResult LORA =
      Results.of("wordnet", "lora", Results.lora(8), 1, 0.8, 73_728);

  /** Every component of a trial's settings but the seed, and the limits of rows. */
  static Stream<String> settings() {
    return Stream.concat(
        Records.keys(TrainSettings.class).stream().filter(key -> !key.equals("seed")),
        Stream.of("train_rows", "eval_rows"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void whateverShapesATrialSetsItsRowApartAndIsShown(String name) {
    List<TrialResult> results =
        new EditedResults(List.of(LORA))
            .repeat(
                line -> true,
                line -> {
                  ObjectNode owner =
                      EditedResults.settings(line).has(name)
                          ? EditedResults.settings(line)
                          : EditedResults.trial(line);
                  owner.set(name, other(owner.get(name)));
                  line.put("id", "00000000000000ff");
                })
            .results();

    List<ResultTable.Row> rows = ResultTable.of(results).rows();

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).configuration().shown()).hasSize(2).containsEntry("r", "8");
    assertThat(rows.get(0).configuration().label())
        .isNotEqualTo(rows.get(1).configuration().label());
  }

  private static JsonNode other(JsonNode value) {
    ObjectMapper mapper = new ObjectMapper();
    if (value.isNumber()) {
      boolean share = value.asDouble() > 0 && value.asDouble() < 1;
      return mapper.valueToTree(share ? value.asDouble() / 2 : value.asInt() + 1);
    }
    if (value.isBoolean()) {
      return mapper.valueToTree(!value.asBoolean());
    }
    Map<String, String> words = Map.of("linear", "constant", "mean", "cls");
    return mapper.valueToTree(words.get(value.asText()));
  }

  @Test
  void seedsShareARow() {
    TrialResult other = Results.of("wordnet", "lora", Results.lora(8), 2, 0.8, 73_728);
    assertThat(ResultTable.of(List.of(LORA, other)).rows()).hasSize(1);
  }

  @Test
  void resultsOfTwoVersionsOfTheCodeDoNotCountAsSeedsOfOneRow() {
    List<TrialResult> results =
        new EditedResults(List.of(LORA))
            .repeat(
                line -> true,
                line -> {
                  ((ObjectNode) line.get("provenance")).put("code", "d485e099f4bf");
                  line.put("id", "00000000000000ff");
                })
            .results();
    assertThat(ResultTable.of(results).rows())
        .extracting(row -> row.configuration().setting())
        .containsExactly("r=8 code=" + Results.CODE, "r=8 code=d485e099f4bf");
  }

  @Test
  void aHyperparameterAndASettingOfOneNameAreBothShown() {
    List<TrialResult> results =
        new EditedResults(
                List.of(
                    Results.of("wordnet", "lora", Map.of("dropout", 0.0), 1, 0.8, 1),
                    Results.of("wordnet", "lora", Map.of("dropout", 0.5), 1, 0.8, 1)))
            .repeat(
                line -> true,
                line -> {
                  EditedResults.settings(line).put("dropout", 0.3);
                  line.put("id", "f" + line.get("id").asText().substring(1));
                })
            .results();
    assertThat(ResultTable.of(results).rows())
        .extracting(row -> row.configuration().label())
        .containsExactly(
            "lora lora.dropout=0 dropout=0.1",
            "lora lora.dropout=0.5 dropout=0.1",
            "lora lora.dropout=0 dropout=0.3",
            "lora lora.dropout=0.5 dropout=0.3");
  }

  @Test
  void aSearchStaysOneWhereOneSeedRanAtAnotherRate() {
    List<TrialResult> results = new ArrayList<>();
    for (double lr : new double[] {1e-4, 1e-3, 1e-2}) {
      results.add(
          Results.of(
              Results.trial("wordnet", RecordedTrial.SEARCH, "lora", Results.lora(8), 1, lr),
              0.7,
              1));
    }
    results.add(LORA);
    results.add(
        Results.of(
            Results.trial("wordnet", RecordedTrial.FINAL, "lora", Results.lora(8), 2, 3e-3),
            0.7,
            1));

    ResultTable table = ResultTable.of(results);

    assertThat(table.rows()).hasSize(2);
    assertThat(table.searches()).hasSize(1);
    assertThat(table.searches().get(0).attempts()).hasSize(3);
    assertThat(table.rows())
        .allMatch(
            row ->
                row.configuration()
                    .searchKey()
                    .equals(table.searches().get(0).configuration().key()));
  }
}
