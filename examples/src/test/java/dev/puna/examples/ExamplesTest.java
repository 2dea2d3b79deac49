package dev.puna.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Every example, with the demo model. */
class ExamplesTest {
  @Test
  void oneShot() throws Exception {
    assertEquals("The capital of France is Paris.\n", Program.output(OneShot::main));
  }

  @Test
  void streaming() throws Exception {
    assertEquals(
        """
        Monday, Tuesday, Wednesday,\s
        STOP after 7 tokens
        """,
        Program.output(Streaming::main));
  }

  @Test
  void conversation() throws Exception {
    assertEquals(
        """
        > Hello!
        Hello! How can I help you?
          (0 of 21 prompt tokens were in the cache)
        > I am Bruno.
        Nice to meet you, Bruno!
          (29 of 43 prompt tokens were in the cache)
        > What is my name?
        Your name is Bruno.
          (50 of 65 prompt tokens were in the cache)
        """,
        Program.output(Conversation::main));
  }

  @Test
  void savedChat() throws Exception {
    assertEquals(
        """
        Nice to meet you, Bruno!
        Your name is Bruno.
        (19 of 34 prompt tokens were in the file)
        """,
        Program.output(SavedChat::main));
  }

  @Test
  void typedAnswer() throws Exception {
    String output = Program.output(TypedAnswer::main);
    assertTrue(output.startsWith("{\"type\": \"object\", \"properties\": {\"name\": "), output);
    assertTrue(output.matches("(?s).*\nCity\\[name=.*, continent=(AFRICA|ASIA|EUROPE)]\n"), output);
  }

  @Test
  void toolCalling() throws Exception {
    assertEquals(
        """
        get_weather{"city": "Quito"} = {"temperature": 14, "sky": "cloudy"}
        It is 14 degrees and cloudy in Quito.
        """,
        Program.output(ToolCalling::main));
  }

  @Test
  void embeddings() throws Exception {
    assertEquals(
        """
        What is the capital of France?
        0.833  What is the capital of Japan?
        0.268  A cow says moo.
        0.613  What is 9 x 7?
        """,
        Program.output(Embeddings::main));
  }

  @Test
  void tokensAndLogits() throws Exception {
    assertEquals(
        """
        [819, 818, 273, 498, 649, 396, 273]
         14.3%  " curious"
         14.1%  " clever"
         13.7%  " shy"
        """,
        Program.output(TokensAndLogits::main));
  }

  @Test
  void parallel() throws Exception {
    assertEquals(
        """
        The capital of France is Paris.
        The capital of Japan is Tokyo.
        The capital of Italy is Rome.
        The capital of Greece is Athens.
        """,
        Program.output(Parallel::main));
  }
}
