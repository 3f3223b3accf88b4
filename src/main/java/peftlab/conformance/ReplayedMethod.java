package peftlab.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import peftlab.InputException;
import peftlab.checkpoint.format.TensorSource;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Projection;

/**
 * The method of this framework that a reference run trained, with the run's hyperparameters.
 *
 * @param method of this framework
 * @param hyper the method's own record
 */
record ReplayedMethod(PeftMethod<?> method, Record hyper) {

  /** Finds it from the run's settings and from the shapes of what it trained. */
  static ReplayedMethod of(RunSettings settings, TensorSource init) {
    int rank = settings.rank();
    return switch (settings.method()) {
      case "full", "head", "bitfit" -> of(settings.method(), Map.of());
      case "lora", "lora-all" ->
          of(
              "lora",
              Map.of(
                  "rank",
                  rank,
                  "alpha",
                  settings.loraAlpha(),
                  "dropout",
                  settings.methodDropout(),
                  "targets",
                  targets(init, ".lora_A.weight")));
      case "dora" ->
          of(
              "dora",
              Map.of(
                  "rank",
                  rank,
                  "alpha",
                  settings.loraAlpha(),
                  "dropout",
                  settings.methodDropout(),
                  "targets",
                  targets(init, ".lora_A.weight")));
      case "vera" ->
          of(
              "vera",
              Map.of(
                  "rank",
                  size(init, "vera_A", 0),
                  "dropout",
                  settings.methodDropout(),
                  "targets",
                  targets(init, ".vera_lambda_d")));
      case "houlsby", "pfeiffer" -> adapter(settings, "gelu");
      case "parallel" -> adapter(settings, "relu");
      case "prompt" -> of("prompt", Map.of("length", rank, "init", "random"));
      case "p-tuning" -> pTuning(rank, "mlp", size(init, ".mlp_head.0.weight", 0));
      case "p-tuning-lstm" -> pTuning(rank, "lstm", size(init, ".lstm_head.weight_hh_l0", 1));
      case "prefix" -> of("prefix", Map.of("length", rank, "projection", false));
      case "p-tuning-v2" ->
          of("p-tuning-v2", Map.of("length", rank, "dropout", settings.methodDropout()));
      case "prefix-mlp" ->
          of(
              "prefix",
              Map.of(
                  "length",
                  rank,
                  "projection",
                  true,
                  "hidden",
                  size(init, ".transform.0.weight", 0)));
      default ->
          throw new InputException(
              "method '"
                  + settings.method()
                  + "' of settings.json is none of full, head, bitfit, lora, lora-all, dora, vera,"
                  + " houlsby, pfeiffer, parallel, prompt, p-tuning, p-tuning-lstm, prefix,"
                  + " prefix-mlp, p-tuning-v2");
    };
  }

  private static ReplayedMethod of(String id, Map<String, Object> values) {
    PeftMethod<?> method = PeftMethods.named(id);
    return new ReplayedMethod(method, Hyperparameters.resolve(method, values));
  }

  private static ReplayedMethod adapter(RunSettings settings, String activation) {
    return of(
        "adapter",
        Map.of(
            "bottleneck",
            settings.rank(),
            "placement",
            settings.method(),
            "activation",
            activation,
            "norms",
            false));
  }

  private static ReplayedMethod pTuning(int length, String encoder, long hidden) {
    return of("p-tuning", Map.of("length", length, "encoder", encoder, "hidden", hidden));
  }

  private static List<String> targets(TensorSource init, String trained) {
    Predicate<Projection.Role> adapted =
        role ->
            init.names().stream()
                .map(InitialValues::canonical)
                .anyMatch(new Projection(0, role).path().concat(trained)::equals);
    return Arrays.stream(Projection.Role.values())
        .filter(adapted)
        .map(Projection.Role::id)
        .toList();
  }

  /** One dimension of the only tensor whose name ends so. */
  private static long size(TensorSource init, String ending, int dimension) {
    List<String> names = init.names().stream().filter(name -> name.endsWith(ending)).toList();
    if (names.size() != 1 || init.shape(names.get(0)).length != 2) {
      throw new InputException(
          "init.safetensors holds %d matrices *%s, expected one".formatted(names.size(), ending));
    }
    return init.shape(names.get(0))[dimension];
  }
}
