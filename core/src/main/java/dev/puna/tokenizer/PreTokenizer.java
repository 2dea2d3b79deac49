package dev.puna.tokenizer;

import dev.puna.PunaException;
import dev.puna.gguf.Quoted;

/**
 * How the families of byte-level vocabularies split text into words, by the names that {@code
 * tokenizer.ggml.pre} gives them. The expressions are those of the families' published tokenizers.
 */
enum PreTokenizer {
  LLAMA_3(
      true,
      true,
      "llama-bpe",
      "llama3",
      "llama-v3",
      "falcon3",
      "falcon-h1",
      "pixtral",
      "midm-2.0",
      "lfm2",
      "jina-v5-nano"),
  LLAMA_3_WITH_MERGES(false, false, "dbrx", "smaug-bpe"),
  QWEN_2(
      false,
      false,
      "qwen2",
      "deepseek-r1-qwen",
      "megrez",
      "stablelm2",
      "hunyuan",
      "solar-open",
      "grok-2",
      "kormo",
      "f2llmv2"),
  QWEN_35(false, false, "qwen35"),
  GPT_2(
      false,
      false,
      "gpt-2",
      "phi-2",
      "mpt",
      "olmo",
      "jais",
      "trillion",
      "granite-docling",
      "exaone4",
      "gigachat",
      "a.x-4.0",
      "mellum",
      "modern-bert"),
  STAR_CODER(
      false,
      false,
      "starcoder",
      "refact",
      "command-r",
      "smollm",
      "codeshell",
      "exaone",
      "minerva-7b",
      "mellum2"),
  DEEPSEEK_LLM(false, false, "deepseek-llm"),
  DEEPSEEK_CODER(false, false, "deepseek-coder"),
  DEEPSEEK_3(false, false, "deepseek-v3", "hunyuan-dense", "joyai-llm"),
  FALCON(false, false, "falcon"),
  DEFAULT(false, false, "default");

  private final boolean ignoresMerges;
  private final boolean addsBos;
  private final String[] names;

  PreTokenizer(boolean ignoresMerges, boolean addsBos, String... names) {
    this.ignoresMerges = ignoresMerges;
    this.addsBos = addsBos;
    this.names = names;
  }

  /**
   * The family of a name.
   *
   * @throws PunaException if the name is unknown; the message lists the known ones
   */
  static PreTokenizer named(String name) {
    StringBuilder known = new StringBuilder();
    for (PreTokenizer candidate : values()) {
      for (String candidateName : candidate.names) {
        if (candidateName.equals(name)) {
          return candidate;
        }
        known.append(known.isEmpty() ? "" : ", ").append(candidateName);
      }
    }
    throw new PunaException(
        "tokenizer.ggml.pre is "
            + Quoted.of(name)
            + ", a pre-tokenizer that Puna does not know; known are "
            + known);
  }

  /** Whether a word that is a piece as a whole becomes that piece, whatever the merges say. */
  boolean ignoresMerges() {
    return ignoresMerges;
  }

  /** Whether a text begins with BOS where the file does not say. */
  boolean addsBos() {
    return addsBos;
  }

  Splitter splitter() {
    return new Splitter(
        switch (this) {
          case LLAMA_3, LLAMA_3_WITH_MERGES -> steps(new WordStep(CharClass.LETTER, 3));
          case QWEN_2 -> steps(new WordStep(CharClass.LETTER, 1));
          case QWEN_35 -> steps(new WordStep(CharClass.LETTER | CharClass.MARK, 1));
          case GPT_2 -> steps(new Gpt2Step());
          case STAR_CODER -> steps(digits(1, 1), new Gpt2Step());
          case DEEPSEEK_LLM ->
              steps(
                  lineEnd(),
                  RunStep.afterSpace(DeepSeekClasses.LETTERS),
                  RunStep.afterSpace(DeepSeekClasses.PUNCTUATION),
                  new TrailingSpaceStep(),
                  RunStep.of(DeepSeekClasses.EAST_ASIAN),
                  digits(1, Integer.MAX_VALUE));
          case DEEPSEEK_CODER ->
              steps(
                  lineEnd(),
                  RunStep.afterSpace(new CharClass(CharClass.LETTER)),
                  RunStep.afterSpace(new CharClass(CharClass.PUNCTUATION)),
                  RunStep.of(DeepSeekClasses.EAST_ASIAN),
                  digits(1, 1));
          case DEEPSEEK_3 ->
              steps(digits(1, 3), RunStep.of(DeepSeekClasses.HAN_AND_KANA), new DeepSeek3Step());
          case FALCON -> steps(RunStep.of(marks("$$++<>^^``||~~")), new Gpt2Step(), triples());
          case DEFAULT ->
              steps(
                  RunStep.of(marks("$$++<>^^||~~")),
                  new Gpt2Step(),
                  digits(1, Integer.MAX_VALUE),
                  triples());
        });
  }

  private static SplitStep[] steps(SplitStep... steps) {
    return steps;
  }

  /** {@code [\r\n]}. */
  private static SplitStep lineEnd() {
    return RunStep.of(new CharClass(0, '\n', '\n', '\r', '\r'), 1, 1);
  }

  /** {@code \p{N}{least,most}}. */
  private static SplitStep digits(int least, int most) {
    return RunStep.of(new CharClass(CharClass.NUMBER), least, most);
  }

  /** {@code [0-9][0-9][0-9]}. */
  private static SplitStep triples() {
    return RunStep.of(new CharClass(0, '0', '9'), 3, 3);
  }

  /** Punctuation and some ASCII symbols. */
  private static CharClass marks(String symbolRanges) {
    return new CharClass(CharClass.PUNCTUATION, symbolRanges.chars().toArray());
  }
}
