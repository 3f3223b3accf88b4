package peftlab.experiment.run;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.method.PeftMethods;
import peftlab.method.Teacher;

/**
 * What stands for the code that computes a result, in two parts: a hash of the classes that all
 * trials share, and one of the further classes that a method uses. Classes count if what runs a
 * trial refers to them, directly or through others. So results stay valid while reports, commands,
 * comments or other methods change.
 */
public final class CodeVersion {
  private static final int DIGITS = 12;

  /** Where trials begin; of the packages of experiments nothing else can change a result. */
  private static final List<Class<?>> ROOTS =
      List.of(TrainingRunner.class, TrialData.class, SharedInputs.class, LatencyAndDrift.class);

  private static final Set<String> ROOT_NAMES =
      ROOTS.stream().map(CodeVersion::name).collect(Collectors.toUnmodifiableSet());
  private static final String HERE = name(CodeVersion.class).replaceFirst("[^/]*/[^/]*$", "");
  private static final String TOP = HERE.replaceFirst("/.*", "/");

  private static CodeVersion running;

  private final String shared;
  private final Map<String, String> methods;

  private CodeVersion(String shared, Map<String, String> methods) {
    this.shared = shared;
    this.methods = methods;
  }

  /** Of the running program, with the methods of plug-ins. */
  public static synchronized CodeVersion running() {
    if (running == null) {
      running = find();
    }
    return running;
  }

  private static CodeVersion find() {
    Map<String, Class<?>> methods =
        PeftMethods.all().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getClass()));
    List<Path> locations =
        Stream.concat(Stream.of(CodeVersion.class), methods.values().stream())
            .map(CodeVersion::location)
            .distinct()
            .toList();
    return of(locations, methods);
  }

  /** Of the classes in {@code locations}. */
  static CodeVersion of(Collection<Path> locations, Map<String, Class<?>> methods) {
    try (ClassFiles files = new ClassFiles(locations)) {
      SortedMap<String, byte[]> shared = files.reachable(ROOT_NAMES, CodeVersion::matters);
      return new CodeVersion(
          hash(shared),
          methods.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      entry -> hash(own(files, entry.getValue(), methods, shared.keySet())))));
    }
  }

  /** What a method uses and not all trials do; a taught method uses its teacher's method, too. */
  private static SortedMap<String, byte[]> own(
      ClassFiles files, Class<?> method, Map<String, Class<?>> methods, Set<String> shared) {
    SortedMap<String, byte[]> own = files.reachable(Set.of(name(method)), ofOne(shared));
    Class<?> teacher = methods.get(Teacher.METHOD);
    if (teacher != null
        && own.keySet().stream().anyMatch(name -> files.refers(name, name(Teacher.class)))) {
      own.putAll(files.reachable(Set.of(name(teacher)), ofOne(shared)));
    }
    return own;
  }

  private static Predicate<String> ofOne(Set<String> shared) {
    return name -> matters(name) && !shared.contains(name);
  }

  /** Stands for the classes that every trial uses; in hexadecimal. */
  public String shared() {
    return shared;
  }

  /** Stands for the further classes that a method uses; in hexadecimal. */
  public String method(String id) {
    String hash = methods.get(id);
    if (hash == null) {
      throw new IllegalArgumentException("no method is called " + id);
    }
    return hash;
  }

  /** Where the classes of this project lie: a folder or a jar. */
  static Path location() {
    return location(CodeVersion.class);
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a class, such as {@code peftlab/nn/Encoder}, can change a result if it is used. */
  static boolean matters(String name) {
    if (name.startsWith(HERE)) {
      return ROOT_NAMES.contains(name.replaceFirst("\\$.*", ""));
    }
    return !name.startsWith(TOP) || name.indexOf('/', TOP.length()) > 0;
  }

  private static String name(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static String hash(SortedMap<String, byte[]> classes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      classes.forEach(
          (name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
