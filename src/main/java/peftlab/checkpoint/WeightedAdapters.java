package peftlab.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import peftlab.InputException;

/**
 * Several LoRAs of one base added with weights, as PEFT's {@code add_weighted_adapter}. The head is
 * the first one's: PEFT adds no heads.
 */
public final class WeightedAdapters implements StoredAdapter {
  private static final List<String> LAYERS =
      List.of("layers_to_transform", "layers_pattern", "exclude_modules");

  private final List<AdapterFolder> members;
  private final List<Double> weights;
  private final LoraSum sum;

  private WeightedAdapters(List<AdapterFolder> members, List<Double> weights, LoraSum sum) {
    this.members = members;
    this.weights = weights;
    this.sum = sum;
  }

  /**
   * Opens all folders.
   *
   * @param weights of the folders, in their order
   * @throws InputException naming the folder that is wrong, or that PEFT would not add
   */
  public static WeightedAdapters open(List<Path> folders, List<Double> weights, LoraSum sum) {
    List<AdapterFolder> members = new ArrayList<>();
    WeightedAdapters all = new WeightedAdapters(members, weights, sum);
    try {
      for (Path folder : folders) {
        members.add(AdapterFolder.open(folder));
      }
      requireSummable(members, sum);
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static void requireSummable(List<AdapterFolder> members, LoraSum sum) {
    AdapterConfig first = members.get(0).config();
    if (first.flag("use_rslora")) {
      throw first.wrong(
          "use_rslora", "is true: PEFT makes a sum that begins with it too large, name it later");
    }
    for (AdapterFolder member : members) {
      AdapterConfig config = member.config();
      if (!config.type().equals("LORA")) {
        throw config.wrong(
            "peft_type", "is " + Messages.shown(config.type()) + ": only LoRAs are added");
      }
      for (String flag : List.of("use_dora", "lora_bias")) {
        if (config.flag(flag)) {
          throw config.wrong(flag, "is true: such adapters are not added");
        }
      }
      for (String other : member.tensors().others()) {
        throw new InputException(
            member.tensors().origin(other)
                + " is not a part of a LoRA: PEFT adds no adapters that train other tensors as"
                + " well");
      }
      for (String key : LAYERS) {
        if (!Objects.equals(config.get(key), first.get(key))) {
          throw config.wrong(key, "differs between the adapters: PEFT takes the first one's");
        }
      }
      if (sum == LoraSum.LINEAR && LoraChanges.rank(config) != LoraChanges.rank(first)) {
        throw config.wrong(
            "r",
            "gives the ranks %s and %s, which do not add: --combination cat takes any"
                .formatted(LoraChanges.rank(first), LoraChanges.rank(config)));
      }
    }
  }

  @Override
  public TaskHead head() {
    return members.get(0).head();
  }

  @Override
  public Optional<RestoredMethod> method() {
    return Optional.empty();
  }

  @Override
  public boolean poolsPrompt() {
    return false;
  }

  @Override
  public boolean tokenTypes() {
    return members.get(0).tokenTypes();
  }

  @Override
  public Checkpoint onto(Checkpoint base) {
    List<Map<String, LowRankChange>> changes = new ArrayList<>();
    for (AdapterFolder member : members) {
      Map<String, LowRankChange> lora = new TreeMap<>();
      member
          .changes(base.config())
          .forEach((module, change) -> lora.put(module, (LowRankChange) change));
      changes.add(lora);
    }
    return AdapterFolder.folded(
        base, base.config(), new ArraySource("", Map.of()), sum.of(changes, weights));
  }

  @Override
  public void close() {
    members.forEach(AdapterFolder::close);
  }
}
