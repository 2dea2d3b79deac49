package dev.puna.testing;

import dev.puna.architecture.Architectures;
import dev.puna.architecture.Hyperparameters;
import dev.puna.architecture.Weights;
import dev.puna.gguf.GgufFile;
import dev.puna.graph.Graph;
import dev.puna.spi.Backend;
import dev.puna.spi.Batch;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import dev.puna.spi.ExecutionPlan;
import dev.puna.spi.KvCache;
import dev.puna.spi.PlanLimits;
import dev.puna.spi.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A model file beside its exact logits: {@code NAME.gguf} and {@code NAME.logits}. */
public record GoldenModel(Path file, Path logits) {
  /** Tokens of the reference run: token i is {@code (i * 7919 + 13) % vocabulary}. */
  public static final int TOKENS = 48;

  /** The model of this name in a folder. */
  public static GoldenModel in(Path folder, String name) {
    return new GoldenModel(folder.resolve(name + ".gguf"), folder.resolve(name + ".logits"));
  }

  /** One of the miniature models in the test resources, copied to a folder. */
  public static GoldenModel mini(Path folder, String name) throws IOException {
    GoldenModel model = in(folder, name);
    for (Path file : List.of(model.file, model.logits)) {
      String resource = "/golden/mini/" + file.getFileName();
      try (InputStream in = GoldenModel.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new AssertionError("test resource " + resource + " is missing");
        }
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return model;
  }

  /** Normalised mean square error of a backend's logits, running at most {@code batch} tokens. */
  public double error(Backend backend, int batch, CacheType cacheType) {
    try (GgufFile gguf = GgufFile.open(file)) {
      return error(run(backend, gguf, batch, cacheType), expected());
    }
  }

  /** NMSE: sum of squared differences over sum of squares. */
  public static double error(float[] got, float[] want) {
    if (got.length != want.length) {
      throw new AssertionError(got.length + " logits where " + want.length + " are expected");
    }
    double difference = 0;
    double total = 0;
    for (int i = 0; i < got.length; i++) {
      difference += Math.pow(got[i] - want[i], 2);
      total += Math.pow(want[i], 2);
    }
    return difference / total;
  }

  /** The reference logits, {@code [TOKENS, vocabulary]}. */
  public float[] expected() {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(logits)).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new AssertionError("golden logits are missing: " + logits, e);
    }
  }

  /** Runs the 48 tokens and returns all logits. */
  public static float[] run(Backend backend, GgufFile gguf, int batchSize, CacheType cacheType) {
    Weights weights = new Weights(gguf);
    String name = gguf.metadata().string("general.architecture").orElseThrow();
    Hyperparameters model = new Hyperparameters(gguf.metadata(), name, weights.vocabulary());
    Graph graph = Architectures.of(name).build(model, weights, TOKENS);
    int blocks = CacheLayout.blocksFor(TOKENS);
    CacheLayout layout = new CacheLayout(graph.attentionLayers(), cacheType, blocks);
    PlanLimits limits = new PlanLimits(batchSize, 1, batchSize);
    float[] all = new float[TOKENS * model.vocabulary()];
    try (KvCache cache = backend.allocateCache(layout);
        ExecutionPlan plan = backend.compile(graph, cache, limits)) {
      Batch batch = new Batch(limits, blocks);
      int[] table = {1, 0};
      for (int from = 0; from < TOKENS; from += batchSize) {
        batch.clear(Batch.Result.LOGITS);
        batch.sequence(table, blocks);
        int to = Math.min(TOKENS, from + batchSize);
        for (int i = from; i < to; i++) {
          batch.token((int) ((i * 7919L + 13) % model.vocabulary()), i, true);
        }
        Step step = plan.run(batch);
        for (int i = from; i < to; i++) {
          step.logits(i - from, all, i * model.vocabulary());
        }
      }
    }
    return all;
  }
}
