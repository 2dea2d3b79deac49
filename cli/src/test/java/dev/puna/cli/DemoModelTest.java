package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.puna.GenerateOptions;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.Prompt;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoModelTest {
  private Model model;

  @BeforeAll
  void load() throws IOException {
    model = Model.load(DemoModel.open(), LoadOptions.defaults());
  }

  @AfterAll
  void close() {
    model.close();
  }

  static List<Expectations.Conversation> conversations() {
    return Expectations.conversations();
  }

  static List<Expectations.Completion> completions() {
    return Expectations.completions();
  }

  @Test
  void expectationsAreComplete() {
    assertEquals(60, conversations().size());
    assertEquals(10, completions().size());
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void answersExactly(Expectations.Conversation expected) {
    Prompt prompt = new Prompt.Chat(expected.context());
    assertEquals(expected.answer(), model.generate(prompt, GenerateOptions.greedy()).text());
  }

  @ParameterizedTest
  @MethodSource("completions")
  void continuesExactly(Expectations.Completion expected) {
    GenerateOptions options = GenerateOptions.greedy().maxTokens(expected.maxTokens());
    assertEquals(expected.answer(), model.generate(Prompt.text(expected.prompt()), options).text());
  }
}
