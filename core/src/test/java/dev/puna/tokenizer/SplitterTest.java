package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.PunaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scanners against hand-made splits, and against the published expressions. */
class SplitterTest {
  private static final String CONTRACTIONS =
      "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";
  private static final String GPT_2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String WORDS =
      CONTRACTIONS
          + "|[^\\r\\n\\p{L}\\p{N}]?[LETTERS]+|\\p{N}{1,DIGITS}| ?[^\\sLETTERS\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String DEEPSEEK_LETTERS =
      "A-Za-z\\x{B5}\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{1BA}\\x{1BC}-\\x{1BF}"
          + "\\x{1C4}-\\x{293}\\x{295}-\\x{2AF}\\x{370}-\\x{373}\\x{376}\\x{377}\\x{37B}-\\x{37D}"
          + "\\x{37F}\\x{386}\\x{388}-\\x{38A}\\x{38C}\\x{38E}-\\x{3A1}\\x{3A3}-\\x{3F5}"
          + "\\x{3F7}-\\x{481}\\x{48A}-\\x{52F}\\x{531}-\\x{556}\\x{10A0}-\\x{10C5}"
          + "\\x{13A0}-\\x{13F5}\\x{13F8}-\\x{13FD}\\x{1C90}-\\x{1CBA}\\x{1CBD}-\\x{1CBF}"
          + "\\x{1D00}-\\x{1D2B}\\x{1D6B}-\\x{1D77}\\x{1D79}-\\x{1D9A}\\x{1E00}-\\x{1F15}"
          + "\\x{1F18}-\\x{1F1D}\\x{1F20}-\\x{1F45}\\x{1F48}-\\x{1F4D}\\x{1F50}-\\x{1F57}"
          + "\\x{1F59}\\x{1F5B}\\x{1F5D}\\x{1F5F}-\\x{1F7D}\\x{1F80}-\\x{1FB4}\\x{1FB6}-\\x{1FBC}"
          + "\\x{1FBE}\\x{1FC2}-\\x{1FC4}\\x{1FC6}-\\x{1FCC}\\x{1FD0}-\\x{1FD3}"
          + "\\x{1FD6}-\\x{1FDB}\\x{1FE0}-\\x{1FEC}\\x{1FF2}-\\x{1FF4}\\x{1FF6}-\\x{1FFC}"
          + "\\x{2102}\\x{2107}\\x{210A}-\\x{2113}\\x{2115}\\x{2119}-\\x{211D}\\x{2124}\\x{2126}"
          + "\\x{2128}\\x{212A}-\\x{212D}\\x{212F}-\\x{2134}\\x{2139}\\x{213C}-\\x{213F}"
          + "\\x{2145}-\\x{2149}\\x{214E}\\x{2183}\\x{2184}\\x{2C00}-\\x{2C7B}\\x{2C7E}-\\x{2CE4}"
          + "\\x{2CEB}-\\x{2CEE}\\x{2CF2}\\x{2CF3}\\x{A640}-\\x{A66D}\\x{A680}-\\x{A69B}"
          + "\\x{A722}-\\x{A76F}\\x{A771}-\\x{A787}\\x{A78B}-\\x{A78E}\\x{AB70}-\\x{ABBF}"
          + "\\x{FB00}-\\x{FB06}\\x{FB13}-\\x{FB17}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}"
          + "\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}\\x{104D8}-\\x{104FB}\\x{10C80}-\\x{10CB2}"
          + "\\x{10CC0}-\\x{10CF2}\\x{118A0}-\\x{118DF}\\x{1E900}-\\x{1E943}";

  @Test
  void splitsLikeLlama3() {
    check(PreTokenizer.LLAMA_3, "Hello| world|'s| it|'LL|!?\n\n| x");
    check(PreTokenizer.LLAMA_3, "123|456|7| |89");
    check(PreTokenizer.LLAMA_3, "a|  | b|   \n\n|  | c|  ");
    check(PreTokenizer.LLAMA_3, "\tx|(y|)\r\n| -|z");
    check(PreTokenizer.LLAMA_3, "नमस|\u094Dत|\u0947");
  }

  @Test
  void splitsLikeQwen2() {
    check(PreTokenizer.QWEN_2, "1|2|3|abc| |4|'ve|'Ve|ry");
    check(PreTokenizer.QWEN_35, "नमस\u094Dत\u0947|1");
  }

  @Test
  void splitsLikeGpt2() {
    check(PreTokenizer.GPT_2, "Hello| 123456| world|'s|'|LL| !?|\n\n|\n|x| ");
  }

