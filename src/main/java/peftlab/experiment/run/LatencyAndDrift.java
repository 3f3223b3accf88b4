package peftlab.experiment.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peftlab.data.Example;
import peftlab.experiment.results.TrialResult;
import peftlab.method.Adaptation;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.tensor.Tape;
import peftlab.train.Batches;
import peftlab.train.Session;

/**
 * Measures an adapted encoder on text that has nothing to do with the task: how much slower than
 * the base it answers, adapted and merged, and how far its hidden states have moved.
 */
final class LatencyAndDrift {
  private static final int ROUNDS = 5;

  private final Session session;
  private final Encoder base;
  private final PackedTokens tokens;
  private final int rows;

  LatencyAndDrift(Session session, Neutral neutral) {
    this.session = session;
    this.base = neutral.base();
    this.tokens = Batches.pack(neutral.rows());
    this.rows = neutral.rows().size();
  }

  /** The base encoder, and rows of text that no method was trained on. */
  record Neutral(Encoder base, List<Example> rows) {}

  /**
   * {@code drift}: mean over tokens of {@code ‖adapted − base‖/‖base‖} of the last hidden states;
   * {@code latency_ms} of one row and the ratios {@code overhead} and, where the adaptation merges,
   * {@code merged_overhead} to the base: medians over rounds in which all take turns, so that
   * whatever runs beside this slows all of them.
   */
  Map<String, Double> measure() {
    Adaptation adaptation = session.classifier().adaptation();
    Map<String, Double> measures = new LinkedHashMap<>();
    float[] before = states(base, Hooks.NONE);
    float[] after = states(adaptation.encoder(), adaptation.hooks());
    measures.put("drift", drift(before, after));
    Optional<Encoder> merged = adaptation.merged();
    double[] latency = new double[ROUNDS];
    double[] overhead = new double[ROUNDS];
    double[] mergedOverhead = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double plain = millis(base, Hooks.NONE);
      double adapted = millis(adaptation.encoder(), adaptation.hooks());
      latency[round] = adapted / rows;
      overhead[round] = adapted / plain;
      if (merged.isPresent()) {
        mergedOverhead[round] = millis(merged.get(), Hooks.NONE) / plain;
      }
    }
    measures.put(TrialResult.LATENCY, median(latency));
    measures.put("overhead", median(overhead));
    if (merged.isPresent()) {
      measures.put("merged_overhead", median(mergedOverhead));
    }
    return measures;
  }

  private double drift(float[] before, float[] after) {
    int width = base.config().width();
    double sum = 0;
    int count = before.length / width;
    for (int token = 0; token < count; token++) {
      double moved = 0;
      double norm = 0;
      for (int i = token * width; i < (token + 1) * width; i++) {
        moved += Math.pow(after[i] - before[i], 2);
        norm += Math.pow(before[i], 2);
      }
      sum += Math.sqrt(moved / norm);
    }
    return sum / count;
  }

  /** Last hidden states of the real tokens. */
  private float[] states(Encoder encoder, Hooks hooks) {
    try (Tape tape = Tape.inference(session.arena())) {
      Encoder.Encoded encoded = encoder.forward(tape, tokens, hooks, 0);
      return encoded.hidden().select(encoded.layout().realRows()).value().toFloats();
    }
  }

  private double millis(Encoder encoder, Hooks hooks) {
    long start = System.nanoTime();
    try (Tape tape = Tape.inference(session.arena())) {
      encoder.forward(tape, tokens, hooks, 0);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
