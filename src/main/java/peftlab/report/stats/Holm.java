package peftlab.report.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Holm's step-down correction of p values for their number (Holm, 1979). */
public final class Holm {
  private Holm() {}

  /** Adjusted p values, in the order given; below α exactly where Holm's procedure rejects. */
  public static List<Double> adjust(List<Double> p) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < p.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(p::get));
    List<Double> adjusted = new ArrayList<>(Collections.nCopies(p.size(), 1.0));
    double most = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int i = order.get(rank);
      most = Math.max(most, Math.min(1, p.get(i) * (p.size() - rank)));
      adjusted.set(i, most);
    }
    return adjusted;
  }
}
