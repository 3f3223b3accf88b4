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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text,label;a,x                           | a |   | x",
        "Label,Text;x,a                           | a |   | x",
        "id,sentence,labels;7,a,x                 | a |   | x",
        ",content,gold_label;7,a,x                | a |   | x",
        "question,category;a,x                    | a |   | x",
        "premise,hypothesis,label,idx;a,b,x,7     | a | b | x",
        "hypothesis,premise,gold_label;b,a,x      | a | b | x",
        "question,sentence,idx,label;a,b,7,x      | a | b | x",
        "question1,question2,class;a,b,x          | a | b | x",
        "text1,text2,target;a,b,x                 | a | b | x",
      })
  void commonNamesAreKnown(String content, String textA, String textB, String label)
      throws IOException {
    Path csv = file("a.csv", content.replace(';', '\n') + "\n");
    Path tsv = file("a.tsv", content.replace(',', '\t').replace(';', '\n') + "\n");
    assertThat(RowFile.read(csv)).containsExactly(new Row(textA, textB, label));
    assertThat(RowFile.read(tsv)).containsExactly(new Row(textA, textB, label));
  }

  @Test
  void columnsCanBeNamed() throws IOException {
    Path path = file("a.csv", "gold,body,title,note\nx,a,b,\ny,c,d,\n");
    assertThat(read(path, "text_a=body,text_b=title,label=gold"))
        .containsExactly(new Row("a", "b", "x"), new Row("c", "d", "y"));
    assertThat(read(path, "text_a=title"))
        .containsExactly(new Row("b", null, "x"), new Row("d", null, "y"));
    Path json = file("a.jsonl", "{\"a\": {}, \"b\": \"t\", \"label\": 1, \"c\": null}");
    assertThat(read(json, "text_a=b")).containsExactly(new Row("t", null, "1"));
    Path fourColumns = file("a.tsv", "a\t1\t\tt\nx\t1\t\tu\n");
    assertThat(read(fourColumns, "text_a=t,label=1")).containsExactly(new Row("u", null, "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text_a=boddy,label=gold | line 1: found columns gold, body, title, note, not 'boddy' once",
        "label=gold | line 1: found columns gold, body, title, note, so the text is not clear:",
      })
  void columnsThatAreNotThereAreSaid(String columns, String message) throws IOException {
    Path path = file("a.csv", "gold,body,title,note\nx,a,b,\n");
    assertThatThrownBy(() -> read(path, columns))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(path + ": " + message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void anExampleShowsHowToNameThem() throws IOException {
    Path path = file("a.csv", "label,left,right\nx,a,b\n");
    assertThatThrownBy(() -> RowFile.read(path))
        .hasMessageContaining("--columns text_a=left,text_b=right,label=label (in an experiment");
    assertThat(read(path, "text_a=left,text_b=right,label=label")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text_a | columns 'text_a': expected text_a=NAME,label=NAME",
        "text_a= | columns 'text_a=': expected text_a=NAME,label=NAME",
        "texta=a | unknown part 'texta' of columns: did you mean text_a or text_b? Known: text_a",
        "text_b=a | columns name text_b without text_a",
        "text_a=a,label=a | columns name one column twice",
        "text_a=a,text_a=b | columns 'text_a=a,text_a=b' name text_a twice",
      })
  void choicesThatMakeNoSenseAreRefused(String columns, String message) {
    assertThatThrownBy(() -> ColumnChoice.parse(columns))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void rowsToAnswerNeedNoLabel() throws IOException {
    Path bare = file("a.tsv", "premise\thypothesis\na\tb\n");
    assertThat(RowFile.readTexts(bare, ColumnChoice.NONE)).containsExactly(new Row("a", "b", null));
    Path labelled = file("b.tsv", "label\ttext\n\ta\nx\tb\n");
    assertThat(RowFile.readTexts(labelled, ColumnChoice.NONE))
        .containsExactly(new Row("a", null, ""), new Row("b", null, "x"));
    assertThatThrownBy(() -> RowFile.read(bare)).hasMessageContaining("so the label is not clear");
  }

  private static List<Row> read(Path path, String columns) {
    return RowFile.read(path, ColumnChoice.parse(columns), List.of());
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
        "a.tsv | label>body;1>a              | line 1: found columns label, body, so the text is"
            + " not",
        "a.tsv | index>sentence;0>a          | line 1: found columns index, sentence, so the label"
            + " is",
        "a.tsv | label>text_a>sentence;1>a>b | line 1: found columns label, text_a, sentence, so"
            + " the",
        "a.tsv | label>class>text;1>1>a      | line 1: found columns label, class, text, so the"
            + " label",
        "a.csv | label,txt;1,a               | line 1: found columns label, txt, so the text is"
            + " not",
        "a.csv | label,text,extra;1,a,b      | line 1: found columns label, text, extra, so the"
            + " text",
        "a.csv | label,text_a;1,'a;b';1      | line 4: 1 columns where 2 are expected",
        "a.csv | label,text_a;1,a;1,'a'b;1,a | line 3: not a comma-separated row",
        "a.csv | label,text_a;1,a;1,'a;b;c   | line 3: not a comma-separated row",
        "a.csv | label,text_a;1,''           | line 2: the text is empty",
        "a.jsonl | {'label':1}               | line 1: found columns label, so the text is not",
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
    assertThatThrownBy(() -> RowFile.read(path, ColumnChoice.NONE, List.of("0", "1")))
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
