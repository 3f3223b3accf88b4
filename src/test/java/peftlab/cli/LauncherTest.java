package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code peftlab}, with a Maven and a Java that only print what they are given. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  @TempDir Path folder;

  @BeforeEach
  void copy() throws Exception {
    Files.copy(Path.of("peftlab"), folder.resolve("peftlab"));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    tool(
        bin.resolve("mvn"),
        "echo \"mvn $* with $MAVEN_OPTS\"; mkdir -p target; echo lib.jar > target/classpath");
    tool(bin.resolve("java"), "echo \"java $*\"");
  }

  private static void tool(Path file, String line) throws Exception {
    Files.writeString(file, "#!/bin/bash\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Program.Ended launch(String plugins, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", folder.resolve("peftlab").toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(folder.toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("PEFTLAB_JAVA_OPTS");
    builder.environment().put("PEFTLAB_PLUGINS", plugins);
    return Program.run(builder, folder);
  }

  @Test
  void buildsOnceAndWithoutColours() throws Exception {
    Program.Ended first = launch("", "methods", "lora");
    assertThat(first.code()).isZero();
    assertThat(first.err().lines()).first().asString().contains("one to two minutes");
    assertThat(first.err()).contains("-Dstyle.color=never", "-Djansi.noreset=true", "-B");
    assertThat(first.out()).startsWith("java ").endsWith("peftlab.cli.Main methods lora\n");

    Program.Ended second = launch("", "methods");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void plugInsThatAreNotThereAreRefused() throws Exception {
    Path jar = Files.writeString(folder.resolve("own.jar"), "PK...");
    Program.Ended missing = launch(jar + ":" + folder.resolve("missing.jar"), "methods");
    assertThat(missing.code()).isEqualTo(Main.BAD_INPUT);
    assertThat(missing.out()).isEmpty();
    assertThat(missing.err()).hasLineCount(1).contains("PEFTLAB_PLUGINS", "missing.jar");

    Path text = Files.writeString(folder.resolve("text.jar"), "hello");
    assertThat(launch(text.toString(), "methods").err()).hasLineCount(1).contains("is not a jar");

    Program.Ended there = launch(jar.toString(), "methods");
    assertThat(there.code()).isZero();
    assertThat(there.out()).contains("lib.jar:" + jar);
  }

  @Test
  void withoutMavenTheWrapperBuilds() throws Exception {
    Path bin = folder.resolve("bin");
    for (String tool : List.of("cat", "dirname", "find", "mkdir", "touch", "uname")) {
      tool(bin.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
    }
    Files.move(bin.resolve("mvn"), folder.resolve("mvnw"));
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", folder.resolve("peftlab").toString(), "methods");
    builder.directory(folder.toFile());
    builder.environment().put("PATH", bin.toString());
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("PEFTLAB_PLUGINS");

    Program.Ended ended = Program.run(builder, folder);

    assertThat(ended.err()).contains("mvn ", "process-classes");
    assertThat(ended.out()).endsWith("peftlab.cli.Main methods\n");
    assertThat(ended.code()).isZero();
  }
}
