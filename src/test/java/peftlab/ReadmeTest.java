package peftlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows what runs gave, and its links lead somewhere. */
class ReadmeTest {
  private static final Pattern REPORT =
      Pattern.compile("<!-- from (\\S+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @Test
  void tablesAreThoseOfTheReports() throws IOException {
    Matcher tables = REPORT.matcher(Files.readString(Path.of("README.md")));
    int found = 0;
    while (tables.find()) {
      found++;
      List<String> shown = tables.group(2).lines().filter(line -> !line.isBlank()).toList();
      assertThat(shown).isNotEmpty();
      assertThat(Files.readAllLines(Path.of(tables.group(1)))).containsSubsequence(shown);
    }
    assertThat(found).as("tables in README.md").isPositive();
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    Matcher links = LINK.matcher(Files.readString(Path.of("README.md")));
    while (links.find()) {
      assertThat(Path.of(links.group(1))).exists();
    }
  }

  @Test
  void theExperimentIsTheShippedOne() throws IOException {
    String yaml = Files.readString(Path.of("experiments/quickstart.yaml"));
    assertThat(block("```yaml\n")).isEqualTo(yaml.substring(yaml.indexOf("title:")));
  }

  @Test
  void theCodeOfAMethodIsThatOfTheExample() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Matcher code = Pattern.compile("<!-- code from (\\S+) -->").matcher(readme);
    assertThat(code.find()).isTrue();
    assertThat(Files.readString(Path.of(code.group(1))))
        .contains(block("```java\n").indent(4).stripTrailing());
  }

  private static String block(String start) throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int from = readme.indexOf(start) + start.length();
    return readme.substring(from, readme.indexOf("```", from));
  }
}
