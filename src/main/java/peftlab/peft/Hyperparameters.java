package peftlab.peft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peftlab.InputException;

/** Brings settings from outside into a method's record, strictly. */
public final class Hyperparameters {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private Hyperparameters() {}

  /** All hyperparameters of a method: its card's defaults, overridden by {@code settings}. */
  public static SortedMap<String, Object> resolve(
      PeftMethod<?> method, Map<String, Object> settings) {
    MethodCard card = MethodCard.of(method);
    SortedMap<String, Object> all = new TreeMap<>();
    card.hyperparameters().forEach((name, parameter) -> all.put(name, parameter.value()));
    settings.forEach(
        (name, value) -> {
          if (!all.containsKey(name)) {
            throw new InputException(
                "method '%s' has no hyperparameter '%s'; it has %s"
                    .formatted(
                        method.id(),
                        name,
                        all.isEmpty() ? "none" : String.join(", ", all.keySet())));
          }
          all.put(name, value);
        });
    bind(method, all);
    return all;
  }

  /** The method's record with these values. */
  public static <H extends Record> H bind(PeftMethod<H> method, Map<String, Object> values) {
    try {
      return MAPPER.convertValue(values, method.hyperparameters());
    } catch (IllegalArgumentException e) {
      throw new InputException("method '" + method.id() + "': " + reason(e), e);
    }
  }

  private static String reason(IllegalArgumentException e) {
    if (e.getCause() instanceof InvalidFormatException bad && bad.getTargetType().isEnum()) {
      return "%s: '%s' is none of %s"
          .formatted(
              bad.getPath().get(0).getFieldName(),
              bad.getValue(),
              Arrays.stream(bad.getTargetType().getEnumConstants())
                  .map(c -> MAPPER.convertValue(c, String.class).toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    }
    if (e.getCause() instanceof ValueInstantiationException bad && bad.getCause() != null) {
      return bad.getCause().getMessage();
    }
    return e.getCause() instanceof JsonProcessingException bad
        ? MethodCard.firstLine(bad)
        : e.getMessage();
  }
}
