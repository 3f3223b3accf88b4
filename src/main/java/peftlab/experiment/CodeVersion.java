package peftlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peftlab.peft.PeftMethods;

/**
 * What stands for the running code: a hash of the classes that can change a result, those of
 * plug-in methods included. It stays when reports, commands or texts change, so that finished
 * trials stay finished.
 */
public final class CodeVersion {
  private static final int DIGITS = 12;
  private static final Set<String> PACKAGES =
      Set.of("tensor", "nn", "peft", "method", "checkpoint", "data", "train");
  private static final Set<String> CLASSES = Set.of("TrainingRunner", "TrialData", "Workbench");

  private CodeVersion() {}

  /** The hash, in hexadecimal. */
  public static String fingerprint() {
    Path own = location(CodeVersion.class);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, own, true);
      for (Path plugIn : plugIns(own)) {
        add(digest, plugIn, false);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the classes of this project lie: a folder or a jar. */
  static Path location() {
    return location(CodeVersion.class);
  }

  private static List<Path> plugIns(Path own) {
    return PeftMethods.all().values().stream()
        .map(method -> location(method.getClass()))
        .filter(path -> !path.equals(own))
        .distinct()
        .sorted()
        .toList();
  }

  private static void add(MessageDigest digest, Path location, boolean own) throws IOException {
    if (Files.isDirectory(location)) {
      addTree(digest, location, own);
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(location)) {
      addTree(digest, jar.getPath("/"), own);
    }
  }

  private static void addTree(MessageDigest digest, Path root, boolean own) throws IOException {
    TreeMap<String, Path> classes;
    try (Stream<Path> files = Files.walk(root)) {
      classes =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .collect(
                  Collectors.toMap(
                      file -> root.relativize(file).toString().replace('\\', '/'),
                      file -> file,
                      (a, b) -> a,
                      TreeMap::new));
    }
    for (var entry : classes.entrySet()) {
      if (!own || matters(entry.getKey())) {
        digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(entry.getValue()));
      }
    }
  }

  /** Whether a class file, such as {@code peftlab/nn/Encoder.class}, can change a result. */
  static boolean matters(String file) {
    Path path = Path.of(file);
    if (path.getNameCount() < 3 || !path.startsWith("peftlab")) {
      return false;
    }
    String part = path.getName(1).toString();
    String name = path.getFileName().toString().replaceFirst("(\\$.*)?\\.class$", "");
    return PACKAGES.contains(part) || (part.equals("experiment") && CLASSES.contains(name));
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
