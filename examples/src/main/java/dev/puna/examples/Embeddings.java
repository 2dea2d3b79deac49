package dev.puna.examples;

import dev.puna.Model;
import dev.puna.Pooling;
import java.nio.file.Path;
import java.util.List;

/** Compares texts by the angle between their embeddings: {@code Embeddings MODEL.gguf}. */
public final class Embeddings {
  private Embeddings() {}

  /** Prints how near some texts are to a first one, 1 being the same. */
  public static void main(String[] arguments) {
    String question = "What is the capital of France?";
    List<String> others =
        List.of("What is the capital of Japan?", "A cow says moo.", "What is 9 x 7?");
    try (Model model = Model.load(Path.of(arguments[0]))) {
      float[] first = model.embed(question, Pooling.MEAN);
      System.out.println(question);
      for (String other : others) {
        System.out.printf("%.3f  %s%n", dot(first, model.embed(other, Pooling.MEAN)), other);
      }
    }
  }

  /** The cosine of the angle, because embeddings have length 1. */
  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
