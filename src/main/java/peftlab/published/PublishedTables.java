package peftlab.published;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import peftlab.InputException;
import peftlab.ResourceFolder;

/** The published tables that are kept as data. */
public final class PublishedTables {
  private static final String FOLDER = "tables";
  private static final String ENDING = ".yaml";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private PublishedTables() {}

  /** All tables in the folder, sorted by id. */
  public static List<PublishedTable> all() {
    return ids().stream().map(PublishedTables::read).toList();
  }

  /** The table called {@code id}. */
  public static PublishedTable named(String id) {
    if (!ids().contains(id)) {
      throw new InputException(
          "no published table is called '" + id + "'; known: " + String.join(", ", ids()));
    }
    return read(id);
  }

  private static List<String> ids() {
    return ResourceFolder.names(FOLDER, ENDING);
  }

  private static PublishedTable read(String id) {
    String resource = "/" + FOLDER + "/" + id + ENDING;
    try (InputStream in = PublishedTables.class.getResourceAsStream(resource)) {
      PublishedTable table = YAML.readValue(in, PublishedTable.class);
      if (!table.id().equals(id)) {
        throw new InputException(resource + ": its id is " + table.id() + ", not the file's name");
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
