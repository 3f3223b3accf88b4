package peftlab.report.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import peftlab.experiment.results.TrialResult;
import peftlab.tensor.MemoryCategory;

/** Sizes and times of several trials of one configuration. */
public final class Measures {
  private Measures() {}

  /**
   * Whether times of these trials can stand in a table or chart: every one of them {@linkplain
   * TrialResult#ranAlone() ran alone}. False without trials.
   */
  public static boolean timed(Collection<TrialResult> trials) {
    return !trials.isEmpty() && trials.stream().allMatch(TrialResult::ranAlone);
  }

  /** The categories of a memory report as {@link TrialResult#memory()} names them, in order. */
  public static List<String> categories() {
    List<String> names = new ArrayList<>();
    for (MemoryCategory category : MemoryCategory.values()) {
      names.add(category.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /**
   * For each category the mean over {@code trials}, in bytes.
   *
   * @param which counted or predicted bytes
   */
  public static Map<String, Double> memory(
      List<TrialResult> trials, Function<TrialResult, Map<String, Long>> which) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (String category : categories()) {
      double bytes = mean(trials, result -> which.apply(result).getOrDefault(category, 0L));
      means.put(category, trials.isEmpty() ? 0 : bytes);
    }
    return means;
  }

  /** All categories of {@link #memory} together. */
  public static double totalMemory(
      List<TrialResult> trials, Function<TrialResult, Map<String, Long>> which) {
    return memory(trials, which).values().stream().mapToDouble(bytes -> bytes).sum();
  }

  /** Whether the memory of some of these trials {@linkplain #shown leaves a teacher out}. */
  public static boolean lackTeacher(Collection<TrialResult> trials) {
    return trials.stream().anyMatch(TrialResult::lacksTeachersMemory);
  }

  /**
   * The counted memory of trials for people. Older results of students leave the teacher's memory
   * out, which is said rather than shown as the whole.
   */
  public static String shown(List<TrialResult> trials) {
    double memory = totalMemory(trials, TrialResult::memory);
    if (!(memory > 0)) {
      return "–";
    }
    return Format.bytes(memory) + (lackTeacher(trials) ? " + teacher" : "");
  }

  /** The mean of {@code value}; NaN without trials. */
  public static double mean(List<TrialResult> trials, ToDoubleFunction<TrialResult> value) {
    return trials.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** A count that is the same for all trials, or its range, such as {@code 770–9,240}. */
  public static String count(List<TrialResult> trials, ToLongFunction<TrialResult> value) {
    if (trials.isEmpty()) {
      return "–";
    }
    long least = trials.stream().mapToLong(value).min().orElseThrow();
    long most = trials.stream().mapToLong(value).max().orElseThrow();
    return least == most ? Format.count(least) : Format.count(least) + "–" + Format.count(most);
  }

  /** The trained parameters of a configuration; where tasks differ, the largest. */
  public static long trained(List<TrialResult> trials) {
    return trials.stream()
        .max(Comparator.comparingLong(result -> result.counts().trained()))
        .map(result -> result.counts().trained())
        .orElse(0L);
  }
}
