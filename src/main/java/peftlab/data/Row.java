package peftlab.data;

/**
 * One labelled text, or pair of texts.
 *
 * @param textA the text, or the first of a pair
 * @param textB the second of a pair; null where there is one text only
 * @param label name of the class; null where it is not known
 */
public record Row(String textA, String textB, String label) {}
