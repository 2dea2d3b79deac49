package dev.puna.cli;

import dev.puna.PunaException;
import dev.puna.cli.synth.Mix;
import dev.puna.cli.synth.NewFile;
import dev.puna.cli.synth.Shape;
import dev.puna.cli.synth.SynthModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code puna synth}. */
@Command(
    name = "synth",
    header = "Writes a model of random weights in the shape of a well-known one.",
    description = {
      "It computes as the real model does, at the same cost, and says nonsense: a model to measure"
          + " with, without a download. The tokenizer is made up, but of the real size."
    },
    footer = {
      "",
      "Examples:",
      "  puna synth --shape llama-3.2-1b --type Q4_K_M --out model.gguf",
      "  puna synth --shape qwen3-30b-a3b --type Q8_0 --layers 4 --out part.gguf"
    })
final class SynthCommand implements Callable<Integer> {
  private static final long MEBI = 1 << 20;

  private final Streams streams;

  @Option(
      names = "--shape",
      paramLabel = "NAME",
      required = true,
      completionCandidates = ShapeNames.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String shape = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "Types of the tensors, mixed as llama.cpp does it; one of: ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}.")
  private Mix type = Mix.Q4_K_M;

  @Option(names = "--pure", description = "Give all matrices the same type: no mix.")
  private boolean pure;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "F",
      required = true,
      description = "File to write.")
  private Path out = Path.of("");

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "S",
      description = "Makes other weights. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Number of layers, for a smaller file. Without it: the real number.")
  private @Nullable Integer layers;

  @Option(names = "--force", description = "Replace the file where it is there already.")
  private boolean force;

  @Option(
      names = "--progress",
      description = "Show a progress bar even where standard error is no terminal.")
  private boolean progress;

  /** For the help. */
  static final class ShapeNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Shape.all().stream().map(Shape::name).iterator();
    }
  }

  SynthCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    SynthModel model = new SynthModel(shape(), type, pure, seed);
    checkTarget();
    checkSpace(model.fileBytes());
    try (Progress bar =
        Progress.start(streams, progress, "MiB", Math.ceilDiv(model.weightBytes(), MEBI))) {
      NewFile.write(out, force, model.file()::write, bytes -> bar.stepTo(bytes / MEBI));
    }
    streams.print(
        String.format(
            Locale.ROOT,
            "%s: %s in %s, %,d weights, %s%n",
            out,
            model.shape().title(),
            pure ? "pure " + type : type,
            model.parameters(),
            size(Files.size(out))));
    return 0;
  }

  private Shape shape() {
    try {
      Shape named = Shape.named(shape);
      return layers == null ? named : named.withLayers(layers);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void checkTarget() {
    if (Files.isDirectory(out)) {
      throw new PunaException(out + " is a folder; name a file in it");
    }
    if (Files.exists(out) && !Files.isRegularFile(out)) {
      throw new PunaException(out + " is no regular file; name another");
    }
    if (Files.exists(out) && !force) {
      throw new PunaException(out + " is there already; --force replaces it");
    }
  }

  private void checkSpace(long needed) throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new PunaException("there is no folder " + folder + "; make it first");
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new PunaException(
          out + " needs " + size(needed) + ", and the disk has only " + size(free) + " left");
    }
  }

  private static String size(long bytes) {
    double mebis = bytes / (double) MEBI;
    return mebis < 1024
        ? String.format(Locale.ROOT, "%.1f MiB", mebis)
        : String.format(Locale.ROOT, "%.2f GiB", mebis / 1024);
  }
}