  @Test
  void splitsLikeDeepSeek() {
    check(PreTokenizer.DEEPSEEK_LLM, "Hello| world|\n|\n|我想在|apple|工作|1314151|天|～");
    check(PreTokenizer.DEEPSEEK_CODER, "a| b|,|  |1|2|3|中|\r|\n");
    check(PreTokenizer.DEEPSEEK_3, ".company| is|(|123|4|中文カ|)\n\n");
  }

  @Test
  void takesBytesThatAreNoUtf8AsCharacters() {
    byte[] text = {'a', (byte) 0xC3, 'b', (byte) 0xFF, (byte) 0xE2, (byte) 0x82, ' ', 'c'};
    List<Integer> ends = new ArrayList<>();
    PreTokenizer.LLAMA_3.splitter().split(text, 0, text.length, (bytes, from, to) -> ends.add(to));
    assertEquals(List.of(1, 3, 6, 8), ends);
  }

  @Test
  void refusesAnUnknownNameWithTheKnownOnes() {
    PunaException e = assertThrows(PunaException.class, () -> PreTokenizer.named("fancy"));
    assertTrue(e.toString().contains("\"fancy\""), e.toString());
    assertTrue(e.toString().contains("llama-bpe, "), e.toString());
    assertTrue(e.toString().contains("deepseek-r1-qwen"), e.toString());
  }

  @ParameterizedTest
  @EnumSource(PreTokenizer.class)
  void splitsAsThePublishedExpressionsDo(PreTokenizer preTokenizer) {
    List<Pattern> patterns = patterns(preTokenizer);
    Splitter splitter = preTokenizer.splitter();
    Random random = new Random(preTokenizer.ordinal());
    for (int i = 0; i < 5_000; i++) {
      String text = RandomText.text(random, 10);
      assertEquals(split(List.of(text), patterns), split(text, splitter), () -> quote(text));
    }
  }

  private static List<Pattern> patterns(PreTokenizer preTokenizer) {
    String[] expressions =
        switch (preTokenizer) {
          case LLAMA_3, LLAMA_3_WITH_MERGES -> new String[] {words("\\p{L}", 3)};
          case QWEN_2 -> new String[] {words("\\p{L}", 1)};
          case QWEN_35 -> new String[] {words("\\p{L}\\p{M}", 1)};
          case GPT_2 -> new String[] {GPT_2};
          case STAR_CODER -> new String[] {"\\p{N}", GPT_2};
          case DEEPSEEK_LLM ->
              new String[] {
                "[\r\n]",
                "\\s?[" + DEEPSEEK_LETTERS + "]+",
                "\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+",
                "\\s+\\z",
                "[一-龥ࠀ-一가-\uD7FF]+",
                "\\p{N}+"
              };
          case DEEPSEEK_CODER ->
              new String[] {"[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-\uD7FF]+", "\\p{N}"};
          case DEEPSEEK_3 ->
              new String[] {
                "\\p{N}{1,3}",
                "[一-龥\u3040-ゟ゠-ヿ]+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
                    + "|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*"
                    + "|\\s*[\r\n]+|\\s+(?!\\S)|\\s+"
              };
          case FALCON -> new String[] {"[\\p{P}$+<=>^~|`]+", GPT_2, "[0-9][0-9][0-9]"};
          case DEFAULT -> new String[] {"[\\p{P}$+<=>^~|]+", GPT_2, "\\p{N}+", "[0-9][0-9][0-9]"};
        };
    return Arrays.stream(expressions)
        .map(expression -> Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS))
        .toList();
  }

  private static String words(String letters, int digits) {
    return WORDS.replace("LETTERS", letters).replace("DIGITS", Integer.toString(digits));
  }

  /** Each pattern splits every piece into its matches and what is between. */
  private static List<String> split(List<String> pieces, List<Pattern> patterns) {
    if (patterns.isEmpty()) {
      return pieces;
    }
    List<String> finer = new ArrayList<>();
    for (String piece : pieces) {
      Matcher matcher = patterns.getFirst().matcher(piece);
      int at = 0;
      while (matcher.find()) {
        addUnlessEmpty(finer, piece.substring(at, matcher.start()));
        addUnlessEmpty(finer, matcher.group());
        at = matcher.end();
      }
      addUnlessEmpty(finer, piece.substring(at));
    }
    return split(finer, patterns.subList(1, patterns.size()));
  }

  private static void addUnlessEmpty(List<String> pieces, String piece) {
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
  }

  private static List<String> split(String text, Splitter splitter) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>();
    splitter.split(
        utf8,
        0,
        utf8.length,
        (bytes, from, to) -> words.add(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
    return words;
  }

  private static void check(PreTokenizer preTokenizer, String words) {
    String text = words.replace("|", "");
    assertEquals(Arrays.asList(words.split("\\|")), split(text, preTokenizer.splitter()));
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints().forEach(c -> quoted.append(String.format("\\x{%X}", c)));
    return quoted.toString();
  }
}
