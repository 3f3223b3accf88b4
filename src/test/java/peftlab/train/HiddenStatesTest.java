package peftlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.checkpoint.Checkpoint;
import peftlab.checkpoint.HuggingFaceFolder;
import peftlab.checkpoint.Models;
import peftlab.data.TokenizedText;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.PackedTokens;
import peftlab.nn.Pooling;
import peftlab.tensor.Arena;
import peftlab.tensor.Kernels;
import peftlab.tensor.Tape;
import peftlab.tensor.cpu.FusedCpuKernels;

/** The encoder gives the hidden states that the published ONNX file gives. */
class HiddenStatesTest {
  private static final String ONNX = "all-minilm-l6-v2.onnx";
  private static final long ONNX_STACK = 16 << 20; // bytes
  private static final List<List<String>> TEXTS =
      List.of(
          List.of("A small domesticated carnivorous mammal."),
          List.of("hm"),
          List.of("the act of moving something from one place to another, e.g. \u00fcber 3 km"),
          List.of("Is this a question?", "Yes, and this is its answer."));

  @TempDir Path folder;

  @Test
  void areThoseOfOnnxRuntime() throws Exception {
    try (Checkpoint checkpoint = new Models(line -> {}).open("minilm");
        Kernels kernels = new FusedCpuKernels(2);
        BaseModel base = BaseModel.load(checkpoint, Pooling.MEAN, kernels);
        Arena arena = new Arena(kernels)) {
      List<TokenizedText> texts = tokenized(base);
      List<float[]> ours = states(base, arena, texts);
      List<float[]> theirs = references(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(difference(ours.get(i), theirs.get(i)))
            .as("largest difference for %s", TEXTS.get(i))
            .isLessThan(1e-4);
      }
    }
  }

  @Test
  void areTheSameFromAHuggingFaceFolder() throws Exception {
    try (Checkpoint jar = new Models(line -> {}).open("minilm");
        Kernels kernels = new FusedCpuKernels(2);
        BaseModel first = BaseModel.load(jar, Pooling.MEAN, kernels);
        Arena arena = new Arena(kernels)) {
      HuggingFaceFolder.write(folder, jar.config(), jar.tensors(), jar.tokenizerJson());
      try (Checkpoint written = HuggingFaceFolder.read(folder);
          BaseModel second = BaseModel.load(written, Pooling.MEAN, kernels)) {
        List<float[]> fromJar = states(first, arena, tokenized(first));
        List<float[]> fromFolder = states(second, arena, tokenized(second));
        for (int i = 0; i < fromJar.size(); i++) {
          assertThat(difference(fromJar.get(i), fromFolder.get(i))).isLessThan(1e-5);
        }
      }
    }
  }

  private static List<TokenizedText> tokenized(BaseModel base) {
    return TEXTS.stream()
        .map(t -> base.tokenizer().encode(t.get(0), t.size() > 1 ? t.get(1) : null, 128))
        .toList();
  }

  /** All texts in one packed batch, so that neighbours are seen not to matter. */
  private static List<float[]> states(BaseModel base, Arena arena, List<TokenizedText> texts) {
    PackedTokens tokens =
        PackedTokens.of(
            texts.stream().map(TokenizedText::ids).toList(),
            texts.stream().map(TokenizedText::types).toList());
    try (Tape tape = Tape.inference(arena)) {
      Encoder.Encoded encoded = base.encoder().forward(tape, tokens, Hooks.NONE, 0);
      float[] all = encoded.hidden().value().toFloats();
      int width = base.encoder().config().width();
      return IntStream.range(0, texts.size())
          .mapToObj(
              i ->
                  Arrays.copyOfRange(
                      all, tokens.offsets()[i] * width, tokens.offsets()[i + 1] * width))
          .toList();
    }
  }

  /**
   * The states of ONNX Runtime, on a thread with room for it: as it opens a model it walks the
   * graph recursively, and runs over the 1 MiB of stack that a thread of Java has by default.
   */
  private static List<float[]> references(List<TokenizedText> texts) throws Exception {
    FutureTask<List<float[]>> task = new FutureTask<>(() -> onThisThread(texts));
    new Thread(null, task, "onnx", ONNX_STACK).start();
    return task.get();
  }

  private static List<float[]> onThisThread(List<TokenizedText> texts) throws Exception {
    List<float[]> states = new ArrayList<>();
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(onnx())) {
      for (TokenizedText text : texts) {
        states.add(reference(environment, session, text));
      }
    }
    return states;
  }

  private static float[] reference(
      OrtEnvironment environment, OrtSession session, TokenizedText text) throws Exception {
    long[][] ids = {Arrays.stream(text.ids()).asLongStream().toArray()};
    long[][] types = {Arrays.stream(text.types()).asLongStream().toArray()};
    long[][] mask = {new long[text.ids().length]};
    Arrays.fill(mask[0], 1);
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor typeTensor = OnnxTensor.createTensor(environment, types);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", idTensor,
                    "attention_mask", maskTensor,
                    "token_type_ids", typeTensor))) {
      float[][][] states = (float[][][]) result.get("last_hidden_state").orElseThrow().getValue();
      float[] flat = new float[states[0].length * states[0][0].length];
      for (int i = 0; i < states[0].length; i++) {
        System.arraycopy(states[0][i], 0, flat, i * states[0][0].length, states[0][0].length);
      }
      return flat;
    }
  }

  private static byte[] onnx() throws Exception {
    try (InputStream in = HiddenStatesTest.class.getClassLoader().getResourceAsStream(ONNX)) {
      return in.readAllBytes();
    }
  }

  private static double difference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }
}
