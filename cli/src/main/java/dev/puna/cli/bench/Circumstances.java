package dev.puna.cli.bench;

import dev.puna.LoadOptions;
import dev.puna.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a bench ran on.
 *
 * @param puna version of Puna
 * @param backend what computes, in words
 * @param threads how many were asked for
 * @param cacheType how keys and values are kept
 * @param processor its name
 * @param cores processors that the JVM may use
 * @param system operating system and version
 * @param jvm name and version
 */
record Circumstances(
    String puna,
    String backend,
    String threads,
    String cacheType,
    String processor,
    int cores,
    String system,
    String jvm) {

  /** Those of this process. */
  static Circumstances of(String version, Model model, LoadOptions options) {
    return new Circumstances(
        version,
        model.backend(),
        options.threads() == 0 ? "auto" : Integer.toString(options.threads()),
        options.cacheType().name(),
        Processor.name(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  /** All of them by name. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("puna", puna);
    fields.put("backend", backend);
    fields.put("threads", threads);
    fields.put("cache_type", cacheType);
    fields.put("processor", processor);
    fields.put("cores", cores);
    fields.put("system", system);
    fields.put("jvm", jvm);
    return fields;
  }
}
