package peftlab.methods;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.InputException;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftConfig;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat;
import peftlab.method.PeftModules;
import peftlab.nn.EncoderConfig;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;

/** VeRA in PEFT's files, whose random pair must be stored with the vectors. */
final class VeraFormat implements PeftFormat<Vera.Hyper> {
  private static final String A = "vera_A";
  private static final String B = "vera_B";
  private static final String SAVED = "save_projection";

  @Override
  public String type() {
    return "VERA";
  }

  @Override
  public List<String> targets() {
    return List.of("query", "value");
  }

  @Override
  public Set<String> keys() {
    return Set.of(
        "bias", "d_initial", "init_weights", "projection_prng_key", "r", SAVED, "vera_dropout");
  }

  @Override
  public Set<String> tensors() {
    return Set.of(A, B, "vera_lambda_b", "vera_lambda_d");
  }

  @Override
  public Optional<Map<String, Object>> write(Vera.Hyper hyper, EncoderConfig model) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("r", hyper.rank());
    keys.put("vera_dropout", hyper.dropout());
    keys.put("d_initial", hyper.initial());
    keys.put("target_modules", PeftModules.named(hyper.targets()));
    keys.put("bias", "none");
    keys.put("projection_prng_key", 0);
    keys.put(SAVED, true);
    keys.put("fan_in_fan_out", false);
    keys.put("init_weights", true);
    return Optional.of(keys);
  }

  @Override
  public Adaptation read(AdaptContext context, PeftFile file) {
    PeftConfig config = file.config();
    if (!file.has(A) || !file.has(B)) {
      throw config.wrong(
          SAVED,
          "is false: the file lacks vera_A and vera_B, which only PyTorch's own random numbers"
              + " could bring back");
    }
    long[] ofA = file.matrix(A); // [rank, inputs]
    long[] ofB = file.matrix(B); // [outputs, rank]
    config.agree("r", (double) ofA[0], file.origin(A) + " has " + ofA[0] + " rows");
    float[] a = file.read(A, ofA);
    float[] b = file.read(B, ofB[0], ofA[0]);
    Vera.Pair pair =
        new Vera.Pair(
            context.createFrozen(A, Initializer.values(a), ofA),
            context.createFrozen(B, Initializer.values(b), ofB));
    Map<String, Vera.Vectors> vectors = new LinkedHashMap<>();
    for (String module : file.modules()) {
      Parameter weight = context.base().parameter(module + ".weight");
      if (ofA[1] < weight.columns() || ofB[0] < weight.rows()) {
        throw new InputException(
            "%s and vera_B do not fit %s, which is [%d, %d]"
                .formatted(file.origin(A), module, weight.rows(), weight.columns()));
      }
      vectors.put(
          module,
          new Vera.Vectors(
              vector(context, file, module + ".vera_lambda_d", ofA[0]),
              vector(context, file, module + ".vera_lambda_b", weight.rows())));
    }
    PeftModules<Vera.Vectors> modules =
        PeftModules.of(
            context, context.base(), vectors, (v, copy) -> pair.fold(context, v, copy.weight()));
    return new Vera.Adapted(context, 0, modules.encoder(), pair, modules.projections());
  }

  private static Parameter vector(AdaptContext context, PeftFile file, String name, long size) {
    return context.create(name, Initializer.values(file.read(name, size)), size);
  }
}
