package dev.puna;

import java.util.function.Predicate;

/** Speaks for a model: what a {@link ToolTurn} needs of it. */
@FunctionalInterface
interface ToolVoice {
  /**
   * Generates.
   *
   * @param goesOn takes each piece as it comes and says whether more is wanted
   */
  Generation speak(Prompt.Chat prompt, GenerateOptions options, Predicate<String> goesOn);

  /**
   * The model of a session.
   *
   * @param showsControl whether control tokens are part of the text
   */
  static ToolVoice of(Session session, boolean showsControl) {
    return (prompt, options, goesOn) -> {
      try (TextStream stream = session.stream(prompt, options, showsControl)) {
        boolean wanted = true;
        while (wanted && stream.hasNext()) {
          wanted = goesOn.test(stream.next());
        }
        stream.cancel();
        return stream.result();
      }
    };
  }
}
