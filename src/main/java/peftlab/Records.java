package peftlab;

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

/**
 * Binds plain values, as YAML, JSON and the command line have them, to records, and writes records
 * as plain values again. A component's key is its name in {@code snake_case}.
 */
public final class Records {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private Records() {}

  /**
   * The record with these values; nothing is converted, so that {@code "8"} is no number.
   *
   * @throws InputException naming the key whose value is wrong and what would be right
   */
  public static <R extends Record> R read(Map<String, ?> values, Class<R> type) {
    try {
      return MAPPER.convertValue(values, type);
    } catch (IllegalArgumentException e) {
      throw new InputException(reason(values, type, e), e);
    }
  }

  /**
   * A value for one component.
   *
   * @param name what a message calls it
   * @throws InputException if it is none that the component may have
   */
  public static Object value(Class<? extends Record> type, String key, String name, Object value) {
    RecordComponent component =
        Arrays.stream(type.getRecordComponents())
            .filter(one -> key(one).equals(key))
            .findFirst()
            .orElseThrow();
    Object bound;
    try {
      bound = MAPPER.convertValue(value, MAPPER.constructType(component.getGenericType()));
    } catch (IllegalArgumentException e) {
      throw new InputException(refusal(component, name, value), e);
    }
    if (!allowed(component, bound)) {
      throw new InputException(refusal(component, name, value));
    }
    return bound;
  }

  /**
   * Holds a record's values to what its {@link Setting}s say: for its own constructor.
   *
   * @param values of all components, in order
   * @throws InputException if one is missing or out of its limits
   */
  public static void check(Class<? extends Record> type, Object... values) {
    RecordComponent[] components = type.getRecordComponents();
    if (values.length != components.length) {
      throw new IllegalStateException(type + ": not every component is checked");
    }
    for (int i = 0; i < values.length; i++) {
      if (!allowed(components[i], values[i])) {
        throw new InputException(refusal(components[i], key(components[i]), values[i]));
      }
    }
  }

  /** The record with another value of {@code key}, checked as {@link #read} does. */
  public static <R extends Record> R with(R record, String key, Object value) {
    return with(record, Map.of(key, value));
  }

  /** The record with other values of some keys, checked as {@link #read} does. */
  @SuppressWarnings("unchecked")
  public static <R extends Record> R with(R record, Map<String, ?> changes) {
    Map<String, Object> values = plain(record);
    values.putAll(changes);
    return read(values, (Class<R>) record.getClass());
  }

  /**
   * A record's values by key. Equal values are written alike, however they were given: 16.0 as 16,
   * names in lower case, and the elements of a set in one order.
   */
  public static SortedMap<String, Object> plain(Record record) {
    SortedMap<String, Object> all = new TreeMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      all.put(key(component), plain(value(component, record)));
    }
    return all;
  }

  /** The keys of a record's components, in order. */
  public static List<String> keys(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(Records::key).toList();
  }

  /** The key of a component: its name in {@code snake_case}. */
  public static String key(RecordComponent component) {
    return SnakeCaseStrategy.INSTANCE.translate(component.getName());
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true); // the record may be private to a plug-in
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Enum<?> constant) {
      return name(constant);
    }
    if (value instanceof Set<?> set) {
      return set.stream().sorted().map(Records::plain).toList();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Records::plain).toList();
    }
    boolean whole = value instanceof Double number && number == (int) (double) number;
    return whole ? Integer.valueOf(((Double) value).intValue()) : value;
  }

  private static String name(Object constant) {
    return MAPPER.convertValue(constant, String.class).toLowerCase(Locale.ROOT);
  }

  private static boolean allowed(RecordComponent component, Object value) {
    Setting setting = component.getAnnotation(Setting.class);
    return value != null
        && (setting == null
            || !(value instanceof Number number)
            || (setting.low() <= number.doubleValue() && number.doubleValue() <= setting.high()));
  }

  private static String reason(
      Map<String, ?> values, Class<? extends Record> type, IllegalArgumentException e) {
    if (e.getCause() instanceof ValueInstantiationException bad && bad.getCause() != null) {
      return bad.getCause().getMessage();
    }
    if (e.getCause() instanceof JsonMappingException bad) {
      String key = bad.getPath().stream().findFirst().map(step -> step.getFieldName()).orElse(null);
      for (RecordComponent component : type.getRecordComponents()) {
        if (key(component).equals(key)) {
          return refusal(component, key, values.get(key));
        }
      }
    }
    return e.getMessage();
  }

  private static String refusal(RecordComponent component, String name, Object value) {
    String kind = kind(component.getGenericType());
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      return "%s must be %s, not %s".formatted(name, kind, value);
    }
    return "%s is %s: expected %s%s"
        .formatted(name, value == null ? "empty" : "'" + value + "'", kind, limits(setting));
  }

  private static String limits(Setting setting) {
    if (setting.low() == Double.NEGATIVE_INFINITY) {
      return "";
    }
    return setting.high() == Double.POSITIVE_INFINITY
        ? ", " + brief(setting.low()) + " or more"
        : " from " + brief(setting.low()) + " to " + brief(setting.high());
  }

  private static String brief(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static String kind(Type type) {
    if (type instanceof ParameterizedType list) {
      return "a list, each " + kind(list.getActualTypeArguments()[0]);
    }
    if (type instanceof Class<?> plain && plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(Records::name)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == int.class || type == Integer.class || type == long.class) {
      return "a whole number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == double.class ? "a number" : "text";
  }
}
