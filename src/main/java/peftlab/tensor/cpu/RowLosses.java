package peftlab.tensor.cpu;

import peftlab.tensor.Matrix;

/** Softmax and losses over a few rows, in double: their cost is nothing, their accuracy shows. */
final class RowLosses {
  private RowLosses() {}

  static void softmax(Matrix x, double temperature, Matrix y) {
    float[] z = x.toFloats();
    float[] p = new float[z.length];
    double[] row = new double[x.columns()];
    for (int i = 0; i < x.rows(); i++) {
      softmaxRow(z, i * row.length, temperature, row);
      for (int j = 0; j < row.length; j++) {
        p[i * row.length + j] = (float) row[j];
      }
    }
    y.set(p);
  }

  /** {@code d logits = (softmax(logits/T) − targets)/(T·rows)}, targets' rows summing to 1. */
  static double klDivergence(Matrix logits, Matrix targets, double temperature, Matrix gradient) {
    float[] z = logits.toFloats();
    float[] t = targets.toFloats();
    float[] g = new float[z.length];
    int rows = logits.rows();
    double[] p = new double[logits.columns()];
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      double logSum = softmaxRow(z, i * p.length, temperature, p);
      for (int j = 0; j < p.length; j++) {
        int at = i * p.length + j;
        if (t[at] > 0) {
          loss += t[at] * (Math.log(t[at]) - (z[at] / temperature - logSum));
        }
        g[at] = (float) ((p[j] - t[at]) / (temperature * rows));
      }
    }
    gradient.set(g);
    return loss / rows;
  }

  /** {@code d a = −(b/(|a||b|) − cos·a/|a|²)/rows}. */
  static double cosineDistance(Matrix a, Matrix b, Matrix gradient) {
    float[] x = a.toFloats();
    float[] y = b.toFloats();
    float[] g = new float[x.length];
    int n = a.columns();
    double loss = 0;
    for (int i = 0; i < a.rows(); i++) {
      double xx = 0;
      double yy = 0;
      double xy = 0;
      for (int j = i * n; j < (i + 1) * n; j++) {
        xx += (double) x[j] * x[j];
        yy += (double) y[j] * y[j];
        xy += (double) x[j] * y[j];
      }
      double norms = Math.sqrt(xx * yy);
      double cosine = xy / norms;
      loss += 1 - cosine;
      for (int j = i * n; j < (i + 1) * n; j++) {
        g[j] = (float) ((cosine * x[j] / xx - y[j] / norms) / a.rows());
      }
    }
    gradient.set(g);
    return loss / a.rows();
  }

  /** Writes the softmax of one row and returns the logarithm of its denominator. */
  private static double softmaxRow(float[] z, int from, double temperature, double[] p) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < p.length; j++) {
      largest = Math.max(largest, z[from + j] / temperature);
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = Math.exp(z[from + j] / temperature - largest);
      sum += p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return largest + Math.log(sum);
  }
}
