package dev.puna.cli;

import dev.puna.testing.GoldenModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Logits that the command writes, compared with those of the reference. */
final class GoldenLogits {
  /** Normalised mean square error that arithmetic in F32 stays below. */
  static final double LIMIT = 1e-6;

  private GoldenLogits() {}

  /** The error of {@code puna logits} with some options. */
  static double error(GoldenModel model, Path out, String... options) throws IOException {
    float[] expected = model.expected();
    int vocabulary = expected.length / GoldenModel.TOKENS;
    StringJoiner tokens = new StringJoiner(",");
    for (int i = 0; i < GoldenModel.TOKENS; i++) {
      tokens.add(Integer.toString((i * 7919 + 13) % vocabulary));
    }
    List<String> arguments = new ArrayList<>(List.of("logits", "-m", model.file().toString()));
    arguments.addAll(List.of("--tokens", tokens.toString(), "--out", out.toString()));
    arguments.addAll(List.of(options));
    CommandRun.puna(arguments.toArray(String[]::new)).succeeded();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    float[] got = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(got);
    return GoldenModel.error(got, expected);
  }
}
