package dev.puna.calling;

import dev.puna.calling.ArgumentTags.Around;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out between which tags a chat template writes arguments. */
final class TagProbe {
  /** What may end a string: a text that is hardly in one. */
  private static final Pattern MARK = Pattern.compile("\\s*[<\\[].+", Pattern.DOTALL);

  private final ProbeCalls calls;

  TagProbe(ProbeCalls calls) {
    this.calls = calls;
  }

  /** The tags; null if there are none, or strings end with what may be in a string. */
  @Nullable ArgumentTags tags() {
    Around text = text();
    if (text == null || !MARK.matcher(text.after()).matches()) {
      return null;
    }
    Around number = around(ArgumentKind.NUMBER, text.close());
    if (number == null) {
      return null;
    }
    Map<ArgumentKind, Around> around = new EnumMap<>(ArgumentKind.class);
    for (ArgumentKind kind : ArgumentKind.values()) {
      Around found = kind == ArgumentKind.STRING ? text : around(kind, text.close());
      around.put(kind, found == null ? number : found);
    }
    String some = calls.behindName(ArgumentKind.STRING.sample, false);
    String none = calls.behindName();
    String last = text.close().strip();
    int end = none.indexOf(last);
    return end < 0
        ? null
        : new ArgumentTags(
            some.substring(0, some.indexOf(ProbeCalls.KEY)),
            none.substring(0, end + last.length()),
            around);
  }

  /** What is around strings; it ends a call whether another one follows or not. */
  private @Nullable Around text() {
    Around open = around(ArgumentKind.STRING, "");
    if (open == null) {
      return null;
    }
    String call = calls.behindName(ArgumentKind.STRING.sample, false);
    String ending = call.substring(call.indexOf(ProbeCalls.VALUE) + ProbeCalls.VALUE.length());
    String all = Tags.common(ending, calls.between(ArgumentKind.STRING.spelling)).stripTrailing();
    return all.length() <= open.after().length()
        ? null
        : new Around(
            open.before(), open.after(), open.next(), all.substring(open.after().length()));
  }

  /**
   * What is around the values of a kind; null if they are not written as JSON, or do not stand
   * between the same texts whatever they are called.
   *
   * @param close what ends a call
   */
  private @Nullable Around around(ArgumentKind kind, String close) {
    String one = calls.behindName(kind.sample, false);
    String two = calls.behindName(kind.sample, true);
    int key = one.indexOf(ProbeCalls.KEY) + ProbeCalls.KEY.length();
    Matcher value = kind.spelling.matcher(one);
    if (key < ProbeCalls.KEY.length() || !value.find(key)) {
      return null;
    }
    int from = value.end();
    int next = two.indexOf(ProbeCalls.NEXT_KEY, from);
    if (next < 0 || !two.startsWith(one.substring(0, from))) {
      return null;
    }
    String ending = one.substring(from);
    String toNext = two.substring(from, next);
    String after = Tags.common(ending, toNext).stripTrailing();
    return toNext.contains(ProbeCalls.KEY) || !ending.startsWith(after + close)
        ? null
        : new Around(
            one.substring(key, value.start()), after, toNext.substring(after.length()), close);
  }
}
