package peftlab.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peftlab.Cards;
import peftlab.InputException;
import peftlab.metric.Metric;

/**
 * What {@code datasets/<id>.md} says of a data set.
 *
 * @param id the name that experiments use: {@code wordnet}, or that of the folder in lower case
 * @param title its full name
 * @param source where it is got
 * @param licence under which it may be used
 * @param columns what its rows hold
 * @param splits rows by split, the one that is reported last
 * @param classes number of classes
 * @param metric what it is judged by
 * @param benchmark whether results on it are published
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
    @JsonProperty(required = true) String prose) {

  /** Checks that the metric can judge so many classes. */
  public DataCard {
    if (!metric.fits(classes)) {
      throw new InputException(
          "%s cannot judge %d classes; these can: %s"
              .formatted(metric.id(), classes, String.join(", ", Metric.fitting(classes))));
    }
  }

  /** Ids of the cards, in the order in which they are shown. */
  private static final List<String> IDS =
      List.of("wordnet", "sst-2", "cola", "rte", "mrpc", "trec", "subj", "banking77");

  /** The split that is reported. */
  public String reported() {
    return List.copyOf(splits.keySet()).get(splits.size() - 1);
  }

  /** All cards that come with peftlab. */
  public static List<DataCard> all() {
    return IDS.stream().map(id -> Cards.read("datasets/" + id + ".md", DataCard.class)).toList();
  }

  /** The card of the data set called so, whatever the case; empty where there is none. */
  public static Optional<DataCard> find(String name) {
    String id = name.toLowerCase(Locale.ROOT);
    return IDS.contains(id)
        ? Optional.of(Cards.read("datasets/" + id + ".md", DataCard.class))
        : Optional.empty();
  }
}
