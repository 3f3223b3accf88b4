package peftlab.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peftlab.Cards;
import peftlab.InputException;
import peftlab.ResourceFolder;
import peftlab.metric.Metric;

/**
 * What {@code datasets/<id>.md} says of a data set.
 *
 * @param id the name that experiments use; the card's file and the folder of the data set have it,
 *     too
 * @param title its full name
 * @param source where it is got
 * @param licence under which it may be used
 * @param columns what its rows hold
 * @param splits rows by split, the one that is reported last
 * @param classes number of classes
 * @param metric what it is judged by
 * @param benchmark whether results on it are published
 * @param reader the {@link DataReader}'s class if the rows come with the program; null if a folder
 *     holds them
 * @param prose what the card tells besides, as Markdown
 */
public record DataCard(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String title,
    @JsonProperty(required = true) String source,
    @JsonProperty(required = true) String licence,
    @JsonProperty(required = true) String columns,
    @JsonProperty(required = true) Map<String, Integer> splits,
    @JsonProperty(required = true) int classes,
    @JsonProperty(required = true) Metric metric,
    @JsonProperty(required = true) boolean benchmark,
    String reader,
    @JsonProperty(required = true) String prose) {

  private static final String FOLDER = "datasets";
  private static final String ENDING = ".md";

  /** Checks that the metric can judge so many classes. */
  public DataCard {
    if (!metric.fits(classes)) {
      throw new InputException(
          "%s cannot judge %d classes; these can: %s"
              .formatted(metric.id(), classes, String.join(", ", Metric.fitting(classes))));
    }
  }

  /** The split that is reported. */
  public String reported() {
    return List.copyOf(splits.keySet()).get(splits.size() - 1);
  }

  /** All cards in {@code datasets}, plug-ins' too, sorted by id. */
  public static List<DataCard> all() {
    return ids().stream().map(DataCard::of).toList();
  }

  /** The card of the data set called so, whatever the case; empty if there is none. */
  public static Optional<DataCard> find(String name) {
    String id = name.toLowerCase(Locale.ROOT);
    return ids().contains(id) ? Optional.of(of(id)) : Optional.empty();
  }

  /** The ids of all cards. */
  static List<String> ids() {
    return ResourceFolder.names(FOLDER, ENDING);
  }

  private static DataCard of(String id) {
    String file = FOLDER + "/" + id + ENDING;
    DataCard card = Cards.read(file, DataCard.class);
    if (!card.id().equals(id)) {
      throw new InputException(file + ": its id is " + card.id() + ", not the file's name");
    }
    return card;
  }

  /** Whether the rows come with the program, so that no folder holds them. */
  public boolean builtIn() {
    return reader != null;
  }

  /**
   * Reads the rows of a data set that comes with the program.
   *
   * @throws InputException if the card's reader is not there or cannot be used
   */
  Dataset read() {
    try {
      Class<?> type = Class.forName(reader);
      return ((DataReader) type.getDeclaredConstructor().newInstance()).read(this);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new InputException(
          "%s/%s%s: reader %s is no DataReader with a constructor without arguments: %s"
              .formatted(FOLDER, id, ENDING, reader, e),
          e);
    }
  }
}
