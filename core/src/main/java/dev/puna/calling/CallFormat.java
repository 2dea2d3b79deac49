package dev.puna.calling;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a family of models writes a call: a trigger, then the name and the arguments, between fixed
 * texts. Arguments are JSON or, where there are {@code tags}, each stands between tags of its own.
 *
 * @param trigger what a call begins with
 * @param atStart whether the trigger counts only at the start of an answer
 * @param repeats whether a call may be followed by others, each with its trigger
 * @param beforeName what is between the trigger and the name
 * @param afterName what is behind the name whatever the arguments are
 * @param end what is after the arguments, as far as it is known
 * @param textArguments whether templates take the arguments of calls that were made as a text
 * @param tags what is around arguments that are not JSON
 */
public record CallFormat(
    String trigger,
    boolean atStart,
    boolean repeats,
    String beforeName,
    String afterName,
    String end,
    boolean textArguments,
    @Nullable ArgumentTags tags) {

  /**
   * The format of a model: that in which its chat template writes a call that was made before.
   *
   * @param template renders a conversation
   * @throws dev.puna.PunaException if none can be made out
   */
  public static CallFormat of(Function<List<Map<String, Object>>, String> template) {
    return CallProbe.format(template);
  }

  /** The name and what is behind it. */
  public String named(String name) {
    return name + afterName;
  }

  /**
   * The end as far as tokens of the arguments may reach into it: up to its tag, or with that where
   * it begins with one.
   */
  public String nearEnd() {
    int tag = end.indexOf('<');
    return tag > 0 ? end.substring(0, tag) : end;
  }

  /** Whether a test holds for any tag in its texts, as {@code <tag>} or {@code [TAG]}. */
  public boolean anyTag(Predicate<String> test) {
    StringBuilder texts = new StringBuilder(trigger).append(beforeName).append(afterName);
    texts.append(end).append(tags == null ? "" : tags.texts());
    return Tags.PATTERN.matcher(texts).results().anyMatch(tag -> test.test(tag.group()));
  }
}
