package peftlab.method;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peftlab.InputException;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.tensor.Arena;
import peftlab.tensor.Parameter;
import peftlab.tensor.PhantomKernels;
import peftlab.tensor.Randomness;
import peftlab.train.TinyModel;

/** A plug-in that hands back nothing gets one line, not a stack trace. */
class NullAdaptationTest {
  /** Adapts as it is told. */
  private record Careless(UnaryOperator<Adaptation> spoil) implements PeftMethod<Careless.Hyper> {
    private record Hyper() {}

    @Override
    public String id() {
      return "careless";
    }

    @Override
    public Class<Hyper> hyperparameters() {
      return Hyper.class;
    }

    @Override
    public Adaptation adapt(AdaptContext context, Hyper hyper) {
      return spoil.apply(context.retrain(parameter -> false));
    }
  }

  private record Spoilt(Encoder encoder, List<Parameter> trainable, Hooks hooks)
      implements Adaptation {}

  static Stream<Arguments> nothings() {
    return Stream.of(
        of(good -> null, "adapt() gave null instead of an Adaptation"),
        of(good -> new Spoilt(null, List.of(), Hooks.NONE), "its Adaptation's encoder() is null"),
        of(
            good -> new Spoilt(good.encoder(), null, Hooks.NONE),
            "its Adaptation's trainable() is null"),
        of(good -> new Spoilt(good.encoder(), List.of(), null), "its Adaptation's hooks() is null"),
        of(
            good -> new Spoilt(good.encoder(), Arrays.asList((Parameter) null), Hooks.NONE),
            "its Adaptation's trainable() holds a null"));
  }

  private static Arguments of(UnaryOperator<Adaptation> spoil, String message) {
    return Arguments.of(spoil, message);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("nothings")
  void isSaidInOneLine(UnaryOperator<Adaptation> spoil, String message) {
    try (PhantomKernels kernels = new PhantomKernels();
        Arena arena = new Arena(kernels)) {
      AdaptContext context =
          new AdaptContext(
              Encoder.blank(TinyModel.TINY, arena),
              arena,
              new Randomness(1),
              1,
              text -> new int[0],
              Teachers.none("no teacher"));
      assertThatThrownBy(
              () -> PeftMethods.adapt(new Careless(spoil), context, new Careless.Hyper()))
          .isInstanceOf(InputException.class)
          .hasMessage("method 'careless' of %s: %s", Careless.class.getName(), message);
    }
  }
}
