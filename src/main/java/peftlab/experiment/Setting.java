package peftlab.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import peftlab.train.Schedule;
import peftlab.train.TrainSettings;

/** The keys under {@code settings}, each with the values that it takes. */
enum Setting {
  BATCH,
  STEPS,
  EPOCHS,
  SCHEDULE,
  WARMUP,
  WEIGHT_DECAY,
  CLIP,
  DROPOUT,
  MAX_LENGTH,
  POOLING,
  THREADS,
  SHUFFLE,
  GROUP_BY_LENGTH;

  static final List<String> KEYS = Arrays.stream(values()).map(Setting::key).toList();

  /** The name in YAML. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The setting of a known key. */
  static Setting of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  /** The checked value. */
  Object read(YamlNode node) {
    return switch (this) {
      case BATCH -> Values.integer(node, key(), 1, 4096);
      case STEPS -> Values.integer(node, key(), 0, 10_000_000);
      case EPOCHS -> Values.number(node, key(), 0, 1000);
      case SCHEDULE -> Values.choice(node, key(), List.of("constant", "linear"));
      case WARMUP -> Values.number(node, key(), 0, 0.99);
      case WEIGHT_DECAY -> Values.number(node, key(), 0, 10);
      case CLIP -> Values.number(node, key(), 0, 1e6);
      case DROPOUT -> Values.number(node, key(), 0, 0.9);
      case MAX_LENGTH -> Values.integer(node, key(), 4, 8192);
      case POOLING -> Values.choice(node, key(), List.of("mean", "cls", "pooler"));
      case THREADS -> Values.integer(node, key(), 1, 1024);
      case SHUFFLE, GROUP_BY_LENGTH -> Values.flag(node, key());
    };
  }

  /** A run's settings from a value for every key. */
  static TrainSettings toSettings(Map<Setting, Object> values, double lr, long seed) {
    return new TrainSettings(
        lr,
        integer(values, BATCH),
        integer(values, STEPS),
        (double) values.get(EPOCHS),
        (double) values.get(WEIGHT_DECAY),
        Schedule.valueOf(((String) values.get(SCHEDULE)).toUpperCase(Locale.ROOT)),
        (double) values.get(WARMUP),
        (double) values.get(CLIP),
        (double) values.get(DROPOUT),
        integer(values, MAX_LENGTH),
        (String) values.get(POOLING),
        seed,
        integer(values, THREADS),
        (boolean) values.get(SHUFFLE),
        (boolean) values.get(GROUP_BY_LENGTH));
  }

  private static int integer(Map<Setting, Object> values, Setting setting) {
    return Math.toIntExact((long) values.get(setting));
  }
}
