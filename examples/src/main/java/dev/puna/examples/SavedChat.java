package dev.puna.examples;

import dev.puna.Chat;
import dev.puna.ChatOptions;
import dev.puna.GenerateOptions;
import dev.puna.Generation;
import dev.puna.Message;
import dev.puna.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A chat that goes on in another process, and reads nothing again: {@code SavedChat MODEL.gguf}.
 */
public final class SavedChat {
  private SavedChat() {}

  /** Introduces itself, forgets all but what it saved, and asks who it is. */
  public static void main(String[] arguments) throws IOException {
    Path model = Path.of(arguments[0]);
    Path file = Files.createTempFile("chat", ".kv");
    ChatOptions options = ChatOptions.defaults().generate(GenerateOptions.greedy());

    List<Message> history;
    try (Model first = Model.load(model);
        Chat chat = first.chat(options)) {
      System.out.println(chat.send("I am Bruno.").text());
      history = List.copyOf(chat.history());
      chat.save(file);
    }

    try (Model second = Model.load(model);
        Chat chat = second.chat(options.messages(history))) {
      chat.restore(file);
      Generation answer = chat.send("What is my name?");
      System.out.println(answer.text());
      System.out.printf(
          "(%d of %d prompt tokens were in the file)%n",
          answer.usage().cachedTokens(), answer.usage().promptTokens());
    }
    Files.delete(file);
  }
}
