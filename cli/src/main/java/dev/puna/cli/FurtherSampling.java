package dev.puna.cli;

import dev.puna.sampling.DryOptions;
import dev.puna.sampling.DynamicTemperatureOptions;
import dev.puna.sampling.MirostatOptions;
import dev.puna.sampling.SamplingOptions;
import dev.puna.sampling.XtcOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The parts of sampling that are off by default. Names and defaults are llama.cpp's. */
final class FurtherSampling {
  @Option(
      names = {"--top-n-sigma", "--top-nsigma"},
      paramLabel = "N",
      description =
          "Keep tokens whose logit is at most N standard deviations below the largest; 0, the"
              + " default, keeps all.")
  private @Nullable Float topNSigma;

  @Option(
      names = "--dry-multiplier",
      paramLabel = "X",
      description = "Penalty of a token that would lengthen a repetition; 0, the default, is none.")
  private @Nullable Float dryMultiplier;

  @Option(
      names = "--dry-base",
      paramLabel = "X",
      description = "Factor of that penalty for each further token. Default: 1.75.")
  private @Nullable Float dryBase;

  @Option(
      names = "--dry-allowed-length",
      paramLabel = "N",
      description = "How many tokens may repeat at no cost. Default: 2.")
  private @Nullable Integer dryAllowedLength;

  @Option(
      names = "--dry-penalty-last-n",
      paramLabel = "N",
      description = "How many recent tokens are searched for repetitions; -1 is all. Default: 64.")
  private @Nullable Integer dryWindow;

  @Option(
      names = "--dry-sequence-breaker",
      paramLabel = "TEXT",
      description =
          "No repetition reaches across TEXT, in which \\n is a new line; may be given several"
              + " times, in place of the defaults: new line, colon, quote and asterisk. \"none\""
              + " is none.")
  private @Nullable List<String> dryBreakers;

  @Option(
      names = "--xtc-probability",
      paramLabel = "P",
      description =
          "How often all but the least likely of the top choices are taken away; 0, the default,"
              + " is never.")
  private @Nullable Float xtcProbability;

  @Option(
      names = "--xtc-threshold",
      paramLabel = "P",
      description = "How likely a top choice is at least. Default: 0.1.")
  private @Nullable Float xtcThreshold;

  @Option(
      names = "--dynatemp-range",
      paramLabel = "X",
      description =
          "How far the temperature moves down and up with the model's uncertainty; 0, the default,"
              + " is not at all.")
  private @Nullable Float dynamicRange;

  @Option(
      names = "--dynatemp-exp",
      paramLabel = "X",
      description = "Exponent of the uncertainty. Default: 1.")
  private @Nullable Float dynamicExponent;

  @Option(
      names = "--mirostat",
      paramLabel = "VERSION",
      description =
          "Steer the surprise of tokens with version 1 or 2 of mirostat, in place of top-k and"
              + " everything else that drops tokens; 0, the default, is off.")
  private @Nullable Integer mirostat;

  @Option(
      names = "--mirostat-ent",
      paramLabel = "BITS",
      description = "The surprise that mirostat aims at. Default: 5.")
  private @Nullable Float mirostatTau;

  @Option(
      names = "--mirostat-lr",
      paramLabel = "X",
      description = "How quickly mirostat learns. Default: 0.1.")
  private @Nullable Float mirostatEta;

  /** Sets what is given. */
  void apply(SamplingOptions.Builder builder) {
    if (topNSigma != null) {
      builder.topNSigma(topNSigma);
    }
    builder.dry(dry()).xtc(xtc()).dynamicTemperature(dynamicTemperature()).mirostat(mirostat());
  }

  private DryOptions dry() {
    DryOptions dry = DryOptions.none();
    dry = dryMultiplier == null ? dry : dry.multiplier(dryMultiplier);
    dry = dryBase == null ? dry : dry.base(dryBase);
    dry = dryAllowedLength == null ? dry : dry.allowedLength(dryAllowedLength);
    dry = dryWindow == null ? dry : dry.window(dryWindow);
    return dryBreakers == null ? dry : dry.sequenceBreakers(breakers(dryBreakers));
  }

  private static List<String> breakers(List<String> given) {
    List<String> breakers = new ArrayList<>();
    for (String text : given) {
      if (text.equals("none")) {
        breakers.clear();
      } else {
        breakers.add(unescaped(text));
      }
    }
    return breakers;
  }

  private static String unescaped(String text) {
    try {
      return text.translateEscapes();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--dry-sequence-breaker: a backslash must be followed by n, t, another backslash or"
              + " such");
    }
  }

  private XtcOptions xtc() {
    XtcOptions xtc = XtcOptions.none();
    xtc = xtcProbability == null ? xtc : xtc.probability(xtcProbability);
    return xtcThreshold == null ? xtc : xtc.threshold(xtcThreshold);
  }

  private DynamicTemperatureOptions dynamicTemperature() {
    DynamicTemperatureOptions dynamic = DynamicTemperatureOptions.none();
    dynamic = dynamicRange == null ? dynamic : dynamic.range(dynamicRange);
    return dynamicExponent == null ? dynamic : dynamic.exponent(dynamicExponent);
  }

  private MirostatOptions mirostat() {
    MirostatOptions options = MirostatOptions.none();
    options = mirostat == null ? options : options.version(mirostat);
    options = mirostatTau == null ? options : options.tau(mirostatTau);
    return mirostatEta == null ? options : options.eta(mirostatEta);
  }
}
