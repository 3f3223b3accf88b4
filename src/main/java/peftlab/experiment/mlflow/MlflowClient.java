package peftlab.experiment.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Calls of MLflow's REST interface, version 2.0. */
final class MlflowClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String root;

  MlflowClient(URI uri) {
    this.root = uri.toString().replaceFirst("/+$", "") + "/api/2.0/mlflow/";
  }

  /** The id of the experiment called {@code name}, which is made if there is none. */
  String experiment(String name) throws IOException, InterruptedException {
    String query =
        "experiments/get-by-name?experiment_name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpResponse<InputStream> found =
        send(HttpRequest.newBuilder(URI.create(root + query)).timeout(TIMEOUT).GET().build());
    if (found.statusCode() == 404) {
      found.body().close();
      return text(post("experiments/create", Map.of("name", name)), "/experiment_id");
    }
    return text(answer(found), "/experiment/experiment_id");
  }

  /** Begins a run and returns its id. */
  String createRun(Map<String, Object> run) throws IOException, InterruptedException {
    return text(post("runs/create", run), "/run/info/run_id");
  }

  /** Sends {@code body} and returns the answer. */
  JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    return answer(send(request));
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static JsonNode answer(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_ANSWER);
      if (response.statusCode() != 200) {
        throw new IOException(
            response.request().uri().getPath() + " answered " + response.statusCode());
      }
      return JSON.readTree(bytes);
    }
  }

  private static String text(JsonNode answer, String pointer) throws IOException {
    String text = answer.at(pointer).asText();
    if (text.isEmpty()) {
      throw new IOException("the answer lacks " + pointer);
    }
    return text;
  }
}
