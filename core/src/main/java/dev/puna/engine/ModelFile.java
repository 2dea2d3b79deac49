package dev.puna.engine;

import dev.puna.PunaException;
import dev.puna.architecture.Architecture;
import dev.puna.architecture.Architectures;
import dev.puna.architecture.Hyperparameters;
import dev.puna.architecture.ModelFormatException;
import dev.puna.architecture.Weights;
import dev.puna.gguf.GgufFile;
import dev.puna.graph.Graph;

/** A model as its file has it: numbers and weights of a known architecture, bound to no device. */
public final class ModelFile {
  private final Architecture architecture;
  private final String architectureName;
  private final Hyperparameters parameters;
  private final Weights weights;

  /**
   * Reads what the architecture needs to know.
   *
   * @throws ModelFormatException if the architecture is unknown or the file lacks a key
   */
  public ModelFile(GgufFile file) {
    architectureName =
        file.metadata()
            .string("general.architecture")
            .orElseThrow(
                () ->
                    new ModelFormatException(
                        "the file has no key general.architecture: it holds no model"));
    architecture = Architectures.of(architectureName);
    weights = new Weights(file);
    parameters = new Hyperparameters(file.metadata(), architectureName, weights.vocabulary());
  }

  /** The family's name. */
  public String architecture() {
    return architectureName;
  }

  /** Its numbers. */
  public Hyperparameters parameters() {
    return parameters;
  }

  /** The computation for sequences of up to {@code contextLength} positions. */
  public Graph graph(int contextLength) {
    try {
      return architecture.build(parameters, weights, contextLength);
    } catch (PunaException e) {
      throw e;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      // A shape that no family check foresaw: the graph builder's message names the tensor.
      throw new ModelFormatException("the model's shapes do not fit together: " + e.getMessage());
    }
  }
}
