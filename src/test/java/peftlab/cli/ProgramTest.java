package peftlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.results.ResultLog;
import peftlab.train.TinyModel;

/** What the program does as a whole: how it ends, what it starts, and what goes to which stream. */
@Tag("slow")
class ProgramTest {
  @TempDir Path folder;

  private Program program(String... options) {
    return new Program(folder, List.of(options), List.of());
  }

  @Test
  void aMethodThatExitsIsNamedAndTheCodeIsNotZero() throws Exception {
    Program program = new Program(folder, List.of(), List.of(plugIn("System.exit(0);")));

    Program.Ended ended = program.run("methods", "own");

    assertThat(ended.code()).as(ended.err()).isEqualTo(Main.BAD_INPUT);
    assertThat(ended.err().lines())
        .containsExactly(
            "peftlab: example.Own.adapt ended the program with System.exit: a method must throw an"
                + " exception instead");
  }

  @Test
  void aSmallHeapIsSaidInOneLine() throws Exception {
    Program.Ended ended = program("-Xmx16m", "-XX:+UseSerialGC").run("datasets");
    if (ended.code() == 0) { // enough for that: take something larger
      Files.writeString(folder.resolve("suite.yaml"), "title: t\nmethods: [{method: head, lr: 1}]");
      ended =
          program("-Xmx16m", "-XX:+UseSerialGC")
              .run("plan", folder.resolve("suite.yaml").toString());
    }
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("peftlab: out of memory (")
        .contains("): give Java more memory, for example PEFTLAB_JAVA_OPTS=-Xmx");
  }

  @Test
  void aTakenFolderIsRefusedBeforeAnythingHeavyStarts() throws Exception {
    Path out = folder.resolve("out");
    Path loaded = folder.resolve("loaded");
    try (ResultLog log = ResultLog.open(out)) {
      assertThat(log).isNotNull();
      Program.Ended ended =
          program("-Xlog:class+load:file=" + loaded)
              .run("run", suite().toString(), "--out", out.toString());

      assertThat(ended.code()).isEqualTo(Main.BAD_INPUT);
      assertThat(ended.err()).hasLineCount(1).contains("another run writes to this folder");
      assertThat(Files.readString(loaded))
          .contains("peftlab.cli.RunCommand")
          .doesNotContain("org.nd4j")
          .doesNotContain("org.bytedeco");
    }
  }

  @Test
  void aPlanReadsNeitherWeightsNorCode() throws Exception {
    Path loaded = folder.resolve("loaded");
    Program.Ended ended =
        program("-Xlog:class+load:file=" + loaded).run("plan", suite().toString());

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("2 trials");
    assertThat(Files.readString(loaded))
        .contains("peftlab.experiment.run.DryRun")
        .doesNotContain("peftlab.experiment.run.CodeVersion")
        .doesNotContain("peftlab.probe.WarmUp");
  }

  @Test
  void theTableAloneGoesToTheOutput() throws Exception {
    Program.Ended ended =
        program().run("run", suite().toString(), "--out", folder.resolve("out").toString());

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).startsWith("method ").doesNotContain("begin", "reports");
    assertThat(ended.err())
        .contains("begin ", "head lr 1e-2 seed 1: accuracy", " s training, ", " s evaluation")
        .contains("Results, tables and charts: ")
        .doesNotContain("warming up"); // so few steps
  }

  private Path suite() throws Exception {
    TinyModel.write(folder.resolve("model"), TinyModel.TINY, 1);
    Files.writeString(
        folder.resolve("rows.tsv"), "text_a\tlabel\na b\tx\nc d\ty\ne f\tx\ng h\ty\n");
    return Files.writeString(
        folder.resolve("suite.yaml"),
        """
        title: t
        model: %1$s/model
        task: {train: %1$s/rows.tsv, eval: %1$s/rows.tsv}
        settings: {epochs: 1, batch: 2, threads: 1, max_length: 16}
        methods: [{method: head, lr: 1e-2}, {method: bitfit, lr: 1e-2}]
        """
            .formatted(folder));
  }

  /** A folder with a method {@code own} that does this when it adapts a model. */
  private Path plugIn(String statement) throws Exception {
    Path root = folder.resolve("plug-in");
    Path source = Files.createDirectories(folder.resolve("example")).resolve("Own.java");
    Files.writeString(
        source,
        """
        package example;
        import peftlab.method.*;
        public final class Own implements PeftMethod<Own.Hyper> {
          public record Hyper() {}
          public String id() { return "own"; }
          public Class<Hyper> hyperparameters() { return Hyper.class; }
          public Adaptation adapt(AdaptContext context, Hyper hyper) {
            %s
            return context.retrain(parameter -> false);
          }
        }
        """
            .formatted(statement));
    Files.createDirectories(root.resolve("META-INF/services"));
    Files.writeString(root.resolve("META-INF/services/peftlab.method.PeftMethod"), "example.Own\n");
    Files.createDirectories(root.resolve("methods"));
    Files.writeString(
        root.resolve("methods/own.md"),
        """
        ---
        id: own
        title: Own
        paper: none
        parameters: 0
        starts_at_base: true
        lr: 1.0e-3
        hyperparameters: {}
        ---
        # Own

        Text.
        """);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", root.toString(), source.toString()))
        .isZero();
    return root;
  }
}
