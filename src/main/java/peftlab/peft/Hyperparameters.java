package peftlab.peft;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peftlab.InputException;

/** Brings settings from outside into a method's record, strictly. */
public final class Hyperparameters {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private Hyperparameters() {}

  /**
   * All hyperparameters of a method: its card's defaults, overridden by {@code settings}. Equal
   * values are written alike, however they were given: 16.0 as 16, names in lower case, and the
   * elements of a set in one order.
   */
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
    return written(bind(method, all));
  }

  /** The method's record with these values. */
  public static <H extends Record> H bind(PeftMethod<H> method, Map<String, Object> values) {
    try {
      return MAPPER.convertValue(values, method.hyperparameters());
    } catch (IllegalArgumentException e) {
      throw new InputException("method '" + method.id() + "': " + reason(method, values, e), e);
    }
  }

  private static SortedMap<String, Object> written(Record values) {
    SortedMap<String, Object> all = new TreeMap<>();
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      all.put(key(component), written(value(component, values)));
    }
    return all;
  }

  private static Object value(RecordComponent component, Record values) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true); // the record may be a plug-in's own affair
      return accessor.invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object written(Object value) {
    if (value instanceof Enum<?> constant) {
      return name(constant);
    }
    if (value instanceof Set<?> set) {
      return set.stream().sorted().map(Hyperparameters::written).toList();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Hyperparameters::written).toList();
    }
    boolean whole = value instanceof Double number && number == (int) (double) number;
    return whole ? Integer.valueOf(((Double) value).intValue()) : value;
  }

  private static String name(Object constant) {
    return MAPPER.convertValue(constant, String.class).toLowerCase(Locale.ROOT);
  }

  /** The name that cards and experiments have for a record's component: {@code snake_case}. */
  public static String key(RecordComponent component) {
    return SnakeCaseStrategy.INSTANCE.translate(component.getName());
  }

  private static String reason(
      PeftMethod<?> method, Map<String, Object> values, IllegalArgumentException e) {
    if (e.getCause() instanceof ValueInstantiationException bad && bad.getCause() != null) {
      return bad.getCause().getMessage();
    }
    if (e.getCause() instanceof JsonMappingException bad) {
      String name =
          bad.getPath().stream().findFirst().map(step -> step.getFieldName()).orElse(null);
      for (RecordComponent component : method.hyperparameters().getRecordComponents()) {
        if (key(component).equals(name)) {
          return "%s must be %s, not %s"
              .formatted(name, kind(component.getGenericType()), values.get(name));
        }
      }
    }
    return e.getMessage();
  }

  private static String kind(Type type) {
    if (type instanceof ParameterizedType list) {
      return "a list, each " + kind(list.getActualTypeArguments()[0]);
    }
    if (type instanceof Class<?> plain && plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(Hyperparameters::name)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == int.class || type == Integer.class) {
      return "a whole number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == double.class ? "a number" : "text";
  }
}
