package peftlab.checkpoint.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import peftlab.InputException;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.format.StoredFile;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat.Combination;
import peftlab.method.PeftMethods;

/**
 * Several adapters of one base added with weights, as PEFT's {@code add_weighted_adapter}. The head
 * is the first one's: PEFT adds no heads.
 */
public final class WeightedAdapters implements StoredAdapter {
  private final List<AdapterFolder> members;
  private final List<Double> weights;
  private final Combination how;

  private WeightedAdapters(List<AdapterFolder> members, List<Double> weights, Combination how) {
    this.members = members;
    this.weights = weights;
    this.how = how;
  }

  /**
   * Opens all folders.
   *
   * @param weights of the folders, in their order
   * @throws InputException naming the folder that is wrong
   */
  public static WeightedAdapters open(List<Path> folders, List<Double> weights, Combination how) {
    List<AdapterFolder> members = new ArrayList<>();
    WeightedAdapters all = new WeightedAdapters(members, weights, how);
    try {
      for (Path folder : folders) {
        members.add(AdapterFolder.open(folder));
      }
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  @Override
  public TaskHead head() {
    return members.get(0).head();
  }

  @Override
  public boolean tokenTypes() {
    return members.get(0).tokenTypes();
  }

  @Override
  public boolean changesPooler() {
    return members.stream().anyMatch(AdapterFolder::changesPooler);
  }

  /** The base as it is: adapters that replace any of its tensors are not added. */
  @Override
  public Checkpoint onto(Checkpoint base) {
    members.forEach(member -> member.onto(base));
    return base;
  }

  @Override
  public Adaptation restore(AdaptContext context) {
    AdapterFolder first = members.get(0);
    if (first.type().format().isEmpty()) {
      throw first
          .config()
          .wrong(AdapterType.TYPE, "is " + AdapterType.OWN + ": such adapters are not added");
    }
    List<ForeignFile> files = members.stream().map(member -> member.foreign(context)).toList();
    Adaptation sum =
        PeftMethods.sum(first.type().method(), context, List.copyOf(files), weights, how);
    files.forEach(StoredFile::requireAllTaken);
    return sum;
  }

  @Override
  public void close() {
    members.forEach(AdapterFolder::close);
  }
}
