package dev.puna.examples;

import dev.puna.Chat;
import dev.puna.ChatOptions;
import dev.puna.Description;
import dev.puna.GenerateOptions;
import dev.puna.Model;
import dev.puna.tool.Tool;
import dev.puna.tool.ToolCall;
import dev.puna.tool.ToolMethod;
import java.nio.file.Path;

/** Lets the model call Java methods: {@code ToolCalling MODEL.gguf}. */
public final class ToolCalling {
  private ToolCalling() {}

  /** What the model is told about the weather. */
  public record Weather(int temperature, String sky) {}

  /** What the model may do. */
  public static final class Forecast {
    private Forecast() {}

    /** Knows the weather. */
    @ToolMethod(name = "get_weather", value = "Get the weather in a city")
    public Weather weather(@Description("Name of the city") String city) {
      return new Weather(14, city.equals("Quito") ? "cloudy" : "clear");
    }
  }

  /** Prints the calls that the model makes, and its answer once it knows their results. */
  public static void main(String[] arguments) {
    ChatOptions options =
        ChatOptions.defaults()
            .tools(Tool.methodsOf(new Forecast()))
            .generate(GenerateOptions.greedy());
    try (Model model = Model.load(Path.of(arguments[0]));
        Chat chat = model.chat(options)) {
      String answer = chat.send("What is the weather in Quito?").text();
      for (ToolCall call : chat.toolCalls()) {
        System.out.println(call.name() + call.arguments() + " = " + call.result());
      }
      System.out.println(answer);
    }
  }
}
