package peftlab.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import peftlab.method.AdaptContext;
import peftlab.method.Adaptation;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.StoredValues;
import peftlab.nn.EncoderConfig;
import peftlab.tensor.Activation;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tape;
import peftlab.tensor.Tensor;

/**
 * Trains vectors among the words of every sequence, made by a prompt encoder (P-Tuning, Liu et al.,
 * arXiv 2103.10385), with the encoders of Hugging Face PEFT.
 */
public final class PTuning implements PeftMethod<PTuning.Hyper> {
  private static final String MODULE = "prompt_encoder.";

  /** What makes the vectors. */
  public enum PromptEncoder {
    /** Three linear layers with ReLU between. */
    MLP,
    /** A two-layer bidirectional LSTM, then two linear layers with ReLU between. */
    LSTM
  }

  /**
   * See {@code methods/p-tuning.md}.
   *
   * @param length number of vectors
   * @param encoder what makes them
   * @param hidden inner width of the encoder; 0 for the model's width
   * @param template the index of the token that each vector stands before, ascending; empty where
   *     all stand before the sequence
   */
  public record Hyper(int length, PromptEncoder encoder, int hidden, List<Integer> template) {
    /** Checks the values. */
    public Hyper {
      Require.atLeast(1, "length", length);
      Require.chosen(PromptEncoder.class, "encoder", encoder);
      Require.atLeast(0, "hidden", hidden);
      template = template == null ? List.of() : new ArrayList<>(template);
      if (!template.isEmpty() && template.size() != length) {
        throw new IllegalArgumentException(
            "template places %d vectors, but length is %d".formatted(template.size(), length));
      }
      for (int i = 0; i < template.size(); i++) {
        if (template.get(i) == null || template.get(i) < (i == 0 ? 0 : template.get(i - 1))) {
          throw new IllegalArgumentException(
              "template must list token indices from 0 in ascending order, not " + template);
        }
      }
      template = List.copyOf(template);
    }

    private int[] before() {
      return template.isEmpty()
          ? new int[length]
          : template.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  @Override
  public String id() {
    return "p-tuning";
  }

  @Override
  public Class<Hyper> hyperparameters() {
    return Hyper.class;
  }

  @Override
  public Optional<PeftFormat<Hyper>> peftFormat() {
    return Optional.of(
        new VirtualTokens<>("P_TUNING", true, Hyper::length, PTuning::keys, InsertedPrompt::read));
  }

  /** PEFT has no templates. */
  private static Optional<Map<String, Object>> keys(Hyper hyper, EncoderConfig model) {
    return hyper.template().isEmpty()
        ? Optional.of(
            Map.of(
                "encoder_reparameterization_type",
                hyper.encoder().name(),
                "encoder_hidden_size",
                hyper.hidden() == 0 ? model.width() : hyper.hidden(),
                "encoder_num_layers",
                2,
                "encoder_dropout",
                0.0))
        : Optional.empty();
  }

  @Override
  public Adaptation adapt(AdaptContext context, Hyper hyper) {
    Require.fits(hyper.length(), context.base().config().positions());
    int width = context.base().config().width();
    int hidden = hyper.hidden() == 0 ? width : hyper.hidden();
    Parameter embedding =
        context.create(MODULE + "embedding.weight", Initializer.normal(1), hyper.length(), width);
    return switch (hyper.encoder()) {
      case MLP -> mlp(context, hyper, embedding, hidden);
      case LSTM -> lstm(context, hyper, embedding, hidden);
    };
  }

  private static Adaptation mlp(
      AdaptContext context, Hyper hyper, Parameter embedding, int hidden) {
    int width = embedding.columns();
    Dense first = Dense.create(context, MODULE + "mlp_head.0", width, hidden);
    Dense second = Dense.create(context, MODULE + "mlp_head.2", hidden, hidden);
    Dense third = Dense.create(context, MODULE + "mlp_head.4", hidden, width);
    Function<Tape, Tensor> vectors =
        tape -> {
          Tensor x = first.apply(tape.read(embedding)).activate(Activation.RELU);
          return third.apply(second.apply(x).activate(Activation.RELU));
        };
    return new InsertedPrompt(
        context, hyper.before(), vectors, Dense.parameters(embedding, first, second, third));
  }

  private static Adaptation lstm(
      AdaptContext context, Hyper hyper, Parameter embedding, int hidden) {
    int width = embedding.columns();
    BiLstm lower = BiLstm.create(context, MODULE + "lstm_head", 0, width, hidden);
    BiLstm upper = BiLstm.create(context, MODULE + "lstm_head", 1, 2 * hidden, hidden);
    Dense first = Dense.create(context, MODULE + "mlp_head.0", 2 * hidden, 2 * hidden);
    Dense second = Dense.create(context, MODULE + "mlp_head.2", 2 * hidden, width);
    Function<Tape, Tensor> vectors =
        tape -> {
          Tensor states = upper.apply(lower.apply(tape.read(embedding))); // [length, 2·hidden]
          return second.apply(first.apply(states).activate(Activation.RELU));
        };
    List<Parameter> trainable = new ArrayList<>(Dense.parameters(embedding, first, second));
    trainable.addAll(lower.parameters());
    trainable.addAll(upper.parameters());
    return new InsertedPrompt(context, hyper.before(), vectors, List.copyOf(trainable));
  }

  @Override
  public Adaptation restore(AdaptContext context, Hyper hyper, StoredValues stored) {
    Require.fits(hyper.length(), context.base().config().positions());
    return InsertedPrompt.restored(context, hyper.before(), stored);
  }
}
