package peftlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files around the code: builds and what a visitor reads first. */
class ProjectFilesTest {
  private static final Pattern COORDINATES =
      Pattern.compile(
          "<groupId>([^<]+)</groupId>\\s*<artifactId>peftlab</artifactId>\\s*<version>([^<]+)<");

  private static String coordinates(String pom) throws IOException {
    return COORDINATES
        .matcher(Files.readString(Path.of(pom)))
        .results()
        .map(MatchResult::group)
        .map(text -> text.replaceAll("\\s+", ""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theExampleOfAPluginDependsOnThisProject() throws IOException {
    assertThat(coordinates("src/examples/plugin-method/pom.xml"))
        .startsWith("<groupId>io.github.peftlab<")
        .isEqualTo(coordinates("pom.xml"));
  }

  @Test
  void theWrapperTakesMavenFromMavenCentral() throws IOException {
    assertThat(Path.of("mvnw")).isExecutable();
    assertThat(Files.readAllLines(Path.of(".mvn/wrapper/maven-wrapper.properties")))
        .contains("distributionType=only-script")
        .filteredOn(line -> line.contains("Url="))
        .singleElement()
        .asString()
        .startsWith("distributionUrl=https://repo.maven.apache.org/maven2/org/apache/maven/");
  }

  @Test
  void hostedCiCallsTheSameScript() throws IOException {
    assertThat(Files.readString(Path.of(".github/workflows/ci.yml")))
        .contains("bash .ci/run", "ubuntu", "macos", "windows", "java-version: 17");
  }
}
