package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.puna.sampling.DryOptions;
import dev.puna.sampling.DynamicTemperatureOptions;
import dev.puna.sampling.MirostatOptions;
import dev.puna.sampling.SamplingOptions;
import dev.puna.sampling.XtcOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GenerationOptionsTest {
  private static SamplingOptions parsed(String... arguments) {
    GenerationOptions options = new GenerationOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("generation", mixin(options)))
        .parseArgs(arguments);
    return options.options().sampling();
  }

  private static CommandLine.Model.CommandSpec mixin(GenerationOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  @Test
  void nothingGivenIsTheDefault() {
    assertEquals(SamplingOptions.defaults(), parsed());
  }

  @Test
  void everyOptionIsPassedOn() {
    assertEquals(
        SamplingOptions.builder()
            .temperature(0.5f)
            .topK(7)
            .topP(0.75f)
            .minP(0.25f)
            .typicalP(0.125f)
            .repetitionPenalty(1.5f)
            .penaltyWindow(-1)
            .presencePenalty(0.5f)
            .frequencyPenalty(0.25f)
            .seed(42)
            .topNSigma(1.5f)
            .dry(new DryOptions(0.5f, 2, 3, -1, List.of("\n", "stop")))
            .xtc(new XtcOptions(0.5f, 0.25f))
            .dynamicTemperature(new DynamicTemperatureOptions(0.25f, 2))
            .mirostat(new MirostatOptions(2, 4.5f, 0.25f))
            .build(),
        parsed(
            ("--temp 0.5 --top-k 7 --top-p 0.75 --min-p 0.25 --typical 0.125 --repeat-penalty 1.5"
                    + " --repeat-last-n -1 --presence-penalty 0.5 --frequency-penalty 0.25"
                    + " --seed 42 --top-n-sigma 1.5 --dry-multiplier 0.5 --dry-base 2"
                    + " --dry-allowed-length 3 --dry-penalty-last-n -1"
                    + " --dry-sequence-breaker \\n --dry-sequence-breaker stop"
                    + " --xtc-probability 0.5 --xtc-threshold 0.25 --dynatemp-range 0.25"
                    + " --dynatemp-exp 2 --mirostat 2 --mirostat-ent 4.5 --mirostat-lr 0.25")
                .split(" ")));
  }

  @Test
  void noneTakesTheSequenceBreakersAway() {
    assertEquals(List.of(), breakers("none"));
    assertEquals(List.of("b"), breakers("a", "none", "b"));
    assertEquals(List.of("\t", "\\", "\""), breakers("\\t", "\\\\", "\""));
    assertThrows(UsageException.class, () -> breakers("\\q"));
  }

  private static List<String> breakers(String... texts) {
    String[] arguments = new String[2 * texts.length];
    for (int i = 0; i < texts.length; i++) {
      arguments[2 * i] = "--dry-sequence-breaker";
      arguments[2 * i + 1] = texts[i];
    }
    return parsed(arguments).dry().sequenceBreakers();
  }

  @Test
  void valuesOutOfRangeAreRefusedByTheCommand() {
    String line = CommandRun.puna("run", "--mirostat", "3", "x").failed(Failure.USAGE);
    assertEquals("mirostat.version must be 0 (off), 1 or 2, not 3; see puna run --help", line);
  }
}
