package peftlab.checkpoint.adapter;

import java.util.Map;
import peftlab.InputException;
import peftlab.checkpoint.BertNames;
import peftlab.checkpoint.format.Messages;
import peftlab.method.PeftFormat;

/**
 * Whether a file in PEFT's format is whole and was made for a base.
 *
 * @param shapes of the base's tensors
 * @param pooler whether answers depend on the pooler
 */
record FitCheck(
    AdapterConfig config, AdapterTensors tensors, Map<String, long[]> shapes, boolean pooler) {
  /**
   * Checks everything but the method's own tensors.
   *
   * @throws InputException naming the first thing that does not fit
   */
  void check(PeftFormat<?> format) {
    for (String name : tensors.others()) {
      if (shapes.containsKey(name)) {
        tensors.require(name, shapes.get(name));
      } else if (!name.startsWith(TaskHead.CLASSIFIER + ".") && !tensors.isReplacedOriginal(name)) {
        throw new InputException(
            tensors.origin(name) + " belongs neither to the adapter nor to the base model");
      }
    }
    TargetModules.checkSaved(config, tensors, shapes, pooler);
    if (format.keys().contains(TrainedBiases.KEY)) {
      TrainedBiases.check(config, tensors, shapes, pooler);
    }
    for (String module : tensors.modules()) {
      long[] shape = shapes.get(module + ".weight");
      boolean matrix = shape != null && shape.length == 2;
      if (!matrix && !module.equals(BertNames.POOLER)) {
        throw new InputException(
            "the adapter changes "
                + Messages.shown(module)
                + ", which the base model does not have");
      }
    }
    if (!format.targets().isEmpty()) {
      new TargetModules(config, format.targets()).check(tensors, shapes, pooler);
    }
  }
}
