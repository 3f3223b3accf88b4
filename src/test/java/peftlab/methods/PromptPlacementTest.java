package peftlab.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peftlab.method.Adaptation;
import peftlab.method.Hyperparameters;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;
import peftlab.nn.Hooks;

/** Virtual tokens that hold the embeddings of words act as these words. */
class PromptPlacementTest {
  private static final int WIDTH = SmallModel.SMALL.width();

  @Test
  void aPromptFromTextIsTheTextBeforeTheSequence() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Adaptation prompt = bench.adapt("prompt", Map.of("length", 5, "init", "text", "text", "cat"));
      assertThat(prompt.extraPositions()).isEqualTo(5);
      assertSame(
          bench,
          prompt,
          new int[] {6, 4, 23, 6, 4, 2, 7, 9, 3}, // c a t c a [CLS] 7 9 [SEP]
          new int[] {6, 4, 23, 6, 4, 2, 3});
    }
  }

  @Test
  void aTemplatePutsVectorsBetweenTheWords() {
    try (SmallModel bench = SmallModel.random(SmallModel.SMALL)) {
      Map<String, Object> settings = Map.of("length", 4, "template", List.of(0, 1, 1, 99));
      Adaptation prompt = restored(bench, PeftMethods.named("p-tuning"), settings, 10, 11, 12, 13);
      assertSame(
          bench, prompt, new int[] {10, 2, 11, 12, 7, 9, 3, 13}, new int[] {10, 2, 11, 12, 3, 13});
    }
  }

  /** A restored prompt whose vectors are the embeddings of these tokens. */
  private static <H extends Record> Adaptation restored(
      SmallModel bench, PeftMethod<H> method, Map<String, Object> settings, int... ids) {
    float[] table =
        bench.encoder().parameter("embeddings.word_embeddings.weight").value().toFloats();
    float[] vectors = new float[ids.length * WIDTH];
    for (int i = 0; i < ids.length; i++) {
      System.arraycopy(table, ids[i] * WIDTH, vectors, i * WIDTH, WIDTH);
    }
    H hyper = Hyperparameters.resolve(method, settings);
    return method.restore(bench.context(1, 0, null), hyper, (name, shape) -> vectors);
  }

  private static void assertSame(SmallModel bench, Adaptation prompt, int[] longer, int[] shorter) {
    float[] expected =
        bench.hidden(bench.encoder(), Hooks.NONE, SmallModel.tokens(longer, shorter));
    float[] actual =
        bench.hidden(prompt, SmallModel.tokens(new int[] {2, 7, 9, 3}, new int[] {2, 3}));
    assertThat(actual).containsExactly(expected, within(1e-6f));
    assertThat(Arrays.equals(actual, new float[actual.length])).isFalse();
  }
}
