package dev.puna;

import dev.puna.engine.ModelFile;
import dev.puna.gguf.GgufFile;
import dev.puna.graph.Graph;
import dev.puna.tokenizer.Tokenizer;
import dev.puna.tokenizer.Tokenizers;
import dev.puna.tokenizer.Vocabulary;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a draft model, whose tokens are those of the model that it drafts for. */
final class DraftFile implements AutoCloseable {
  private final GgufFile file;
  private final ModelFile model;

  private DraftFile(GgufFile file, ModelFile model) {
    this.file = file;
    this.model = model;
  }

  /**
   * Opens it.
   *
   * @param tokenizer of the model that it drafts for, or null where that has none
   * @param rows tokens in that model's embedding table
   * @throws PunaException if its vocabulary is another
   */
  static DraftFile open(Path path, @Nullable Tokenizer tokenizer, int rows) {
    GgufFile file = GgufFile.open(path);
    try {
      ModelFile model = new ModelFile(file);
      requireSameVocabulary(path, file, model, tokenizer, rows);
      return new DraftFile(file, model);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void requireSameVocabulary(
      Path path, GgufFile file, ModelFile model, @Nullable Tokenizer tokenizer, int rows) {
    Tokenizer own = Tokenizers.from(file.metadata()).orElse(null);
    int size = own == null ? model.parameters().vocabulary() : own.vocabulary().size();
    int wanted = tokenizer == null ? rows : tokenizer.vocabulary().size();
    if ((own == null) != (tokenizer == null)) {
      throw refused(path, (own == null ? "it" : "the model") + " has no tokenizer");
    }
    if (size != wanted) {
      throw refused(path, "it has " + size + " tokens, the model " + wanted);
    }
    if (own != null && tokenizer != null) {
      Vocabulary words = tokenizer.vocabulary();
      for (int id = 0; id < size; id++) {
        String piece = own.vocabulary().text(id);
        if (!piece.equals(words.text(id))) {
          throw refused(
              path,
              "its token " + id + " is '" + piece + "', the model's '" + words.text(id) + "'");
        }
      }
    }
  }

  private static PunaException refused(Path path, String reason) {
    return new PunaException(
        path
            + " can not draft for this model, whose vocabulary is another: "
            + reason
            + "; use a smaller model of the same family");
  }

  /** The computation for sequences of up to {@code contextLength} positions. */
  Graph graph(int contextLength) {
    return model.graph(contextLength);
  }

  @Override
  public void close() {
    file.close();
  }
}
