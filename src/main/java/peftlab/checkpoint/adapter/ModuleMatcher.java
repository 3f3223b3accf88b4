package peftlab.checkpoint.adapter;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import peftlab.checkpoint.format.Messages;

/**
 * Matches paths of modules with regular expressions from a stranger's file.
 *
 * <p>What is read is the part of Python's syntax that means the same in Java: names, dots, simple
 * classes, groups, alternatives, repetitions and lookaheads. All matching for one file shares a
 * number of steps, so that no expression can keep the process busy.
 */
final class ModuleMatcher {
  private static final int LONGEST = 4000;
  private static final int MOST_STEPS = 20_000_000;
  private static final Pattern TOKEN =
      Pattern.compile(
          "[A-Za-z0-9_.|^$-]|\\\\[.dw]|\\[\\^?[A-Za-z0-9_.]+(?:-[A-Za-z0-9_.]+)*]"
              + "|\\((?:\\?[:=!]|(?!\\?))|\\)|(?:[*+?]|\\{\\d{1,3}(?:,\\d{0,3})?})\\??(?![*+?{])");

  /** Alternatives of no characters could be tried for ever without a step being counted. */
  private static final Pattern EMPTY = Pattern.compile("\\((?:\\?[:=!])?[|)]|\\|[|)]");

  private final AdapterConfig config;
  private final Map<String, Pattern> compiled = new HashMap<>();
  private int steps = MOST_STEPS;

  /** Errors are said of the configuration's keys. */
  ModuleMatcher(AdapterConfig config) {
    this.config = config;
  }

  /**
   * Python's {@code re.match(before + expression + after, path)}.
   *
   * @param key that {@code expression} stands under
   * @param before an expression of this program
   * @param after an expression of this program
   * @return the last group of the match, empty where it took no part, or nothing
   * @throws peftlab.InputException where the expression is not read or takes too long
   */
  Optional<String> match(String key, String before, String expression, String after, String path) {
    Pattern pattern =
        compiled.computeIfAbsent(
            before + expression + after, whole -> compile(key, expression, whole));
    Matcher matcher = pattern.matcher(new Counted(key, path));
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    String last = matcher.groupCount() == 0 ? null : matcher.group(matcher.groupCount());
    return Optional.of(last == null ? "" : last);
  }

  /** Python's {@code re.fullmatch(expression, path)}. */
  boolean whole(String key, String expression, String path) {
    return match(key, "(?:", expression, ")\\z", path).isPresent();
  }

  /** PEFT's {@code get_pattern_key}: {@code re.match(rf"(.*\.)?({expression})$", path)}. */
  boolean end(String key, String expression, String path) {
    return match(key, "(.*\\.)?(", expression, ")$", path).isPresent();
  }

  private Pattern compile(String key, String expression, String whole) {
    Matcher token = TOKEN.matcher(expression);
    int at = 0;
    while (at < Math.min(expression.length(), LONGEST)
        && token.region(at, expression.length()).lookingAt()) {
      at = token.end();
    }
    try {
      if (at == expression.length() && !EMPTY.matcher(expression).find()) {
        return Pattern.compile(whole);
      }
    } catch (PatternSyntaxException e) {
      // Said below, as for what the tokens do not allow.
    }
    throw config.wrong(
        key,
        "names modules by "
            + Messages.shown(expression)
            + ", a regular expression that is not read: use names");
  }

  /** A path whose characters are counted as they are looked at. */
  private final class Counted implements CharSequence {
    private final String key;
    private final String path;

    Counted(String key, String path) {
      this.key = key;
      this.path = path;
    }

    @Override
    public char charAt(int index) {
      if (steps-- == 0) {
        steps = 0;
        throw config.wrong(key, "holds regular expressions that take too long to match");
      }
      return path.charAt(index);
    }

    @Override
    public int length() {
      return path.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return path.substring(start, end);
    }

    @Override
    public String toString() {
      return path;
    }
  }
}
