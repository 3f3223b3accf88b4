package peftlab.peft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peftlab.InputException;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Projection;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * Several trained adaptations of one base at work together, each with a weight: {@code y + Σ weight
 * · change}. None is trained any further.
 */
public final class Combination implements Adaptation {
  private final Encoder base;
  private final Map<String, Additive> members;
  private final Map<String, Double> weights;

  /** All of {@code members} with weight 1. */
  public Combination(Encoder base, Map<String, Additive> members) {
    this(base, new LinkedHashMap<>(members), new LinkedHashMap<>());
    members.forEach(
        (name, member) -> {
          if (member.encoder() != base) {
            throw new InputException(
                "adapter '" + name + "' trains weights of the base itself: it works alone only");
          }
          weights.put(name, 1.0);
        });
  }

  private Combination(Encoder base, Map<String, Additive> members, Map<String, Double> weights) {
    this.base = base;
    this.members = members;
    this.weights = weights;
  }

  /** The same combination with another weight for one member; 0 switches it off. */
  public Combination weighing(String name, double weight) {
    Map<String, Double> changed = new LinkedHashMap<>(weights);
    changed.put(known(name), weight);
    return new Combination(base, members, changed);
  }

  /** One member alone, with weight 1. */
  public Combination only(String name) {
    Map<String, Double> changed = new LinkedHashMap<>(weights);
    changed.replaceAll((other, weight) -> 0.0);
    changed.put(known(name), 1.0);
    return new Combination(base, members, changed);
  }

  private String known(String name) {
    if (!members.containsKey(name)) {
      throw new InputException(
          "no adapter is called '" + name + "'; loaded: " + String.join(", ", members.keySet()));
    }
    return name;
  }

  @Override
  public Encoder encoder() {
    return base;
  }

  @Override
  public List<Parameter> trainable() {
    return List.of();
  }

  @Override
  public Hooks hooks() {
    List<Hooks> active = new ArrayList<>();
    members.forEach(
        (name, member) -> {
          double weight = weights.get(name);
          if (weight != 0) {
            active.add(member.hooks(weight));
          }
        });
    return new Chain(List.copyOf(active));
  }

  @Override
  public Optional<Encoder> merged() {
    Encoder merged = base;
    for (Map.Entry<String, Additive> member : members.entrySet()) {
      double weight = weights.get(member.getKey());
      if (weight != 0) {
        merged = member.getValue().addTo(merged, weight);
      }
    }
    return Optional.of(merged);
  }

  private record Chain(List<Hooks> links) implements Hooks {
    @Override
    public Hooks begin(Tape tape) {
      return new Chain(links.stream().map(link -> link.begin(tape)).toList());
    }

    @Override
    public Tensor projected(Projection at, Tensor x, Tensor y) {
      Tensor sum = y;
      for (Hooks link : links) {
        sum = link.projected(at, x, sum);
      }
      return sum;
    }
  }
}
