package peftlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
  @TempDir Path folder;

  @Test
  void isTheSameEachTime() {
    assertThat(CodeVersion.fingerprint())
        .matches("[0-9a-f]{12}")
        .isEqualTo(CodeVersion.fingerprint());
  }

  @Test
  void onlyCodeThatChangesResultsMatters() {
    assertThat(CodeVersion.matters("peftlab/nn/Encoder.class")).isTrue();
    assertThat(CodeVersion.matters("peftlab/method/Lora$Branch.class")).isTrue();
    assertThat(CodeVersion.matters("peftlab/experiment/TrainingRunner.class")).isTrue();
    assertThat(CodeVersion.matters("peftlab/experiment/LiveProgress.class")).isFalse();
    assertThat(CodeVersion.matters("peftlab/report/Charts.class")).isFalse();
    assertThat(CodeVersion.matters("peftlab/InputException.class")).isFalse();
  }

  @Test
  void everyPackageThatIsNamedExists() {
    for (String name :
        new String[] {"tensor", "nn", "peft", "method", "checkpoint", "data", "train"}) {
      assertThat(CodeVersion.location().resolve("peftlab").resolve(name)).isDirectory();
    }
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
