package peftlab.tensor.device;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells OpenBLAS which kernels this processor can run, before it is loaded.
 *
 * <p>ND4J's OpenBLAS (0.3.19) knows processors by model number, and takes those that came later for
 * a Pentium 4: on an Emerald Rapids its products ran at 20 instead of 150 GFLOP/s a thread. What a
 * processor can do stands in its flags, whatever its model.
 */
public final class OpenBlasCore {
  private static final String VARIABLE = "OPENBLAS_CORETYPE";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd");
  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final String CHOSEN = choose();

  private OpenBlasCore() {}

  /** Must run before the first call into ND4J; runs once. */
  public static String chosen() {
    return CHOSEN;
  }

  private static String choose() {
    String given = System.getenv(VARIABLE);
    if (given != null) {
      return given + " (as set)";
    }
    Optional<String> core = Platform.isLinux() && Platform.isIntel() ? fitting() : Optional.empty();
    core.ifPresent(
        name ->
            Function.getFunction(Platform.C_LIBRARY_NAME, "setenv")
                .invokeInt(new Object[] {VARIABLE, name, 1}));
    return core.orElse("as OpenBLAS finds it");
  }

  private static Optional<String> fitting() {
    try {
      List<String> lines = Files.readAllLines(CPU_INFO);
      Set<String> flags =
          lines.stream()
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
              .orElse(Set.of());
      return fitting(flags);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<String> fitting(Set<String> flags) {
    if (flags.containsAll(AVX512)) {
      return Optional.of("SkylakeX");
    }
    return flags.containsAll(AVX2) ? Optional.of("Haswell") : Optional.empty();
  }
}
