package dev.puna.examples;

import dev.puna.Chat;
import dev.puna.ChatOptions;
import dev.puna.GenerateOptions;
import dev.puna.Message;
import dev.puna.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Offers the model a function to call, and answers the call: {@code ToolCall MODEL.gguf}. */
public final class ToolCall {
  private ToolCall() {}

  /** Prints the call that the model makes, and its answer once it knows the result. */
  public static void main(String[] arguments) {
    Map<String, Object> function =
        Map.of(
            "name", "get_weather",
            "description", "Get the weather in a city",
            "parameters",
                Map.of(
                    "type", "object",
                    "properties", Map.of("city", Map.of("type", "string")),
                    "required", List.of("city")));
    ChatOptions options =
        ChatOptions.defaults()
            .variable("tools", List.of(Map.of("type", "function", "function", function)))
            .generate(GenerateOptions.greedy());
    try (Model model = Model.load(Path.of(arguments[0]));
        Chat chat = model.chat(options)) {
      System.out.println(chat.send("What is the weather in Quito?").text());
      Message result = Message.of("tool", "{\"temperature\": 14, \"sky\": \"cloudy\"}");
      System.out.println(chat.send(result, piece -> {}).text());
    }
  }
}
