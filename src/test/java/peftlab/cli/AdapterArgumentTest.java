package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.InputException;

class AdapterArgumentTest {
  @TempDir Path folder;

  @Test
  void aWeightFollowsTheLastColon() throws IOException {
    Path plain = Files.createDirectory(folder.resolve("plain"));
    assertThat(AdapterArgument.parse(plain.toString()))
        .isEqualTo(new AdapterArgument(plain, 1, false));
    assertThat(AdapterArgument.parse(plain + ":-0.5"))
        .isEqualTo(new AdapterArgument(plain, -0.5, true));
    assertThat(AdapterArgument.parse(plain + ":1")).isEqualTo(new AdapterArgument(plain, 1, true));
  }

  @Test
  void aFolderMayHoldColons() throws IOException {
    Path colons = Files.createDirectory(folder.resolve("run:2"));
    assertThat(AdapterArgument.parse(colons.toString()))
        .isEqualTo(new AdapterArgument(colons, 1, false));
    assertThat(AdapterArgument.parse(colons + ":0.25"))
        .isEqualTo(new AdapterArgument(colons, 0.25, true));
  }

  @Test
  void whatIsNoFolderIsLeftWhole() {
    assertThat(AdapterArgument.parse("C:\\no\\folder").folder())
        .isEqualTo(Path.of("C:\\no\\folder"));
  }

  @Test
  void anythingElseBehindTheColonIsSaid() throws IOException {
    Path plain = Files.createDirectory(folder.resolve("plain"));
    for (String weight : new String[] {"", "x", "NaN", "Infinity"}) {
      assertThatThrownBy(() -> AdapterArgument.parse(plain + ":" + weight))
          .isInstanceOf(InputException.class)
          .hasMessageEndingWith("expected a number after the last colon, not '" + weight + "'");
    }
  }
}
