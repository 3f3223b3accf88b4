package peftlab.experiment.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peftlab.experiment.plan.Trial;
import peftlab.experiment.results.TrialResult;
import peftlab.experiment.run.Fakes;

@Timeout(60)
class MlflowTest {
  private record Call(String path, JsonNode body) {}

  @TempDir Path folder;
  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private boolean known;
  private int failAfter = Integer.MAX_VALUE;
  private List<Trial> trials;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    trials =
        Fakes.groups(folder, "title: t\nseeds: [1, 2]\nmethods: [{method: lora, lr: 1e-3}]\n")
            .get(0)
            .finals(1e-3);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsEachResultAsARun() {
    TrialResult failed =
        TrialResult.failure(
            trials.get(1).recorded(), TrialResult.Status.DIVERGED, "loss is NaN", Map.of());
    send(Fakes.outcome(trials.get(0), 0.75).result(), failed);
    assertThat(warnings).isEmpty();
    assertThat(calls)
        .extracting(Call::path)
        .containsExactly(
            "experiments/get-by-name?experiment_name=my+suite",
            "experiments/create",
            "runs/create",
            "runs/log-batch",
            "runs/log-batch",
            "runs/update",
            "runs/create",
            "runs/log-batch",
            "runs/log-batch",
            "runs/update");
    assertThat(calls.get(1).body.at("/name").asText()).isEqualTo("my suite");
    assertThat(calls.get(2).body.at("/experiment_id").asText()).isEqualTo("7");
    JsonNode metrics = calls.get(3).body.at("/metrics");
    assertThat(metrics.findValuesAsText("key")).contains("accuracy", "loss", "memory.FROZEN");
    assertThat(metrics.get(0).at("/value").asDouble()).isEqualTo(0.75);
    assertThat(calls.get(4).body.at("/params").findValuesAsText("key"))
        .contains("method", "method.rank", "lr", "seed", "dropout", "model", "task");
    assertThat(calls.get(5).body.at("/status").asText()).isEqualTo("FINISHED");
    assertThat(calls.get(9).body.at("/status").asText()).isEqualTo("FAILED");
    assertThat(calls.get(9).body.at("/run_id").asText()).isEqualTo("run");
  }

  @Test
  void addsToAnExperimentThatIsThere() {
    known = true;
    send(Fakes.outcome(trials.get(0), 0.75).result());
    assertThat(calls).extracting(Call::path).doesNotContain("experiments/create");
    assertThat(calls.get(1).body.at("/experiment_id").asText()).isEqualTo("3");
  }

  @Test
  void aServerThatFailsIsOneWarning() {
    failAfter = 3;
    send(Fakes.outcome(trials.get(0), 0.75).result(), Fakes.outcome(trials.get(1), 0.5).result());
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("receives no more results")
        .contains("answered 500");
    assertThat(calls).hasSize(4);
  }

  @Test
  void noServerIsOneWarning() {
    URI uri = uri();
    server.stop(0);
    MlflowLog log = new MlflowLog(uri, "my suite", warnings::add);
    log.ended(trials.get(0), Fakes.outcome(trials.get(0), 0.75).result());
    log.ended(trials.get(1), Fakes.outcome(trials.get(1), 0.75).result());
    log.finished();
    assertThat(warnings).hasSize(1);
  }

  private void send(TrialResult... results) {
    MlflowLog log = new MlflowLog(uri(), "my suite", warnings::add);
    for (TrialResult result : results) {
      log.ended(trials.get(0), result);
    }
    log.finished();
  }

  private URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().replace("/api/2.0/mlflow/", "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    calls.add(new Call(path, new ObjectMapper().readTree(body)));
    String text = "{}";
    int status = 200;
    if (calls.size() > failAfter) {
      status = 500;
    } else if (path.startsWith("experiments/get-by-name")) {
      status = known ? 200 : 404;
      text = "{\"experiment\": {\"experiment_id\": \"3\"}}";
    } else if (path.equals("experiments/create")) {
      text = "{\"experiment_id\": \"7\"}";
    } else if (path.equals("runs/create")) {
      text = "{\"run\": {\"info\": {\"run_id\": \"run\"}}}";
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
