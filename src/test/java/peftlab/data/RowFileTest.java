package peftlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peftlab.InputException;

class RowFileTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void readsTabSeparatedRowsWithoutQuoting() throws IOException {
    assertThat(RowFile.read(file("a.tsv", "label\ttext_a\n1\t\" an open quote\n\n0\tb , c \n")))
        .containsExactly(new Row("\" an open quote", null, "1"), new Row("b , c ", null, "0"));
    assertThat(RowFile.read(file("b.tsv", "label\ttext_a\ttext_b\r\nyes\ta\tb\r\n")))
        .containsExactly(new Row("a", "b", "yes"));
  }

  @Test
  void readsGluesLayouts() throws IOException {
    assertThat(RowFile.read(file("sst.tsv", "sentence\tlabel\nfine . \t1\n")))
        .containsExactly(new Row("fine . ", null, "1"));
    assertThat(
            RowFile.read(
                file("rte.tsv", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n")))
        .containsExactly(new Row("a", "b", "entailment"));
    assertThat(RowFile.read(file("cola.tsv", "gj04\t1\t\tHe runs.\nbc01\t0\t*\tHim runs.\n")))
        .containsExactly(new Row("He runs.", null, "1"), new Row("Him runs.", null, "0"));
  }

  @Test
  void readsCommaSeparatedRowsWithQuoting() throws IOException {
    String content = "text_a,label\n\"a \"\"b\"\", c\nd\",x\n# e,y\n";
    assertThat(RowFile.read(file("a.csv", content)))
        .containsExactly(new Row("a \"b\", c\nd", null, "x"), new Row("# e", null, "y"));
  }

  @Test
  void readsJsonLines() throws IOException {
    String content =
        """
        {"label": 1, "text_a": "a\\tb", "text_b": "c"}

        {"text_b": "e", "text_a": "d", "label": "0"}
        """;
    assertThat(RowFile.read(file("a.jsonl", content)))
        .containsExactly(new Row("a\tb", "c", "1"), new Row("d", "e", "0"));
  }

  @Test
  void skipsAByteOrderMark() throws IOException {
    assertThat(RowFile.read(file("a.tsv", "\ufefflabel\ttext_a\n1\ta\n"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.tsv | label>text_a;1>a;1          | line 3: 1 columns where 2 are expected",
        "a.tsv | label>text_a;1>a>b          | line 2: 3 columns where 2 are expected",
        "a.tsv | label>text_a;1>a;;1> ;      | line 4: the text is empty",
        "a.tsv | label>text_a>text_b;1>a>    | line 2: the text is empty",
        "a.tsv | label>text_a; >a            | line 2: the label is empty",
        "a.tsv | label>text_a;1>a;9>a        | line 3: label 9 does not occur in training",
        "a.tsv | label>text;1>a              | line 1: the header is not one of tab-separated",
        "a.tsv | index>sentence;0>a          | line 1: the header is not one of tab-separated",
        "a.tsv | label>text_a>sentence;1>a>b | line 1: the header is not one of tab-separated",
        "a.csv | label,text;1,a              | line 1: the header is not one of comma-separated",
        "a.csv | label,text_a;1,'a;b';1      | line 4: 1 columns where 2 are expected",
        "a.csv | label,text_a;1,a;1,'a'b;1,a | line 3: not a comma-separated row",
        "a.csv | label,text_a;1,a;1,'a;b;c   | line 3: not a comma-separated row",
        "a.csv | label,text_a;1,''           | line 2: the text is empty",
        "a.jsonl | {'label':1}               | line 1: not an object with columns label",
        "a.jsonl | {'label':1,'text_a':'a'};[]           | line 2: not an object",
        "a.jsonl | {'label':1,'text_a':'a'};{'label':    | line 2: Unexpected end-of-input",
        "a.jsonl | {'label':1,'text_a':2}    | line 1: text_a is NUMBER where a string",
        "a.jsonl | {'label':null,'text_a':'a'}           | line 1: label is NULL where",
        "a.jsonl | {'label':1,'label':1,'text_a':'a'}    | line 1: Duplicate",
        "a.jsonl | {'label':1,'text_a':'a'};{'label':1,'text_a':'a','text_b':'b'} | line 2: one",
      })
  void whatIsWrongIsSaidWithItsLine(String name, String content, String message)
      throws IOException {
    Path path = file(name, content.replace('>', '\t').replace(';', '\n').replace('\'', '"') + "\n");
    assertThatThrownBy(() -> RowFile.read(path, List.of("0", "1")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(path + ": " + message);
  }

  @Test
  void bytesThatAreNotUtf8AreFound() throws IOException {
    byte[] bytes = "label\ttext_a\n1\tok\n1\tcaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    for (String name : List.of("a.tsv", "a.csv", "a.jsonl")) {
      Path path = Files.write(folder.resolve(name), bytes);
      assertThatThrownBy(() -> RowFile.read(path)).isInstanceOf(InputException.class);
    }
    assertThatThrownBy(() -> RowFile.read(folder.resolve("a.tsv")))
        .hasMessageEndingWith("a.tsv: line 3: not valid UTF-8");
  }

  @Test
  void endlessLinesAreRefused() throws IOException {
    Path path = file("a.tsv", "label\ttext_a\n1\t" + "x".repeat(1 << 20));
    assertThatThrownBy(() -> RowFile.read(path)).hasMessageContaining("line 2: longer than");
  }

  @Test
  void emptyAndMissingFilesAreNamed() throws IOException {
    Path none = folder.resolve("none.tsv");
    Path empty = file("empty.tsv", "label\ttext_a\n");
    assertThatThrownBy(() -> RowFile.read(none)).hasMessage(none + " does not exist");
    assertThatThrownBy(() -> RowFile.read(empty)).hasMessage(empty + ": no rows");
    assertThatThrownBy(() -> RowFile.read(folder)).isInstanceOf(InputException.class);
  }
}
