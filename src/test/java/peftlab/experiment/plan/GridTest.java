package peftlab.experiment.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;
import peftlab.experiment.results.RecordedTrial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.Fakes;
import peftlab.experiment.spec.Experiment;
import peftlab.experiment.spec.LearningRate;

class GridTest {
  @TempDir Path folder;

  @Test
  void spansEveryList() {
    List<TrialGroup> groups =
        Fakes.groups(
            folder,
            """
            title: t
            task: [wordnet, words]
            seeds: [1, 2]
            methods:
              - {method: full, lr: [1e-5, 1e-4]}
              - {method: lora, rank: [1, 4], alpha: [8, 16], lr: 1e-3, settings: {batch: [8, 16]}}
            """);
    assertThat(groups).hasSize(2 * (2 + 8));
    assertThat(groups.stream().mapToInt(TrialGroup::size).sum()).isEqualTo(40);
    Set<String> ids = new TreeSet<>();
    for (TrialGroup group : groups) {
      group.finals(group.template().settings().lr()).forEach(trial -> ids.add(trial.id()));
    }
    assertThat(ids).hasSize(40).allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @Test
  void dropsConfigurationsThatAreThereTwice() {
    assertThat(
            Fakes.groups(
                folder,
                """
                title: t
                methods:
                  - {method: lora, rank: [1, 1], lr: 1e-3}
                  - {method: lora, rank: 1, alpha: 16, lr: 0.001}
                """))
        .hasSize(1);
  }

  @Test
  void refusesListsThatSpanTooMuch() {
    String many = java.util.stream.IntStream.rangeClosed(1, 200).boxed().toList().toString();
    assertThatThrownBy(
            () ->
                Fakes.groups(
                    folder, one("{method: lora, rank: " + many + ", alpha: " + many + ", lr: 1}")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 3: its lists span more than 10000 configurations");
  }

  @Test
  void aListIsOneValueWhereTheDefaultIsAList() {
    List<TrialGroup> one =
        Fakes.groups(folder, one("{method: lora, targets: [query, key], lr: 1e-3}"));
    assertThat(one).hasSize(1);
    assertThat(hyper(one.get(0))).containsEntry("targets", List.of("query", "key"));
    assertThat(Fakes.groups(folder, one("{method: lora, targets: [[query], [query, key]], lr: 1}")))
        .extracting(group -> hyper(group).get("targets"))
        .containsExactly(List.of("query"), List.of("query", "key"));
  }

  @Test
  void idsChangeWithEverythingThatChangesResults() {
    Set<String> ids = new TreeSet<>();
    List<String> changes =
        List.of(
            "seeds=[1]",
            "seeds=[2]",
            "train.rows=5",
            "eval.rows=5",
            "methods.0.lr=2e-3",
            "methods.0.rank=2",
            "settings.batch=8",
            "settings.epochs=3",
            "settings.steps=3",
            "settings.schedule=constant",
            "settings.warmup=0.5",
            "settings.weight_decay=0.1",
            "settings.clip=1",
            "settings.dropout=0",
            "settings.max_length=32",
            "settings.pooling=cls",
            "settings.threads=1",
            "settings.shuffle=false",
            "settings.group_by_length=true",
            "task=words",
            "methods.0.method=bitfit");
    for (String change : changes) {
      String yaml = change.endsWith("bitfit") ? one("{method: full, lr: 1e-3}") : lora();
      ids.add(onlyId(Fakes.groups(folder, yaml, change)));
    }
    Experiment experiment = Fakes.experiment(folder, lora());
    for (Fingerprints other :
        List.of(
            Fakes.fingerprints("other", "base", "code"),
            Fakes.fingerprints("data", "other", "code"),
            Fakes.fingerprints("data", "base", "other"))) {
      Grid grid = new Grid(other, Fakes.PREDICTOR);
      ids.add(onlyId(grid.expand(experiment, 1)));
    }
    assertThat(ids).hasSize(changes.size() + 3);
  }

  @Test
  void idsStayWhenOnlyNamesChange() {
    String id = onlyId(Fakes.groups(folder, lora()));
    assertThat(onlyId(Fakes.groups(folder, lora(), "title=Other", "model=somewhere/minilm")))
        .isEqualTo(id);
    assertThat(onlyId(Fakes.groups(folder, lora(), "methods.0.rank=8"))).isEqualTo(id);
  }

  @Test
  void workersShareTheThreads() {
    Experiment experiment = Fakes.experiment(folder, lora(), "settings.threads=4");
    assertThat(threads(experiment, 1)).isEqualTo(4);
    assertThat(threads(experiment, 2)).isEqualTo(2);
    assertThat(threads(experiment, 9)).isEqualTo(1);
    Experiment two = Fakes.experiment(folder, lora(), "settings.threads=2");
    assertThat(onlyId(Fakes.grid().expand(experiment, 2)))
        .isEqualTo(onlyId(Fakes.grid().expand(two, 1)));
  }

  @Test
  void fewDrawsCoverTheWholeRange() {
    for (long seed = 0; seed < 100; seed++) {
      assertThat(new LearningRate.Search(1e-4, 1e-1, 3).candidates(seed))
          .satisfiesOnlyOnce(lr -> assertThat(lr).isBetween(1e-4, 1e-3))
          .satisfiesOnlyOnce(lr -> assertThat(lr).isBetween(1e-3, 1e-2))
          .satisfiesOnlyOnce(lr -> assertThat(lr).isBetween(1e-2, 1e-1));
    }
  }

  @Test
  void searchesSpreadLogUniformlyAndChooseTheBest() {
    List<TrialGroup> groups =
        Fakes.groups(
            folder,
            """
            title: t
            seeds: [5, 6]
            lr: {search: {low: 1e-5, high: 1e-2, trials: 200}}
            methods: [{method: lora}, {method: full, lr: {search: {low: 1e-6, high: 1e-3, trials: 200}}}]
            """);
    List<Trial> searches = groups.get(0).searches();
    assertThat(searches).hasSize(200).allMatch(t -> t.settings().seed() == 5);
    assertThat(searches).allMatch(t -> t.phase().equals(RecordedTrial.SEARCH));
    List<Double> rates = searches.stream().map(t -> t.settings().lr()).toList();
    assertThat(rates).allMatch(lr -> 1e-5 <= lr && lr <= 1e-2);
    assertThat(rates.stream().filter(lr -> lr < 1e-4).count()).isBetween(65L, 68L);
    assertThat(rates.stream().filter(lr -> lr > 1e-3).count()).isBetween(65L, 68L);
    assertThat(rates).isNotEqualTo(rates.stream().sorted().toList());
    assertThat(groups.get(0).searches()).isEqualTo(searches);
    assertThat(groups.get(1).searches().get(7).settings().lr())
        .isCloseTo(rates.get(7) / 10, org.assertj.core.api.Assertions.withinPercentage(0.1));

    Map<String, TrialResult> results = new HashMap<>();
    assertThat(groups.get(0).rate(results)).isEmpty();
    for (Trial trial : searches) {
      double lr = trial.settings().lr();
      results.put(
          trial.id(), Fakes.outcome(trial, -Math.abs(Math.log(lr) - Math.log(3e-4))).result());
    }
    double best = groups.get(0).rate(results).getAsDouble();
    assertThat(best).isBetween(2e-4, 4e-4);
    assertThat(groups.get(0).finals(best))
        .extracting(t -> t.settings().seed(), Trial::phase)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(5L, "final"),
            org.assertj.core.groups.Tuple.tuple(6L, "final"));
  }

  @Test
  void ofRatesThatDoEquallyWellTheLowestIsRun() {
    TrialGroup group =
        Fakes.groups(
                folder,
                """
                title: t
                lr: {search: {low: 1e-5, high: 1e-2, trials: 9}}
                methods: [{method: lora}]
                """)
            .get(0);
    Map<String, TrialResult> results = new HashMap<>();
    group.searches().forEach(t -> results.put(t.id(), Fakes.outcome(t, 0.8).result()));
    List<Double> rates = group.searches().stream().map(t -> t.settings().lr()).toList();

    assertThat(group.rate(results)).hasValue(java.util.Collections.min(rates));
    assertThat(rates.get(0)).isNotEqualTo(java.util.Collections.min(rates));
    group.searches().forEach(t -> results.put(t.id(), Fakes.outcome(t, Double.NaN).result()));
    assertThat(group.rate(results)).isEmpty();
  }

  @Test
  void solvesForABudget() {
    List<TrialGroup> groups =
        Fakes.groups(
            folder,
            """
            title: t
            match: {trainable: 75000}
            methods:
              - {method: lora, lr: 1e-3}
              - {method: lora, rank: 3, lr: 1e-3}
              - {method: lora, match: {trainable: 1}, lr: 1e-3}
              - {method: lora, match: {trainable: 999999999}, lr: 1e-3}
              - {method: lora, match: {memory: 91 MB}, lr: 1e-3}
              - {method: full, lr: 1e-3}
            """);
    List<Object> ranks = new ArrayList<>();
    groups.forEach(group -> ranks.add(hyper(group).get("rank")));
    assertThat(ranks).containsExactly(8, 3, 1, 65536, 27, null);
    assertThat(groups)
        .extracting(TrialGroup::unmatched)
        .containsExactly(false, true, true, true, false, true);
  }

  private static Map<String, Object> hyper(TrialGroup group) {
    return group.template().recorded().hyper();
  }

  private static String one(String method) {
    return "title: t\nmethods:\n  - " + method + "\n";
  }

  private static String lora() {
    return one("{method: lora, lr: 1e-3}");
  }

  private static String onlyId(List<TrialGroup> groups) {
    assertThat(groups).hasSize(1);
    List<Trial> trials = groups.get(0).finals(groups.get(0).template().settings().lr());
    assertThat(trials).hasSize(1);
    return trials.get(0).id();
  }

  private static int threads(Experiment experiment, int workers) {
    return Fakes.grid().expand(experiment, workers).get(0).template().settings().threads();
  }
}
