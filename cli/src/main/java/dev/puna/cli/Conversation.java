package dev.puna.cli;

import dev.puna.Chat;
import dev.puna.ChatOptions;
import dev.puna.FinishReason;
import dev.puna.Generation;
import dev.puna.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A chat of lines: what is said to the model, and commands that begin with a slash. */
final class Conversation implements AutoCloseable {
  static final String HELP =
      """
      /system TEXT  tell the model what to be, and begin anew
      /reset        begin anew
      /help         show this
      /quit         end; Ctrl-D does too
      Ctrl-C stops an answer.
      """;

  private final Model model;
  private final Streams streams;

  /** How it begins anew: with what the model was told to be, and nothing else. */
  private ChatOptions opening;

  private Chat chat;

  /** A chat that goes on from some messages. */
  Conversation(Model model, ChatOptions options, Streams streams) {
    this.model = model;
    this.streams = streams;
    chat = model.chat(options);
    opening =
        options.messages(
            options.messages().stream().takeWhile(each -> each.role().equals("system")).toList());
  }

  private void begin(ChatOptions options) {
    chat.close();
    opening = options;
    chat = model.chat(options);
  }

  /** The chat as it is now. */
  Chat chat() {
    return chat;
  }

  /**
   * Takes a line and prints the answer.
   *
   * @return whether the chat goes on
   */
  boolean accept(String line) throws IOException {
    String text = line.strip();
    if (text.isEmpty()) {
      return true;
    }
    if (!text.startsWith("/")) {
      answer(text);
      return true;
    }
    String[] words = text.split("\\s+", 2);
    switch (words[0]) {
      case "/quit", "/exit" -> {
        return false;
      }
      case "/help" -> streams.err().print(HELP);
      case "/reset" -> begin(opening);
      case "/system" -> {
        ChatOptions nothing = opening.messages(List.of());
        begin(words.length < 2 ? nothing : nothing.system(words[1]));
      }
      default -> streams.complain("there is no " + words[0] + "; /help shows what there is");
    }
    return true;
  }

  private void answer(String text) throws IOException {
    try {
      Generation answer = chat.send(text, this::print);
      if (answer.finishReason() == FinishReason.CANCELLED) {
        print(" [stopped]");
      }
      print("\n");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void print(String piece) {
    try {
      streams.print(piece);
      streams.out().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    chat.close();
  }
}
