package peftlab.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFile;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.PeftModules;
import peftlab.method.StoredTensor;
import peftlab.nn.Encoder;
import peftlab.nn.EncoderConfig;
import peftlab.nn.Hooks;
import peftlab.nn.Linear;
import peftlab.nn.Projection;
import peftlab.nn.Projection.Role;
import peftlab.tensor.Initializer;
import peftlab.tensor.Kernels;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/** A plug-in's method with a PEFT type of its own: {@code y + v} after some projections. */
public final class Shift implements PeftMethod<Shift.Hyper> {
  /** Where vectors are added. */
  public record Hyper(Set<Role> targets) {}

  @Override
  public String id() {
    return "shift";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Map<Projection, Parameter> vectors = new LinkedHashMap<>();
    for (Projection at : context.base().projections(hyper.targets())) {
      int outputs = context.base().projection(at).outputs();
      vectors.put(at, context.create(at.path() + ".shift_v", Initializer.normal(1), outputs));
    }
    return new Adapted(context, context.base(), vectors);
  }

  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(new Format());
  }

  private static final class Format implements PeftFormat<Hyper> {
    @Override
    public String type() {
      return "SHIFT";
    }

    @Override
    public List<String> targets() {
      return List.of("query");
    }

    @Override
    public Set<String> keys() {
      return Set.of("shift_dropout");
    }

    @Override
    public Set<String> tensors() {
      return Set.of("shift_v");
    }

    @Override
    public Optional<Map<String, Object>> write(Hyper hyper, EncoderConfig model) {
      return Optional.of(Map.of("target_modules", PeftModules.named(hyper.targets())));
    }

    @Override
    public Adaptation read(AdaptContext context, PeftFile file) {
      Map<String, Parameter> vectors = new LinkedHashMap<>();
      for (String module : file.modules()) {
        String name = module + ".shift_v";
        int outputs = context.base().parameter(module + ".weight").rows();
        Initializer values = Initializer.values(file.read(name, outputs));
        vectors.put(module, context.create(name, values, outputs));
      }
      Kernels kernels = context.kernels();
      PeftModules<Parameter> modules =
          PeftModules.of(context, context.base(), vectors, (v, copy) -> fold(kernels, v, copy));
      return new Adapted(context, modules.encoder(), modules.projections());
    }
  }

  private static void fold(Kernels kernels, Parameter vector, Linear copy) {
    kernels.add(1, vector.value(), copy.bias().value());
  }

  private record Adapted(AdaptContext context, Encoder encoder, Map<Projection, Parameter> vectors)
      implements Adaptation, Hooks {
    @Override
    public List<Parameter> trainable() {
      return List.copyOf(vectors.values());
    }

    @Override
    public Hooks hooks() {
      return this;
    }

    @Override
    public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
      Parameter vector = vectors.get(at);
      return vector == null ? y : y.plus(vector);
    }

    @Override
    public List<StoredTensor> stored() {
      return vectors.values().stream()
          .map(v -> StoredTensor.of(StoredTensor.PEFT + v.name(), v))
          .toList();
    }

    @Override
    public Optional<Encoder> merged() {
      return Optional.of(
          context.withChanged(
              encoder,
              vectors.keySet(),
              (at, copy) -> fold(context.kernels(), vectors.get(at), copy)));
    }
  }
}
