package peftlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import peftlab.checkpoint.format.JsonFiles;
import peftlab.data.RowFile;

@Timeout(20)
class InputFileTest {
  @TempDir Path folder;

  @Test
  void readsARegularFileAndALinkToOne() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "text");
    assertThat(InputFile.check(file, 4)).isEqualTo(4);
    assertThat(InputFile.bytes(file, 4)).asString().isEqualTo("text");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThat(InputFile.bytes(link, 4)).asString().isEqualTo("text");
  }

  @Test
  void whatIsNoFileOrTooLargeIsSaidInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "text");
    assertThatThrownBy(() -> InputFile.bytes(file, 3))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " has 4 bytes, more than the 3 that are sensible");
    assertThatThrownBy(() -> InputFile.open(folder, 3))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + " is a folder: a file is expected");
    assertThatThrownBy(() -> InputFile.open(folder.resolve("none"), 3))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("none") + " does not exist");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pipesAndDevicesAreRefusedAndNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("rows.tsv");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor()).isZero();
    for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
      String message = path + " is a device, pipe or socket: a regular file is expected";
      assertThatThrownBy(() -> RowFile.read(path))
          .isInstanceOf(InputException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> JsonFiles.object(path, 100))
          .isInstanceOf(InputException.class)
          .hasMessage(message);
    }
  }

  @Test
  void aFileThatSaysItIsEmptyIsReadNoFurtherThanAllowed() {
    Path unsized = Path.of("/proc/self/maps");
    assumeThat(unsized).isRegularFile();
    assertThatThrownBy(() -> InputFile.bytes(unsized, 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("more than the 10 that are sensible");
  }
}
