package peftlab.conformance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import peftlab.InputException;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.nn.Pooling;
import peftlab.train.Schedule;

/**
 * What {@code settings.json} of a reference run says; it may say more.
 *
 * @param method which of the runs that {@link ReplayedMethod} knows it is
 * @param rank of LoRA, inner width of adapters, number of virtual tokens
 * @param loraAlpha numerator of LoRA's scale; read by LoRA's runs alone
 * @param pooling {@code mean}, {@code cls} or {@code pooler}
 * @param lr constant learning rate
 * @param weightDecay of every trained tensor
 * @param batch rows of a step
 * @param steps of the run
 * @param maxLength tokens after which a row is cut
 * @param labels of the classes, in the order of the logits
 * @param dropout rate of every dropout of the encoder and before the head, by {@link
 *     peftlab.tensor.Dropout}'s masks; 0 where the file does not say
 * @param methodDropout rate of the method's own; 0 where the file does not say
 * @param seed of the masks; 1 where the file does not say
 * @param clip largest global gradient norm; none where the file does not say
 * @param schedule {@code constant}, also where the file does not say, or {@code linear}
 * @param warmup share of the steps over which the rate rises; none where the file does not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RunSettings(
    @JsonProperty(required = true) String method,
    @JsonProperty(required = true) int rank,
    @JsonProperty("lora_alpha") double loraAlpha,
    @JsonProperty(required = true) Pooling pooling,
    @JsonProperty(required = true) double lr,
    @JsonProperty(value = "weight_decay", required = true) double weightDecay,
    @JsonProperty(required = true) int batch,
    @JsonProperty(required = true) int steps,
    @JsonProperty(value = "max_length", required = true) int maxLength,
    @JsonProperty(required = true) List<String> labels,
    Double dropout,
    @JsonProperty("method_dropout") Double methodDropout,
    Long seed,
    Double clip,
    Schedule schedule,
    Double warmup) {
  private static final long LONGEST = 16 << 20;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  RunSettings {
    dropout = dropout == null ? 0 : dropout;
    methodDropout = methodDropout == null ? 0 : methodDropout;
    seed = seed == null ? 1 : seed;
    clip = clip == null ? 0 : clip;
    schedule = schedule == null ? Schedule.CONSTANT : schedule;
    warmup = warmup == null ? 0 : warmup;
  }

  /** Reads and checks a file. */
  static RunSettings read(Path path) {
    try {
      RunSettings settings = MAPPER.treeToValue(JsonFiles.object(path, LONGEST), RunSettings.class);
      settings.check(path);
      return settings;
    } catch (JsonProcessingException e) {
      throw new InputException(path + ": " + e.getOriginalMessage().lines().findFirst().get(), e);
    }
  }

  private void check(Path path) {
    require(method != null && pooling != null, path, "method and pooling are texts");
    require(batch > 0 && steps > 0, path, "batch and steps are at least 1");
    require(rank > 0 && maxLength > 0, path, "rank and max_length are at least 1");
    require(lr >= 0 && weightDecay >= 0, path, "lr and weight_decay are not negative");
    require(rate(dropout) && rate(methodDropout), path, "dropout rates are in [0, 1)");
    require(rate(warmup) && clip >= 0, path, "warmup is in [0, 1) and clip is not negative");
    require(
        labels != null && !labels.isEmpty() && !labels.contains(null), path, "labels are texts");
  }

  private static boolean rate(double value) {
    return value >= 0 && value < 1;
  }

  private static void require(boolean holds, Path path, String expected) {
    if (!holds) {
      throw new InputException(path + ": expected that " + expected);
    }
  }
}
