package dev.puna.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.puna.Chat;
import dev.puna.ChatOptions;
import dev.puna.Message;
import dev.puna.PunaException;
import dev.puna.SessionFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in a file: its messages and the other variables of the chat template, as {@code
 * --input} takes them. Beside it is what the model has read of them, which only saves time.
 */
final class ChatFile {
  private static final String MESSAGES = "messages";

  private static final JSON WRITER =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  private final Path file;
  private final Path cache;
  private final Map<String, Object> context;

  private ChatFile(Path file, Map<String, Object> context) {
    this.file = file;
    this.context = context;
    cache = Path.of(file + ".kv");
  }

  /** Reads a conversation; where there is no file one begins. */
  static ChatFile open(Path file) throws IOException {
    return new ChatFile(
        file,
        Files.exists(file)
            ? ContextFile.read(file.toString(), InputStream.nullInputStream())
            : Map.of());
  }

  /** How the conversation goes on. */
  ChatOptions options(ChatOptions options, @Nullable String system) {
    List<Message> messages = messages();
    if (system != null && messages.isEmpty()) {
      messages.add(Message.system(system));
    } else if (system != null && !messages.getFirst().equals(Message.system(system))) {
      throw new UsageException(
          "--system is not what the conversation in " + file + " began with; leave it out");
    }
    ChatOptions changed = options.messages(messages);
    for (Map.Entry<String, Object> variable : context.entrySet()) {
      if (variable.getValue() != null && !variable.getKey().equals(MESSAGES)) {
        changed = changed.variable(variable.getKey(), variable.getValue());
      }
    }
    return changed;
  }

  private List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    if (context.isEmpty()) {
      return messages;
    }
    if (!(context.get(MESSAGES) instanceof List<?> list)) {
      throw new PunaException(file + ": there is no list \"messages\" in it");
    }
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> map)) {
        throw new PunaException(file + ": a message is no JSON object: " + element);
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
      messages.add(new Message(fields));
    }
    return messages;
  }

  /** Brings back what the model has read; says so where it has to be read again. */
  void restore(Chat chat, Streams streams) {
    if (Files.exists(cache)) {
      try {
        chat.restore(cache);
      } catch (SessionFileException e) {
        streams.complain(e.getMessage() + "; the conversation is read again");
      }
    }
  }

  /** Writes the conversation as it is now. */
  void save(Chat chat, Streams streams) throws IOException {
    Map<String, Object> changed = new LinkedHashMap<>(context);
    changed.put(MESSAGES, chat.history().stream().map(Message::fields).toList());
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(folder, ".puna-chat", ".tmp");
    try {
      Files.write(temporary, WRITER.asBytes(changed));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try {
      chat.save(cache);
    } catch (SessionFileException e) {
      streams.complain(e.getMessage() + "; the conversation itself is saved");
    }
  }
}
