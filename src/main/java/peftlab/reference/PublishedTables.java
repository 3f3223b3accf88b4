package peftlab.reference;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import peftlab.InputException;

/** The published tables that are kept as data. */
public final class PublishedTables {
  private static final List<String> IDS =
      List.of(
          "parameter-counts",
          "lora-table2",
          "lora-table4",
          "lora-table6",
          "lora-gpt3-memory",
          "houlsby-table1",
          "bitfit",
          "p-tuning-v2",
          "lora-dash",
          "distilbert");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private PublishedTables() {}

  /** All tables. */
  public static List<PublishedTable> all() {
    return IDS.stream().map(PublishedTables::read).toList();
  }

  /** The table called {@code id}. */
  public static PublishedTable named(String id) {
    if (!IDS.contains(id)) {
      throw new InputException(
          "no published table is called '" + id + "'; known: " + String.join(", ", IDS));
    }
    return read(id);
  }

  private static PublishedTable read(String id) {
    String resource = "/tables/" + id + ".yaml";
    try (InputStream in = PublishedTables.class.getResourceAsStream(resource)) {
      return YAML.readValue(in, PublishedTable.class);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
