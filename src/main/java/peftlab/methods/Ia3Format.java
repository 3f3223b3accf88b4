package peftlab.methods;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat;
import peftlab.method.PeftModules;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Projection.Role;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;

/** (IA)³ in PEFT's files. */
final class Ia3Format implements PeftFormat<Ia3.Hyper> {
  private static final String INNER = "feedforward_modules";
  private static final String INIT = "init_ia3_weights";
  private static final String VECTOR = "ia3_l";

  @Override
  public String type() {
    return "IA3";
  }

  @Override
  public List<String> targets() {
    return List.of("key", "value", "output.dense");
  }

  @Override
  public Set<String> keys() {
    return Set.of(INNER, INIT);
  }

  @Override
  public Set<String> tensors() {
    return Set.of(VECTOR);
  }

  @Override
  public Optional<Map<String, Object>> write(Ia3.Hyper hyper, EncoderConfig model) {
    Set<Role> inner = EnumSet.copyOf(hyper.targets());
    inner.retainAll(Ia3.INNER);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("target_modules", PeftModules.named(hyper.targets()));
    keys.put(INNER, PeftModules.named(inner));
    keys.put("fan_in_fan_out", false);
    keys.put(INIT, true);
    return Optional.of(keys);
  }

  @Override
  public Adaptation read(AdaptContext context, PeftFile file) {
    Map<String, Ia3.Scale> scales = new LinkedHashMap<>();
    for (String module : file.modules()) {
      String name = module + "." + VECTOR;
      boolean ofInputs = isInner(file, module);
      long[] shape = file.matrix(name);
      if (shape[ofInputs ? 0 : 1] != 1) {
        throw file.config()
            .wrong(
                INNER,
                "says that %s are rescaled, but %s is [%d, %d]"
                    .formatted(
                        ofInputs ? "inputs" : "outputs", file.origin(name), shape[0], shape[1]));
      }
      Parameter weight = context.base().parameter(module + ".weight");
      int size = ofInputs ? weight.columns() : weight.rows();
      float[] values = ofInputs ? file.read(name, 1, size) : file.read(name, size, 1);
      Parameter vector = context.create(name, Initializer.values(values), size);
      scales.put(module, new Ia3.Scale(vector, ofInputs));
    }
    PeftModules<Ia3.Scale> modules =
        PeftModules.of(
            context, context.base(), scales, (scale, copy) -> scale.fold(context.kernels(), copy));
    return new Ia3.Adapted(context, modules.encoder(), modules.projections());
  }

  /** As PEFT: the end of a path, even within a name, or an expression for the whole path. */
  private static boolean isInner(PeftFile file, String module) {
    String path = file.path(module);
    Object given = file.config().value(INNER);
    if (given == null) {
      return path.endsWith("output.dense");
    }
    if (given instanceof String expression) {
      return file.matches(INNER, expression, path);
    }
    if (given instanceof List<?> ends) {
      return ends.stream().anyMatch(end -> path.endsWith(String.valueOf(end)));
    }
    throw file.config().wrong(INNER, "is " + given + ", expected a list of names");
  }
}
