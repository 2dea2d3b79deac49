package dev.puna.architecture;

import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import dev.puna.graph.Weight;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a model by name, each checked against the shape that the architecture expects.
 *
 * <p>Names are given without their ending: {@code matrix("output", ...)} is {@code output.weight}.
 */
public final class Weights {
  private final GgufFile file;
  private final String prefix;

  /** All tensors of a file. */
  public Weights(GgufFile file) {
    this(file, "");
  }

  private Weights(GgufFile file, String prefix) {
    this.file = file;
    this.prefix = prefix;
  }

  /** The tensors of one layer: {@code blk.N.}. */
  public Weights layer(int index) {
    return new Weights(file, "blk." + index + ".");
  }

  /** Whether the tensor {@code name.weight} is there. */
  public boolean has(String name) {
    return file.tensor(prefix + name + ".weight").isPresent();
  }

  /** A matrix of {@code columns} inputs and {@code rows} outputs. */
  public Weight matrix(String name, int columns, int rows) {
    return require(name + ".weight", columns, rows, 1);
  }

  /** A matrix for each expert. */
  public Weight experts(String name, int columns, int rows, int experts) {
    return require(name + ".weight", columns, rows, experts);
  }

  /** A vector. */
  public Weight vector(String name, int length) {
    return require(name + ".weight", length, 1, 1);
  }

  /** A vector, or null where the file has none of this name. */
  public @Nullable Weight optionalVector(String name, int length) {
    return optional(name + ".weight", length);
  }

  /** A bias {@code name.bias}, or null where the file has none. */
  public @Nullable Weight bias(String name, int length) {
    return optional(name + ".bias", length);
  }

  private @Nullable Weight optional(String name, int length) {
    return file.tensor(prefix + name).isPresent() ? require(name, length, 1, 1) : null;
  }

  /** Rows of the token embedding, which is how large the vocabulary is. */
  public int vocabulary() {
    GgufTensor embedding = find("token_embd.weight");
    if (embedding.shape().length != 2 || embedding.shape()[1] > Integer.MAX_VALUE) {
      throw new ModelFormatException(
          "tensor token_embd.weight has shape "
              + Arrays.toString(embedding.shape())
              + "; expected a matrix with a row for each token");
    }
    return (int) embedding.shape()[1];
  }

  private Weight require(String name, int columns, int rows, int slices) {
    GgufTensor tensor = find(name);
    long[] shape = tensor.shape();
    if (dimension(shape, 0) != columns
        || dimension(shape, 1) != rows
        || dimension(shape, 2) != slices
        || dimension(shape, 3) != 1) {
      throw new ModelFormatException(
          "tensor "
              + prefix
              + name
              + " has shape "
              + Arrays.toString(shape)
              + "; expected "
              + Arrays.toString(
                  slices > 1
                      ? new int[] {columns, rows, slices}
                      : rows > 1 ? new int[] {columns, rows} : new int[] {columns}));
    }
    return new Weight(prefix + name, tensor.type(), columns, rows, slices, tensor.data());
  }

  private GgufTensor find(String name) {
    Optional<GgufTensor> tensor = file.tensor(prefix + name);
    return tensor.orElseThrow(
        () ->
            new ModelFormatException(
                "the model file has no tensor "
                    + prefix
                    + name
                    + ", which its architecture needs; the file may be incomplete"));
  }

  private static long dimension(long[] shape, int index) {
    return index < shape.length ? shape[index] : 1;
  }
}
