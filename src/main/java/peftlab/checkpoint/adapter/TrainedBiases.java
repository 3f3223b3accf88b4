package peftlab.checkpoint.adapter;

import java.util.Map;
import peftlab.InputException;
import peftlab.checkpoint.BertNames;
import peftlab.checkpoint.format.Messages;

/** Which biases of the base an adapter's configuration says were trained with LoRA or VeRA. */
final class TrainedBiases {
  static final String KEY = "bias";
  private static final String END = ".bias";

  private TrainedBiases() {}

  /**
   * Checks that the file holds every bias that was trained. PEFT keeps the base's bias where one is
   * missing, and so gives other answers than training did, without a warning.
   *
   * @param shapes of the base's tensors
   * @throws InputException naming the first bias that is missing, or a value that PEFT has not
   */
  static void check(
      AdapterConfig config, AdapterTensors tensors, Map<String, long[]> shapes, boolean pooler) {
    String bias = config.text(KEY).orElse("none");
    boolean all = bias.equals("all");
    boolean none = bias.equals("none");
    if (!all && !none && !bias.endsWith("_only")) {
      throw config.wrong(
          KEY, "is " + Messages.shown(bias) + ", expected none, all, lora_only or vera_only");
    }
    for (String tensor : shapes.keySet()) {
      boolean trained =
          all
              ? pooler || !tensor.startsWith(BertNames.POOLER + ".")
              : tensors.modules().stream().anyMatch(module -> tensor.equals(module + END));
      if (!none && trained && tensor.endsWith(END) && !tensors.has(tensor)) {
        throw config.wrong(
            KEY, "is " + bias + ", but the file has no " + tensor + ": it is not whole");
      }
    }
  }
}
