package peftlab.checkpoint;

/**
 * A model that can be opened by name.
 *
 * @param name what {@code --model} takes
 * @param artifact Maven coordinates of the jar that carries it, {@code group:artifact:version}
 * @param licence of the weights
 * @param megabytes size of the jar, in 10^6 bytes
 * @param description in one line
 */
public record ModelEntry(
    String name, String artifact, String licence, int megabytes, String description) {}
