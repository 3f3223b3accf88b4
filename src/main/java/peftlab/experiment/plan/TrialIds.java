package peftlab.experiment.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import peftlab.Records;

/**
 * Gives trials their ids: the first 16 hexadecimal digits of the SHA-256 of everything that can
 * change a result. Models and data sets count by content, not by name or place.
 */
final class TrialIds {
  private static final int DIGITS = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Fingerprints fingerprints;

  TrialIds(Fingerprints fingerprints) {
    this.fingerprints = fingerprints;
  }

  /** The same trial with its id. */
  Trial identified(Trial trial) {
    return trial.withId(id(trial));
  }

  private String id(Trial trial) {
    Map<String, Object> content = new TreeMap<>();
    content.put("phase", trial.phase());
    content.put("base", fingerprints.model(trial.model()));
    content.put("data", fingerprints.data(trial.task()));
    content.put("code", fingerprints.code());
    content.put("method_code", fingerprints.methodCode(trial.method()));
    content.put("train_rows", trial.trainRows());
    content.put("eval_rows", trial.evalRows());
    content.put("method", trial.method());
    content.put("hyper", Records.plain(trial.hyper()));
    content.put("settings", Records.plain(trial.settings()));
    try {
      byte[] bytes = JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
