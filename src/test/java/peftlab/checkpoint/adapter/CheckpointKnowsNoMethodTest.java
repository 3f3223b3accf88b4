package peftlab.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peftlab.method.PeftFormat;
import peftlab.method.PeftMethod;
import peftlab.method.PeftMethods;

/** A method owns its file format: no text in this package is an id or a PEFT type of a method. */
class CheckpointKnowsNoMethodTest {
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  @Test
  void noLiteralNamesAMethod() throws IOException {
    Set<String> types = new TreeSet<>();
    for (PeftMethod<?> method : PeftMethods.all().values()) {
      method.peftFormat().map(PeftFormat::type).ifPresent(types::add);
    }
    assertThat(types).hasSizeGreaterThanOrEqualTo(6);
    Pattern type = Pattern.compile("\\b(" + String.join("|", types) + ")\\b");
    Set<String> literals = literals();
    assertThat(literals).hasSizeGreaterThan(100);
    assertThat(literals).doesNotContainAnyElementsOf(PeftMethods.all().keySet());
    assertThat(literals).noneMatch(literal -> type.matcher(literal).find());
  }

  private static Set<String> literals() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/peftlab/checkpoint"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("VocabularyFile.java")) // a key of tokenizer.json: prefix
          .map(CheckpointKnowsNoMethodTest::text)
          .flatMap(text -> LITERAL.matcher(text).results().map(found -> found.group(1)))
          .collect(Collectors.toSet());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
