package dev.puna.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.puna.LoadOptions;
import dev.puna.Model;
import dev.puna.ModelInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Results together with what they were measured on. */
public final class BenchReport {
  private final ModelInfo model;
  private final Circumstances circumstances;
  private final List<BenchResult> results;

  /**
   * A report.
   *
   * @param version of Puna
   * @param options that the model was loaded with
   */
  public BenchReport(String version, Model model, LoadOptions options, List<BenchResult> results) {
    this.model = model.info();
    this.circumstances = Circumstances.of(version, model, options);
    this.results = List.copyOf(results);
  }

  /** For people; the results are a table in Markdown. */
  public String table() {
    StringBuilder text = new StringBuilder();
    row(text, "model", model.name() + ", " + types());
    row(
        text,
        "size",
        String.format(
            Locale.ROOT,
            "%,d weights, %.2f MiB",
            model.parameters(),
            model.bytes() / (double) (1 << 20)));
    Circumstances on = circumstances;
    row(text, "backend", on.backend());
    row(text, "threads", on.threads());
    row(text, "cache", on.cacheType());
    row(text, "machine", on.processor() + ", " + on.cores() + " cores, " + on.system());
    row(text, "JVM", on.jvm());
    row(text, "Puna", on.puna());
    text.append("\n| test             |    tokens/s |        ± |\n");
    text.append("| ---------------- | ----------: | -------: |\n");
    for (BenchResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %-16s | %11.2f | %8.2f |\n",
              result.test().name(),
              result.mean(),
              result.deviation()));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String label, String value) {
    text.append(label).repeat(' ', 9 - label.length()).append(value).append('\n');
  }

  /** One object with everything, each sample included. */
  public byte[] json() throws IOException {
    Map<String, Object> report = circumstances.fields();
    report.put("model", model());
    List<Map<String, Object>> list = new ArrayList<>();
    for (BenchResult result : results) {
      Map<String, Object> fields = fields(result);
      fields.put("samples", result.samples().stream().map(BenchReport::rounded).toList());
      list.add(fields);
    }
    report.put("results", list);
    return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asBytes(report);
  }

  /** A line for each result, after one with the names of the columns. */
  public String csv() {
    StringBuilder text = new StringBuilder();
    for (BenchResult result : results) {
      Map<String, Object> fields = fields(result);
      fields.putAll(circumstances.fields());
      model().forEach((name, value) -> fields.put("model_" + name, value));
      if (text.isEmpty()) {
        text.append(String.join(",", fields.keySet())).append('\n');
      }
      StringJoiner line = new StringJoiner(",", "", "\n");
      fields.values().forEach(value -> line.add(quoted(value)));
      text.append(line);
    }
    return text.toString();
  }

  private Map<String, Object> model() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", model.name());
    fields.put("architecture", model.architecture());
    fields.put("types", types());
    fields.put("parameters", model.parameters());
    fields.put("bytes", model.bytes());
    return fields;
  }

  private static Map<String, Object> fields(BenchResult result) {
    BenchTest test = result.test();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("test", test.name());
    fields.put("kind", test.kind().name().toLowerCase(Locale.ROOT));
    fields.put("tokens", test.tokens());
    fields.put("depth", test.depth());
    fields.put("sequences", test.sequences());
    fields.put("warmup_runs", result.warmUpRuns());
    fields.put("repetitions", result.samples().size());
    fields.put("mean", rounded(result.mean()));
    fields.put("deviation", rounded(result.deviation()));
    return fields;
  }

  /** {@code Q4_K (96), Q6_K (17)}: how many tensors have each type but F32. */
  private String types() {
    StringJoiner types = new StringJoiner(", ").setEmptyValue("F32");
    model
        .types()
        .forEach(
            (type, count) -> {
              if (!type.equals("F32")) {
                types.add(type + " (" + count + ")");
              }
            });
    return types.toString();
  }

  private static double rounded(double speed) {
    return Math.round(speed * 1000) / 1000.0;
  }

  private static String quoted(Object value) {
    return value instanceof Number
        ? value.toString()
        : '"' + value.toString().replace("\"", "\"\"") + '"';
  }
}
