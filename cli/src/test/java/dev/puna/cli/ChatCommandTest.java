package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatCommandTest {
  @TempDir private Path folder;

  private static CommandRun chat(String lines, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "chat";
    arguments[1] = "--temp";
    arguments[2] = "0";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandRun.punaReading(lines, arguments);
  }

  @Test
  void eachLineIsATurn() {
    assertEquals(
        "Hello! How can I help you?\nThe capital of France is Paris.\n",
        chat("Hello!\n\nWhat is the capital of France?\n").succeeded());
  }

  @Test
  void quitEndsBeforeTheLastLine() {
    assertEquals("", chat("/quit\nHello!\n").succeeded());
    assertEquals("", chat("/exit\nHello!\n").succeeded());
  }

  @Test
  void helpAndUnknownCommandsGoToStandardError() {
    CommandRun run = chat("/help\n/frobnicate\n");
    assertEquals("", run.succeeded());
    assertEquals(
        Conversation.HELP + "puna: there is no /frobnicate; /help shows what there is\n",
        run.err());
  }

  @Test
  void resetAndSystemBeginAnew() {
    String question = "What is the capital of France?\n";
    String once = chat(question).succeeded();
    assertEquals(once + once, chat(question + "/reset\n" + question).succeeded());
    assertEquals(once + once, chat(question + "/system\n" + question).succeeded());
  }

  @Test
  void aSessionGoesOnInAnotherProcess() throws IOException {
    Path file = folder.resolve("chat.json");
    Path cache = folder.resolve("chat.json.kv");
    String session = file.toString();
    String whole = chat("I am Bruno.\nWhat is my name?\n", "-S", "Be kind.").succeeded();
    String first = chat("I am Bruno.\n", "--session", session, "-S", "Be kind.").succeeded();
    assertTrue(Files.size(cache) > 1000);
    String json = Files.readString(file);
    assertTrue(json.contains("I am Bruno."), json);

    CommandRun second = chat("What is my name?\n", "--session", session, "-S", "Be kind.");
    assertEquals(whole, first + second.succeeded());
    assertEquals("", second.err());
    assertTrue(Files.readString(file).contains("What is my name?"));

    // Without what the model had read it reads again, to the same answer.
    Files.writeString(file, json);
    Files.writeString(cache, "damaged");
    CommandRun again = chat("What is my name?\n", "--session", session);
    assertEquals(whole, first + again.succeeded());
    assertTrue(again.err().contains("chat.json.kv: it is no saved session"), again.err());
    assertTrue(again.err().endsWith("; the conversation is read again\n"), again.err());

    // What begins anew is saved as that.
    assertEquals("", chat("/reset\n", "--session", session).succeeded());
    json = Files.readString(file);
    assertTrue(json.contains("Be kind.") && !json.contains("Bruno"), json);
  }

  @Test
  void aSessionThatIsNoneIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("chat.json"), "{\"messages\": [\"hello\"]}");
    String line = chat("Hello!\n", "--session", file.toString()).failed(Failure.FAILED);
    assertEquals(file + ": a message is no JSON object: hello", line);
    Files.writeString(file, "{\"tools\": []}");
    line = chat("Hello!\n", "--session", file.toString()).failed(Failure.FAILED);
    assertEquals(file + ": there is no list \"messages\" in it", line);
    Files.writeString(file, "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");
    line = chat("Hello!\n", "--session", file.toString(), "-S", "x").failed(Failure.USAGE);
    assertTrue(line.startsWith("--system is not what the conversation in " + file), line);
  }

  @Test
  void historyThatExceedsTheContextEndsTheChat() {
    CommandRun run = chat("Hello!\nHello!\nHello!\nHello!\n", "-c", "40");
    assertEquals(Failure.FAILED, run.status());
    assertTrue(run.out().startsWith("Hello!"), run.out());
    assertTrue(run.err().startsWith("puna: ") && run.err().contains("40"), run.err());
  }
}
