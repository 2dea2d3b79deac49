package dev.puna.examples;

import dev.puna.Chat;
import dev.puna.ChatOptions;
import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.Model;
import java.nio.file.Path;
import java.util.List;

/** A chat that remembers; each turn reads only what is new: {@code Conversation MODEL.gguf}. */
public final class Conversation {
  private Conversation() {}

  /** Says three things and prints the answers. */
  public static void main(String[] arguments) {
    ChatOptions options =
        ChatOptions.defaults()
            .system("You are a helpful assistant.")
            .generate(GenerateOptions.greedy());
    try (Model model = Model.load(Path.of(arguments[0]));
        Chat chat = model.chat(options)) {
      for (String turn : List.of("Hello!", "I am Bruno.", "What is my name?")) {
        Generation answer = chat.send(turn);
        System.out.println("> " + turn);
        System.out.println(answer.text());
        System.out.printf(
            "  (%d of %d prompt tokens were in the cache)%n",
            answer.usage().cachedTokens(), answer.usage().promptTokens());
      }
    }
  }
}
