package peftlab.experiment.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.plan.TrialGroup;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.Fakes;

class ProgressTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private List<TrialGroup> groups;
  private Trial head;
  private Trial lora;
  private long now;

  @BeforeEach
  void prepare() {
    groups =
        Fakes.groups(
            folder,
            """
            title: t
            methods: [{method: head, lr: 1e-2}, {method: lora, rank: [1, 4], lr: 5e-4}]
            """);
    head = groups.get(0).finals(1e-2).get(0);
    lora = groups.get(2).finals(5e-4).get(0);
  }

  @Test
  void plainLinesTellTimeLeft() {
    PlainProgress progress = new PlainProgress(out, groups, trial -> 1, () -> now);
    progress.started(head);
    now = 30_000_000_000L;
    progress.ended(head, Fakes.outcome(head, 0.728).result());
    progress.started(lora);
    progress.ended(
        lora,
        TrialResult.failure(
            lora.recorded(), TrialResult.Status.DIVERGED, "loss is NaN\nat step 3", Map.of()));
    assertThat(text().lines())
        .containsExactly(
            "begin " + head.id() + " head lr 1e-2 seed 1",
            "head lr 1e-2 seed 1: accuracy 0.7280, 36,864 trained, 1.5 s training, 0.5 s evaluation"
                + "  [1/3, 0:30, 1:00 left]",
            "begin " + lora.id() + " lora rank=4 lr 5e-4 seed 1",
            "lora rank=4 lr 5e-4 seed 1: diverged: loss is NaN at step 3  [2/3, 0:30, 0:15 left]");
  }

  @Test
  void weightsShapeTheTimeLeft() {
    TimeLeft time = new TimeLeft(groups, t -> t.method().equals("head") ? 1 : 4, () -> now);
    assertThat(time.secondsLeft()).isEmpty();
    now = 10_000_000_000L;
    time.step(head, 50, 100);
    assertThat(time.share()).isEqualTo(0.5 / 9);
    assertThat(time.secondsLeft().getAsDouble()).isEqualTo(170);
    time.ended(head);
    time.skipped(lora);
    assertThat(time.share()).isEqualTo(5.0 / 9);
    assertThat(time.secondsLeft().getAsDouble()).isEqualTo(40);
  }

  @Test
  void theLiveViewRedrawsItsBlockInPlace() {
    LiveProgress progress = new LiveProgress(out, groups, trial -> 1, () -> now);
    progress.started(head);
    progress.started(lora);
    now = 1_000_000_000L;
    progress.stepped(head, 10, 20, 0.5);
    progress.stepped(lora, 1, 20, 1.25);
    now = 2_000_000_000L;
    progress.ended(head, Fakes.outcome(head, 0.728).result());
    progress.note("disk is nearly full");
    assertThat(screen())
        .startsWith(
            "\u2713 head lr 1e-2 seed 1: accuracy 0.7280, 36,864 trained, 1.5 s training, 0.5 s"
                + " evaluation",
            "! disk is nearly full",
            "  lora rank=4 lr 5e-4 seed 1  step 1/20  loss 1.2500")
        .hasSize(4);
    assertThat(screen().get(3)).contains("1/3 trials, 0:02, 0:04 left");
    progress.finished();
    assertThat(screen()).hasSize(2);
  }

  @Test
  void theClockGoesOnWhileATrialIsPreparedOrEvaluated() {
    LiveProgress progress = new LiveProgress(out, groups, trial -> 1, () -> now);
    progress.started(lora);
    assertThat(screen().get(0)).isEqualTo("  lora rank=4 lr 5e-4 seed 1  preparing 0:00");
    now = 3_000_000_000L;
    progress.warmingUp(lora);
    now = 5_000_000_000L;
    progress.tick();
    assertThat(screen().get(0)).endsWith("warming up 0:02");
    assertThat(screen().get(1)).contains("0/3 trials, 0:05");
    progress.stepped(lora, 20, 20, 0.5);
    now = 17_000_000_000L;
    progress.tick();
    assertThat(screen().get(0)).endsWith("seed 1  evaluating 0:12");
    assertThat(screen().get(1)).contains("0/3 trials, 0:17");
  }

  @Test
  void theTerminalCutsTheLinesOfTheBlock() {
    LiveProgress progress = new LiveProgress(out, groups, trial -> 1, () -> now);
    progress.started(lora);
    assertThat(text()).contains("\u001b[?7l  lora rank=4").endsWith("\n\u001b[?7h");
  }

  /** What a terminal shows of the output: it knows "up" and "clear below". */
  private List<String> screen() {
    List<String> lines = new java.util.ArrayList<>(List.of(""));
    int row = 0;
    String text = text();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\u001b') {
        int end = i + 2;
        if (text.charAt(end) == '?') {
          i = text.indexOf('7', end) + 1;
          continue;
        }
        while (Character.isDigit(text.charAt(end))) {
          end++;
        }
        String number = text.substring(i + 2, end);
        if (text.charAt(end) == 'A') {
          row -= Integer.parseInt(number);
        } else {
          assertThat(text.charAt(end)).isEqualTo('J');
          lines.subList(row, lines.size()).clear();
          lines.add("");
        }
        i = end;
      } else if (c == '\n') {
        row++;
        if (row == lines.size()) {
          lines.add("");
        }
      } else if (c != '\r') {
        lines.set(row, lines.get(row) + c);
      }
    }
    assertThat(lines.remove(lines.size() - 1)).isEmpty();
    return lines;
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
