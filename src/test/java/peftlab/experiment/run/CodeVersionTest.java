package peftlab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.method.PeftMethods;

class CodeVersionTest {
  private static final Path SOURCES = Path.of("src/main/java");

  @TempDir Path folder;

  private final Map<String, Class<?>> methods = new TreeMap<>();

  CodeVersionTest() {
    PeftMethods.all().forEach((id, method) -> methods.put(id, method.getClass()));
  }

  /** The version after a class was compiled again, with other debug information, too. */
  private CodeVersion after(String type, String old, String changed) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    String source = Files.readString(SOURCES.resolve("peftlab/" + type + ".java"));
    assertThat(source).contains(old);
    Path file = folder.resolve("sources/peftlab/" + type + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source.replace(old, changed));
    compile(classes, file);
    return CodeVersion.of(List.of(classes, CodeVersion.location()), methods);
  }

  private static void compile(Path classes, Path source) {
    List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "--release", "17"));
    options.addAll(List.of("-g:source", "-parameters", "-d", classes.toString()));
    options.addAll(
        List.of("-cp", classes + File.pathSeparator + System.getProperty("java.class.path")));
    options.add(source.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, options.toArray(String[]::new)))
        .isZero();
  }

  private CodeVersion running() {
    return CodeVersion.of(List.of(CodeVersion.location()), methods);
  }

  private static Map<String, String> codes(CodeVersion version, Iterable<String> ids) {
    Map<String, String> codes = new TreeMap<>();
    ids.forEach(id -> codes.put(id, version.method(id)));
    return codes;
  }

  private List<String> changed(CodeVersion version) {
    Map<String, String> before = codes(running(), methods.keySet());
    return methods.keySet().stream()
        .filter(id -> !version.method(id).equals(before.get(id)))
        .toList();
  }

  @Test
  void isTheSameEachTime() {
    CodeVersion version = CodeVersion.running();
    assertThat(version.shared()).matches("[0-9a-f]{12}").isEqualTo(running().shared());
    assertThat(codes(version, methods.keySet())).isEqualTo(codes(running(), methods.keySet()));
    assertThat(codes(version, methods.keySet()).values()).doesNotHaveDuplicates();
  }

  @Test
  void aCommentOrAnotherLineChangesNothing() throws Exception {
    CodeVersion version =
        after("methods/Lora", "public final class Lora", "// A line.\n\n\npublic final class Lora");
    assertThat(version.shared()).isEqualTo(running().shared());
    assertThat(changed(version)).isEmpty();
  }

  @Test
  void aMethodChangesItselfAlone() throws Exception {
    CodeVersion version = after("methods/Ia3", "\"ia3\"", "\"ia4\"");
    assertThat(version.shared()).isEqualTo(running().shared());
    assertThat(changed(version)).containsExactly("ia3");
  }

  @Test
  void aNewClassBesideTheMethodsChangesNothing() throws Exception {
    CodeVersion version = after("methods/BitFit", "/** Trains", "class Zz {}\n\n/** Trains");
    assertThat(folder.resolve("classes/peftlab/methods/Zz.class")).exists();
    assertThat(version.shared()).isEqualTo(running().shared());
    assertThat(changed(version)).isEmpty();
  }

  @Test
  void whatSomeMethodsShareChangesThose() throws Exception {
    CodeVersion version = after("methods/LowRank", "rank %d is above", "rank %d lies above");
    assertThat(version.shared()).isEqualTo(running().shared());
    assertThat(changed(version)).contains("lora", "dora").doesNotContain("ia3", "head", "full");
  }

  @Test
  void aTeacherChangesWhatIsTaughtByIt() throws Exception {
    CodeVersion version = after("methods/FullFineTuning", "\"full\"", "\"fool\"");
    assertThat(changed(version)).containsExactly("distillation", "full");
  }

  @Test
  void whatComputesChangesAll() throws Exception {
    for (String type : List.of("FusedAttention", "Encoder", "AdamW")) {
      String path =
          Map.of("Encoder", "nn/", "AdamW", "train/").getOrDefault(type, "tensor/cpu/") + type;
      assertThat(after(path, "final class " + type, "class " + type).shared())
          .as(type)
          .isNotEqualTo(running().shared());
    }
  }

  @Test
  void whatReportsOrRunsChangesNothing() throws Exception {
    CodeVersion version = after("experiment/plan/Labels", "%d:%02d", "%d.%02d");
    assertThat(version.shared()).isEqualTo(running().shared());
    assertThat(changed(version)).isEmpty();
  }

  @Test
  void onlyCodeThatChangesResultsMatters() {
    assertThat(CodeVersion.matters("peftlab/nn/Encoder")).isTrue();
    assertThat(CodeVersion.matters("peftlab/methods/Lora$Branch")).isTrue();
    assertThat(CodeVersion.matters("peftlab/experiment/run/TrainingRunner$1")).isTrue();
    assertThat(CodeVersion.matters("example/ScaleAndShift")).isTrue();
    assertThat(CodeVersion.matters("peftlab/experiment/progress/LiveProgress")).isFalse();
    assertThat(CodeVersion.matters("peftlab/InputException")).isFalse();
  }

  @Test
  void tellsTheCommitOfACheckoutAndNothingElsewhere() throws Exception {
    assertThat(GitState.of(Files.createDirectories(folder.resolve("target/classes")))).isEmpty();
    if (Files.exists(Path.of(".git"))) {
      assertThat(GitState.of(CodeVersion.location()).get("commit")).matches("[0-9a-f]{40}");
      assertThat(GitState.of(CodeVersion.location()).get("dirty")).matches("true|false");
    }
  }

  @Test
  void describesTheMachine() {
    assertThat(Environment.describe()).containsKeys("code", "cpu");
  }
}
