package dev.puna;

import dev.puna.calling.MarkWatcher;
import dev.puna.grammar.Grammar;
import java.util.function.Consumer;

/**
 * What a model has said of a message, as it writes it. It goes on in pieces, each from what was
 * said before, which the cache knows.
 */
final class Utterance {
  private final ToolVoice voice;
  private final Prompt.Chat prompt;
  private final GenerateOptions options;
  private final GenerateOptions unstopped;
  private final StringBuilder said = new StringBuilder();

  /**
   * Begins one.
   *
   * @param prompt what is before it
   * @param options how to generate each piece; stop strings count in what {@link #free} says
   */
  Utterance(ToolVoice voice, Prompt.Chat prompt, GenerateOptions options) {
    this.voice = voice;
    this.prompt = prompt;
    this.options = options;
    unstopped = options.stop(new String[0]);
  }

  /** Lets the model have said this. */
  void add(String text) {
    said.append(text);
  }

  /** What fits a grammar; it is not added. */
  Generation forced(Grammar grammar) {
    return voice.speak(begun(), unstopped.grammar(grammar), piece -> true);
  }

  /**
   * Whatever the model likes to say, up to a mark, which is not added.
   *
   * @param onText takes it as it comes
   */
  Generation free(MarkWatcher mark, Consumer<String> onText) {
    return speak(options, mark, onText);
  }

  /** The same for a value, in which nothing else ends it. */
  Generation value(MarkWatcher mark, Consumer<String> onText) {
    return speak(unstopped, mark, onText);
  }

  private Generation speak(GenerateOptions how, MarkWatcher mark, Consumer<String> onText) {
    StringBuilder text = new StringBuilder();
    Consumer<String> taken =
        free -> {
          text.append(free);
          onText.accept(free);
        };
    Generation generation =
        voice.speak(
            begun(),
            how,
            piece -> {
              taken.accept(mark.accept(piece));
              return !mark.found();
            });
    taken.accept(mark.flush());
    said.append(text);
    return generation;
  }

  private Prompt.Chat begun() {
    return prompt.beginning(said.toString());
  }
}
