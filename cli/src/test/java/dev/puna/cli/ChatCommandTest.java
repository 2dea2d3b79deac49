package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ChatCommandTest {
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
  void historyThatExceedsTheContextEndsTheChat() {
    CommandRun run = chat("Hello!\nHello!\nHello!\nHello!\n", "-c", "40");
    assertEquals(Failure.FAILED, run.status());
    assertTrue(run.out().startsWith("Hello!"), run.out());
    assertTrue(run.err().startsWith("puna: ") && run.err().contains("40"), run.err());
  }
}
