package dev.puna.cli;

import dev.puna.architecture.Architectures;
import dev.puna.gguf.GgufFile;
import dev.puna.gguf.GgufTensor;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a GGUF file says about its model, as a table for people. */
final class InfoTable {
  private static final int TEMPLATE_LINES = 6;
  private static final int TEMPLATE_COLUMNS = 100;

  private final StringBuilder table = new StringBuilder();

  private InfoTable() {}

  static String of(GgufFile file) {
    InfoTable info = new InfoTable();
    ModelFacts facts = new ModelFacts(file);
    info.row("name", facts.name());
    info.row("architecture", architecture(facts));
    info.row("parameters", scaled(facts.parameters(), 1000, "", " k", " M", " G", " T"));
    info.row("types", types(facts.types()));
    info.row("size", scaled(facts.bytes(), 1024, " B", " KiB", " MiB", " GiB", " TiB"));
    info.row("context", facts.ofArchitecture("context_length"));
    info.row("layers", facts.ofArchitecture("block_count"));
    info.row("width", facts.ofArchitecture("embedding_length"));
    info.row("heads", facts.ofArchitecture("attention.head_count"));
    info.row("key/value heads", facts.ofArchitecture("attention.head_count_kv"));
    info.row("feed-forward", facts.ofArchitecture("feed_forward_length"));
    info.row("experts", facts.ofArchitecture("expert_count"));
    info.row("vocabulary", facts.vocabulary());
    info.row("tokenizer", tokenizer(facts));
    info.row(
        "file",
        "GGUF version "
            + file.version()
            + ", "
            + file.metadata().keys().size()
            + " keys, "
            + file.tensors().size()
            + " tensors");
    info.template(facts.chatTemplate());
    info.tensors(file);
    return info.table.toString();
  }

  private void row(String label, @Nullable Object value) {
    if (value != null) {
      String text = Escapes.line(String.valueOf(value));
      table.append(label).repeat(' ', 17 - label.length()).append(text).append('\n');
    }
  }

  private static @Nullable String architecture(ModelFacts facts) {
    String name = facts.architecture();
    return name == null || facts.isSupported()
        ? name
        : name + " (Puna can not run it; it runs " + String.join(", ", Architectures.names()) + ")";
  }

  private static String types(Map<String, Integer> types) {
    StringJoiner counts = new StringJoiner(", ").setEmptyValue("no tensors");
    types.forEach((type, count) -> counts.add(type + " (" + count + ")"));
    return counts.toString();
  }

  private static @Nullable String tokenizer(ModelFacts facts) {
    String model = facts.text("tokenizer.ggml.model");
    String pre = facts.text("tokenizer.ggml.pre");
    return model == null || pre == null ? model : model + " (" + pre + ")";
  }

  /** The number with its unit, and in full where that says more. */
  private static String scaled(long number, int base, String... units) {
    double value = number;
    int unit = 0;
    while (value >= base && unit < units.length - 1) {
      value /= base;
      unit++;
    }
    return unit == 0
        ? number + units[0]
        : String.format(Locale.ROOT, "%.2f%s (%,d)", value, units[unit], number);
  }

  private void template(@Nullable String template) {
    if (template == null) {
      row("chat template", "none");
      return;
    }
    row("chat template", template.length() + " characters");
    String[] lines = template.split("\n", TEMPLATE_LINES + 1);
    for (int i = 0; i < Math.min(lines.length, TEMPLATE_LINES); i++) {
      String line = lines[i];
      boolean isLong = line.length() > TEMPLATE_COLUMNS;
      table.append("  | ");
      table.append(Escapes.all(isLong ? line.substring(0, TEMPLATE_COLUMNS) + "..." : line));
      table.append('\n');
    }
    if (lines.length > TEMPLATE_LINES) {
      table.append("  | ...\n");
    }
  }

  private void tensors(GgufFile file) {
    if (file.tensors().isEmpty()) {
      return;
    }
    int width = 0;
    for (GgufTensor tensor : file.tensors()) {
      width = Math.max(width, Escapes.line(tensor.name()).length());
    }
    table.append("tensors\n");
    for (GgufTensor tensor : file.tensors()) {
      String name = Escapes.line(tensor.name());
      String type = tensor.type().name();
      table.append("  ").append(name).repeat(' ', width + 2 - name.length());
      table.append(type).repeat(' ', Math.max(1, 8 - type.length()));
      StringJoiner shape = new StringJoiner(" x ");
      for (long length : tensor.shape()) {
        shape.add(Long.toString(length));
      }
      table.append(shape).append('\n');
    }
  }
}
