package peftlab.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One call, or a forward and its backward, of every kind of kernel on random shapes: what a
 * scenario returns is all that the calls wrote, so that two implementations can be compared.
 */
public final class KernelScenarios {
  /** What the calls on a bench wrote. */
  public interface Scenario {
    List<Matrix> run(KernelBench bench);
  }

  private KernelScenarios() {}

  public static Map<String, Scenario> all() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("multiply", KernelScenarios::multiply);
    all.put("linear", KernelScenarios::linear);
    all.put("sparse", KernelScenarios::sparse);
    all.put("elementwise", KernelScenarios::elementwise);
    all.put("broadcast", KernelScenarios::broadcast);
    all.put("reductions", KernelScenarios::reductions);
    for (Activation f : Activation.values()) {
      all.put(f.name(), bench -> activation(bench, f));
    }
    all.put("dropout", KernelScenarios::dropout);
    all.put("layer norm", KernelScenarios::layerNorm);
    all.put("attention", KernelScenarios::attention);
    all.put("rows", KernelScenarios::rows);
    all.put("columns", KernelScenarios::columns);
    all.put("means", KernelScenarios::means);
    all.put("softmax and losses", KernelScenarios::losses);
    all.put("AdamW", KernelScenarios::adamW);
    return all;
  }

  private static List<Matrix> multiply(KernelBench bench) {
    int m = bench.size();
    int n = bench.size();
    int inner = bench.size();
    boolean transposeA = bench.random.nextBoolean();
    boolean transposeB = bench.random.nextBoolean();
    Matrix a = transposeA ? bench.normal(inner, m) : bench.normal(m, inner);
    Matrix b = transposeB ? bench.normal(n, inner) : bench.normal(inner, n);
    Matrix c = bench.normal(m, n);
    bench.kernels.multiply(transposeA, a, transposeB, b, 0.7, bench.between(0, 2) / 2.0, c);
    return List.of(c);
  }

  private static List<Matrix> linear(KernelBench bench) {
    Matrix x = bench.normal(bench.size(), bench.size());
    Matrix weight = bench.normal(bench.size(), x.columns());
    Matrix bias = bench.random.nextBoolean() ? bench.normal(1, weight.rows()) : null;
    Matrix y = bench.normal(x.rows(), weight.rows());
    bench.kernels.linear(x, weight, bias, y);
    return List.of(y);
  }

  private static List<Matrix> sparse(KernelBench bench) {
    Matrix x = bench.normal(bench.size(), bench.size());
    Matrix y = bench.normal(x.rows(), bench.size());
    int count = bench.between(1, 40);
    SparsePlaces places =
        new SparsePlaces(bench.indices(count, y.columns()), bench.indices(count, x.columns()));
    Matrix values = bench.normal(1, count);
    bench.kernels.addSparseGradient(places, x, y, values);
    bench.kernels.addSparse(places, bench.normal(1, count), x, y);
    return List.of(values, y);
  }

  private static List<Matrix> elementwise(KernelBench bench) {
    Matrix x = bench.normal(bench.size(), bench.size());
    Matrix y = bench.normal(x.rows(), x.columns());
    Matrix reread = bench.normal(x.columns(), x.rows());
    Matrix constant = bench.normal(x.rows(), x.columns());
    bench.kernels.copy(x, reread);
    bench.kernels.add(-1.3, x, y);
    bench.kernels.scale(0.3, x);
    bench.kernels.fill(constant, 2.5);
    return List.of(
        x, y, reread, constant, bench.number(bench.kernels.sumOfSquares(y)), norms(bench, y));
  }

  private static Matrix norms(KernelBench bench, Matrix x) {
    Matrix norms = bench.normal(x.rows(), 1);
    bench.kernels.rowNorms(x, norms);
    return norms;
  }

  private static List<Matrix> broadcast(KernelBench bench) {
    Matrix x = bench.normal(bench.size(), bench.size());
    Matrix m = bench.normal(bench.oneOr(x.rows()), bench.oneOr(x.columns()));
    Matrix copy = bench.copyOf(x);
    Matrix sum = bench.sameOrOther(copy);
    bench.kernels.plus(copy, m, sum);
    Matrix product = bench.sameOrOther(x);
    bench.kernels.times(x, m, product);
    return List.of(sum, product);
  }

  private static List<Matrix> reductions(KernelBench bench) {
    Matrix a = bench.normal(bench.size(), bench.size());
    Matrix b = bench.normal(a.rows(), a.columns());
    Matrix sum = bench.normal(bench.oneOr(a.rows()), bench.oneOr(a.columns()));
    // As large as the sums usually are: cancellation is no disagreement.
    bench.kernels.scale(Math.sqrt((double) a.size() / sum.size()), sum);
    Matrix product = bench.copyOf(sum);
    bench.kernels.addReduced(a, sum);
    bench.kernels.addProductReduced(a, b, product);
    return List.of(sum, product);
  }

  private static List<Matrix> activation(KernelBench bench, Activation f) {
    Matrix x = bench.normal(bench.size(), bench.size());
    bench.kernels.scale(3, x);
    Matrix dy = bench.normal(x.rows(), x.columns());
    Matrix dx = bench.sameOrOther(dy);
    bench.kernels.activateGradient(f, x, dy, dx);
    Matrix y = bench.sameOrOther(x);
    bench.kernels.activate(f, x, y);
    return List.of(y, dx);
  }

  private static List<Matrix> dropout(KernelBench bench) {
    Matrix x = bench.normal(bench.size(), bench.size());
    Matrix y = bench.sameOrOther(x);
    bench.kernels.dropout(bench.dropout(), x, y);
    return List.of(y);
  }

  private static List<Matrix> layerNorm(KernelBench bench) {
    Kernels kernels = bench.kernels;
    int rows = bench.size();
    int width = bench.between(8, 70);
    Dropout dropout = bench.dropout();
    Matrix h = bench.normal(rows, width);
    Matrix residual = bench.random.nextBoolean() ? bench.normal(rows, width) : null;
    Matrix gamma = bench.normal(1, width);
    Matrix sum = bench.sameOrOther(h);
    Matrix statistics = bench.normal(rows, 2);
    Matrix y = bench.normal(rows, width);
    Norm norm = new Norm(dropout, 1e-12, gamma, bench.normal(1, width), sum, statistics);
    kernels.layerNorm(norm, h, residual, y);
    Matrix dy = bench.normal(rows, width);
    Matrix dSum = bench.sameOrOther(dy);
    Matrix dH = bench.random.nextBoolean() ? bench.normal(rows, width) : null;
    Matrix addGamma = bench.random.nextBoolean() ? bench.normal(1, width) : null;
    Matrix addBeta = bench.random.nextBoolean() ? bench.normal(1, width) : null;
    kernels.layerNormGradient(norm, dy, dSum, dH, addGamma, addBeta);
    return present(sum, statistics, y, dSum, dH, addGamma, addBeta);
  }

  private static List<Matrix> attention(KernelBench bench) {
    Kernels kernels = bench.kernels;
    int heads = bench.between(1, 4);
    int width = heads * bench.between(1, 16);
    int sequences = bench.between(1, 5);
    boolean even = bench.random.nextInt(3) == 0;
    int longest = bench.between(1, 20);
    int[] queries = bench.offsets(sequences, even ? longest : 1, longest);
    int[] keys = queries.clone();
    int prefix = bench.between(0, 2) * 4;
    for (int i = 0; i <= sequences; i++) {
      keys[i] += prefix * i;
    }
    Packing packing = prefix == 0 ? Packing.of(queries) : new Packing(queries, keys);
    Dropout dropout = bench.dropout();
    Matrix q = bench.normal(queries[sequences], width);
    Matrix k = bench.normal(keys[sequences], width);
    Matrix v = bench.normal(keys[sequences], width);
    Matrix probabilities = bench.normal(1, packing.scoreOffsets(heads)[sequences]);
    Matrix context = bench.normal(q.rows(), width);
    Attention attention = new Attention(packing, heads, dropout, q, k, v, probabilities);
    kernels.attention(attention, context);
    Matrix dContext = bench.normal(q.rows(), width);
    Matrix dq = bench.random.nextInt(4) == 0 ? null : bench.normal(q.rows(), width);
    Matrix dk = bench.random.nextInt(4) == 0 ? null : bench.normal(k.rows(), width);
    Matrix dv = bench.random.nextInt(4) == 0 ? null : bench.normal(v.rows(), width);
    kernels.attentionGradient(attention, dContext, dq, dk, dv);
    return present(probabilities, context, dq, dk, dv);
  }

  private static List<Matrix> rows(KernelBench bench) {
    int width = bench.size();
    Matrix[] stack = new Matrix[bench.between(1, 3)];
    Matrix[] gradients = new Matrix[stack.length];
    int[] stackRows = new int[stack.length];
    int total = 0;
    for (int i = 0; i < stack.length; i++) {
      stackRows[i] = bench.size();
      stack[i] = bench.normal(stackRows[i], width);
      gradients[i] = bench.random.nextInt(3) == 0 ? null : bench.normal(stackRows[i], width);
      total += stackRows[i];
    }
    int[] rows = bench.indices(bench.size(), total);
    Matrix y = bench.normal(rows.length, width);
    bench.kernels.gatherRows(rows, stack, y);
    int[] others = bench.indices(rows.length, stackRows[0]);
    bench.kernels.addGatheredRows(others, stack[0], y);
    Matrix dy = bench.normal(rows.length, width);
    bench.kernels.addScatteredRows(dy, rows, gradients, stackRows);
    List<Matrix> results = present(gradients);
    results.add(y);
    return results;
  }

  private static List<Matrix> columns(KernelBench bench) {
    int rows = bench.size();
    int width = bench.size();
    int from = bench.between(0, 5);
    Matrix x = bench.normal(rows, from + width + bench.between(0, 3));
    Matrix y = bench.normal(rows, width);
    bench.kernels.copyColumns(x, from, y);
    bench.kernels.addColumns(bench.normal(rows, width), from, x);
    return List.of(x, y);
  }

  private static List<Matrix> means(KernelBench bench) {
    int[] offsets = bench.offsets(bench.between(1, 8), 0, 12);
    int[] members = bench.indices(offsets[offsets.length - 1], bench.size());
    Matrix x = bench.normal(70, bench.size());
    Matrix y = bench.normal(offsets.length - 1, x.columns());
    bench.kernels.meanRows(offsets, members, x, y);
    bench.kernels.addMeanRowsGradient(offsets, members, bench.normal(y.rows(), y.columns()), x);
    return List.of(x, y);
  }

  private static List<Matrix> losses(KernelBench bench) {
    Kernels kernels = bench.kernels;
    int rows = bench.size();
    int columns = bench.between(2, 20);
    double temperature = bench.between(1, 8) / 2.0;
    Matrix x = bench.normal(rows, columns);
    kernels.scale(4, x);
    Matrix softmax = bench.normal(rows, columns);
    Matrix divergence = bench.normal(rows, columns);
    Matrix cosine = bench.normal(rows, columns);
    kernels.softmax(x, temperature, softmax);
    double kl =
        kernels.klDivergence(x, bench.distributions(rows, columns), temperature, divergence);
    double distance = kernels.cosineDistance(x, bench.normal(rows, columns), cosine);
    // Gradients of a mean over rows shrink with their number.
    kernels.scale(rows, divergence);
    kernels.scale(rows, cosine);
    return List.of(softmax, divergence, cosine, bench.number(kl), bench.number(distance));
  }

  private static List<Matrix> adamW(KernelBench bench) {
    Matrix w = bench.normal(bench.size(), bench.size());
    Matrix first = bench.zeros(w.rows(), w.columns());
    Matrix second = bench.zeros(w.rows(), w.columns());
    Matrix before = bench.copyOf(w);
    double decay = bench.between(0, 2) / 10.0;
    for (int step = 1; step <= 3; step++) {
      AdamStep numbers = new AdamStep(0.1, 0.9, 0.999, 1e-8, decay, step);
      Matrix gradient = bench.normal(w.rows(), w.columns());
      bench.kernels.adamW(List.of(new AdamUpdate(numbers, w, gradient, first, second)));
    }
    bench.kernels.add(-1, w, before);
    return List.of(w, first, second, before);
  }

  private static List<Matrix> present(Matrix... matrices) {
    List<Matrix> present = new ArrayList<>();
    for (Matrix matrix : matrices) {
      if (matrix != null) {
        present.add(matrix);
      }
    }
    return present;
  }
}
