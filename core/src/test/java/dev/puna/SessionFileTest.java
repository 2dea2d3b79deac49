package dev.puna;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.sampling.SamplingOptions;
import dev.puna.spi.CacheType;
import dev.puna.testing.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionFileTest {
  private static final LoadOptions REFERENCE =
      LoadOptions.defaults().backend("reference").contextLength(256);
  private static final GenerateOptions OPTIONS =
      GenerateOptions.defaults()
          .maxTokens(20)
          .ignoreEndOfGeneration(true)
          .logProbabilities(1)
          .sampling(SamplingOptions.builder().temperature(1.5f).seed(5).build());

  @TempDir private Path folder;

  private Model load(LoadOptions options) {
    return load("llama", options);
  }

  private Model load(String name, LoadOptions options) {
    return Model.load(TinyModel.write(folder, name), options);
  }

  private Path file() {
    return folder.resolve("session.kv");
  }

  private static int[] range(int from, int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> (from + i) % 250);
    return tokens;
  }

  private static final Prompt FIRST = Prompt.tokens(range(3, 70));

  /** Runs the first prompt and saves it. */
  private int save(LoadOptions options, Path file) {
    try (Model model = load(options);
        Session session = model.session()) {
      session.generate(FIRST, OPTIONS);
      return session.save(file);
    }
  }

  /** The first prompt, its answer and something new: as token ids, whatever the text. */
  private static Prompt second(Model model) {
    try (TextStream first = model.stream(FIRST, OPTIONS)) {
      first.result();
      int[] tokens = first.tokens();
      int[] more = Arrays.copyOf(tokens, tokens.length + 3);
      more[tokens.length] = 9;
      return Prompt.tokens(more);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestoredSessionGoesOnToTheSameAnswer(CacheType type) {
    LoadOptions options = REFERENCE.cacheType(type);
    Prompt second;
    Generation want;
    try (Model model = load(options);
        Session session = model.session()) {
      second = second(model);
      session.generate(FIRST, OPTIONS);
      // The last token of an answer is never run.
      assertEquals(70 + 19, session.save(file()));
      want = session.generate(second, OPTIONS);
      assertEquals(89, want.usage().cachedTokens());
    }
    try (Model model = load(options);
        Session session = model.session()) {
      assertEquals(89, session.restore(file()));
      Generation got = session.generate(second, OPTIONS);
      assertEquals(89, got.usage().cachedTokens());
      assertEquals(want.text(), got.text());
      assertEquals(want.logProbabilities(), got.logProbabilities());
    }
  }

  @Test
  void aRestoredSessionCanBeSavedAgainAndForked() throws IOException {
    save(REFERENCE, file());
    byte[] bytes = Files.readAllBytes(file());
    try (Model model = load(REFERENCE);
        Session session = model.session()) {
      assertEquals(0, session.save(file()), "nothing was asked yet");
      assertEquals(0, session.restore(file()));
      Files.write(file(), bytes);
      assertEquals(89, session.restore(file()));
      Path again = folder.resolve("again.kv");
      try (Session fork = session.fork()) {
        session.generate(Prompt.tokens(1, 2, 3), OPTIONS);
        assertEquals(89, fork.save(again));
      }
      assertArrayEquals(bytes, Files.readAllBytes(again));
    }
  }

  @Test
  void theFileHoldsNothingOfOthers() throws IOException {
    save(REFERENCE, file());
    Path later = folder.resolve("later.kv");
    // Five blocks, all of which others had before.
    try (Model model = load(REFERENCE.contextLength(160).parallel(1));
        Session session = model.session()) {
      for (int i = 0; i < 3; i++) {
        model.generate(Prompt.tokens(range(40 * i + 90, 130)), OPTIONS);
      }
      session.generate(FIRST, OPTIONS);
      session.save(later);
    }
    assertArrayEquals(Files.readAllBytes(file()), Files.readAllBytes(later));
  }

  @Test
  void aConversationGoesOn() {
    ChatOptions options = ChatOptions.defaults().system("be brief").generate(OPTIONS);
    List<Message> history;
    String want;
    try (Model model = load(REFERENCE);
        Chat chat = model.chat(options)) {
      chat.send("one");
      history = new ArrayList<>(chat.history());
      assertTrue(chat.save(file()) > 0);
      try (Chat fork = chat.fork()) {
        want = fork.send("two").text();
        assertEquals(5, fork.history().size());
      }
      assertEquals(history, chat.history());
      assertEquals(want, chat.send("two").text());
    }
    try (Model model = load(REFERENCE);
        Chat chat = model.chat(ChatOptions.defaults().messages(history).generate(OPTIONS))) {
      int restored = chat.restore(file());
      Generation second = chat.send("two");
      assertEquals(want, second.text());
      // The answer may come back from its text as other tokens where it was no well-formed UTF-8.
      assertTrue(second.usage().cachedTokens() >= restored - 19, second.usage() + " " + restored);
    }
  }

  @Test
  void whereThereIsNoRoomTheBeginningIsRestored() {
    save(REFERENCE, file());
    try (Model model = load(REFERENCE.contextLength(64).parallel(1));
        Session session = model.session()) {
      assertEquals(64, session.restore(file()));
      // One of the two blocks has to go for what is new.
      Prompt prompt = Prompt.tokens(range(3, 60));
      assertEquals(32, session.generate(prompt, OPTIONS).usage().cachedTokens());
    }
  }

  @Test
  void whatDiffersIsNamed() {
    save(REFERENCE, file());
    assertRefused("llama-untied", REFERENCE, "its tensors differ");
    assertRefused("qwen3", REFERENCE, "its architecture", "llama", "qwen3");
    assertRefused("llama", REFERENCE.cacheType(CacheType.F16), "its cache type", "F32", "F16");
    assertRefused("llama-rope-linear", REFERENCE, "its hyperparameters differ");
    assertRefused("llama-rope-factors", REFERENCE, "its hyperparameters differ");
  }

  @Test
  void otherWeightsAreSeen() throws IOException {
    save(REFERENCE, file());
    Path model = TinyModel.write(folder, "llama");
    byte[] bytes = Files.readAllBytes(model);
    for (int i = bytes.length / 2; i < bytes.length; i++) {
      bytes[i] ^= 1;
    }
    Files.write(model, bytes);
    try (Model other = Model.load(model, REFERENCE);
        Session session = other.session()) {
      refuse(session, "its weights differ");
    }
  }

  private void assertRefused(String name, LoadOptions options, String... words) {
    try (Model model = load(name, options);
        Session session = model.session()) {
      refuse(session, words);
      assertEquals(0, model.generate(FIRST, OPTIONS).usage().cachedTokens());
    }
  }

  private void refuse(Session session, String... words) {
    SessionFileException e =
        assertThrows(SessionFileException.class, () -> session.restore(file()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(file().toString()), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void filesOfOtherKindsAndVersionsAreRefused() throws IOException {
    save(REFERENCE, file());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
    try (Model model = load(REFERENCE);
        Session session = model.session()) {
      Files.write(file(), bytes.putInt(8, 2).array());
      refuse(session, "version 2", "reads version 1");
      Files.write(file(), bytes.putInt(8, 1).putInt(12, Integer.MAX_VALUE).array());
      refuse(session, "damaged");
      Files.write(file(), "a text, and no session\n".getBytes(StandardCharsets.UTF_8));
      refuse(session, "no saved session");
      Files.write(file(), new byte[3]);
      refuse(session, "no saved session");
      Files.delete(file());
      refuse(session, "no such file");
      Files.createDirectory(file());
      refuse(session, "no regular file");
      SessionFileException e = assertThrows(SessionFileException.class, () -> session.save(file()));
      assertTrue(String.valueOf(e.getMessage()).contains("no regular file"), e.getMessage());
      Path nowhere = folder.resolve("missing").resolve("x.kv");
      e = assertThrows(SessionFileException.class, () -> session.save(nowhere));
      assertTrue(String.valueOf(e.getMessage()).contains("no such file or folder"), e.getMessage());
    }
  }

  /** Flipped bits, files cut off, bytes too many: all are noticed, and nothing wrong is kept. */
  @Test
  void damageIsNoticed() throws IOException {
    save(REFERENCE, file());
    byte[] whole = Files.readAllBytes(file());
    Generation want;
    try (Model model = load(REFERENCE)) {
      want = model.generate(FIRST, OPTIONS);
    }
    Random random = new Random(1);
    try (Model model = load(REFERENCE);
        Session session = model.session()) {
      for (int n = 0; n < 600; n++) {
        byte[] damaged = whole.clone();
        switch (n % 3) {
          case 0 -> damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
          case 1 -> damaged = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(50));
          default -> {
            // Half of them in what comes before the blocks.
            int range = random.nextBoolean() ? 800 : whole.length;
            for (int i = random.nextInt(3); i >= 0; i--) {
              damaged[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
            }
          }
        }
        if (!Arrays.equals(whole, damaged)) {
          Files.write(file(), damaged);
          assertThrows(SessionFileException.class, () -> session.restore(file()), "case " + n);
        }
      }
      Generation got = model.generate(FIRST, OPTIONS);
      assertEquals(want.text(), got.text());
      assertEquals(want.logProbabilities(), got.logProbabilities());
      Files.write(file(), whole);
      assertEquals(89, session.restore(file()));
    }
  }

  @Test
  void nothingIsLeftBesideTheFile() throws IOException {
    save(REFERENCE, file());
    save(REFERENCE, file());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("llama.gguf", "session.kv"),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aClosedModelSaysSo() {
    Model model = load(REFERENCE);
    Session session = model.session();
    session.generate(FIRST, OPTIONS);
    model.close();
    assertThrows(PunaException.class, () -> session.save(file()));
    assertFalse(Files.exists(file()));
  }
}
