package dev.puna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PunaTest {
  private static final String COMMANDS =
      "run, chat, info, tokenize, logits, template, grammar, perplexity, bench, synth";

  @Test
  void helpNamesEveryCommand() {
    String help = CommandRun.puna("--help").succeeded();
    for (String command : COMMANDS.split(", ")) {
      assertTrue(help.contains("\n  " + command + " "), help);
    }
  }

  @Test
  void withoutArgumentsItShowsItsHelp() {
    assertEquals(CommandRun.puna("--help").succeeded(), CommandRun.puna().succeeded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "chat",
        "info",
        "tokenize",
        "logits",
        "template",
        "grammar",
        "perplexity",
        "bench",
        "synth"
      })
  void everyCommandHasHelpWithExamples(String command) {
    String help = CommandRun.puna(command, "--help").succeeded();
    assertTrue(help.contains("Usage: puna " + command + " [OPTIONS]"), help);
    assertTrue(help.contains("  puna " + command), help);
    boolean needsModel = !command.equals("synth") && !command.equals("grammar");
    assertEquals(needsModel, help.contains("-m, --model=FILE"), help);
    assertTrue(help.contains("-v, --verbose"), help);
  }

  @Test
  void versionNamesPunaAndTheJvm() {
    String version = CommandRun.puna("--version").succeeded();
    assertTrue(version.matches("puna \\d+\\.\\d+\\.\\d+\\S*\nJava 25.*\n"), version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rum | there is no command 'rum' (did you mean run?); see puna --help",
        "rn --temp 0 hi | there is no command 'rn'; see puna --help",
        "--verbos | Unknown option: '--verbos'",
        "run --tmp 1 x | Unknown option: '--tmp'; see puna run --help",
        "run --temprature 1 x | Unknown option: '--temprature' (did you mean --temp?)",
        "run --grammar root::=x hi | a file is asked for, not its text",
        "run --temp | Missing required parameter for option '--temp' (T); see puna run --help",
        "run --temp x y | Invalid value for option '--temp': 'x' is not a float",
        "run --temp -1 x | temperature must be 0 or more, not -1.0; see puna run --help",
        "run --top-p 2 x | topP must be between 0 and 1, not 2.0",
        "run -n -1 x | maxTokens must not be negative: -1",
        "run --threads -1 x | --threads: threads is out of range: -1",
        "run --ctx -1 x | --ctx: contextLength is out of range: -1",
        "run | there is no prompt: give PROMPT, - or --input; see puna run --help",
        "run a b | Unmatched argument at index 2: 'b'",
        "run --raw --system x y | --raw excludes --system",
        "run --input f x | --input excludes PROMPT, --system and --raw",
        "run --json --grammar f x | --grammar, --json-schema and --json exclude one another",
        "grammar --text x | give one of --grammar, --json-schema and --regex",
        "grammar --regex x --grammar f | give one of --grammar, --json-schema and --regex",
        "grammar --regex x --text a --file f | --text and --file exclude each other",
        "chat x | Unmatched argument",
        "info -m a b | the model is given twice: a and b; see puna info --help",
        "tokenize | there is no text: give TEXT or --file; see puna tokenize --help",
        "tokenize --file f x | TEXT and --file exclude each other",
        "template | Missing required option: '--input=CONTEXT'; see puna template --help",
        "logits --out f | Missing required option: '--tokens=IDS'",
        "logits --tokens 1,x --out f | --tokens: 'x' is no token id",
        "logits --tokens 1,-2 --out f | --tokens: '-2' is no token id",
        "logits --tokens , --out f | --tokens: there are none",
        "logits --tokens 1 --out f --batch 0 | --batch must be 1 or more, not 0",
        "perplexity | Missing required option: '--file=F'",
        "bench -r 0 | the number of repetitions is out of range: 0",
        "bench -p 0 -n 0 | there is nothing to measure: both -p and -n are 0",
        "bench --batch 1,0 | a number of sequences is out of range: 0",
        "bench --depth -1 | a depth is out of range: -1",
        "bench --depth 1,x | Invalid value for option '--depth' (N): 'x' is not an int",
        "bench --batch 2000 | parallel is out of range: 2000",
        "bench --depth 99999999 | contextLength is out of range: 100000513",
        "bench -o xml | Invalid value for option '--output'",
        "synth --shape x | Missing required option: '--out=F'",
        "synth --shape x --out y | there is no shape 'x'; there are: llama-3.2-1b, ",
      })
  void wrongUseIsOneLineAndStatusTwo(String arguments, String message) {
    String line = CommandRun.puna(arguments.split(" ")).failed(Failure.USAGE);
    assertTrue(line.startsWith(message), line);
    assertTrue(line.matches(".*; see puna.* --help"), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run -m MISSING x",
        "chat -m MISSING",
        "info MISSING",
        "tokenize -m MISSING x",
        "logits -m MISSING --tokens 1 --out f",
        "template -m MISSING --input -",
      })
  void missingModelFileIsNamed(String arguments) {
    String[] words = arguments.replace("MISSING", "/no/such/model.gguf").split(" ");
    String line = CommandRun.punaReading("{}", words).failed(Failure.FAILED);
    assertTrue(line.contains("/no/such/model.gguf"), line);
    assertTrue(line.contains("no such file"), line);
  }

  @Test
  void verboseShowsWhereAnErrorCameFrom() {
    CommandRun run = CommandRun.puna("info", "--verbose", "/no/such/model.gguf");
    assertEquals(Failure.FAILED, run.status());
    assertTrue(run.err().startsWith("puna: "), run.err());
    assertTrue(run.err().contains("\tat dev.puna"), run.err());
  }

  @Test
  void argumentsThatBeginWithAnAtSignAreText() {
    String ids = CommandRun.puna("tokenize", "--ids", "@nowhere").succeeded();
    assertTrue(ids.matches("\\d+( \\d+)*\n"), ids);
  }

  @Test
  void closedPipeEndsQuietly() {
    CommandRun run = puna(failing("Broken pipe"), "info");
    assertEquals(Failure.CLOSED_PIPE, run.status());
    assertEquals("", run.err());
  }

  @Test
  void fullDiskIsReported() {
    CommandRun run = puna(failing("No space left on device"), "info");
    assertEquals(
        "cannot write to standard output: No space left on device", run.failed(Failure.FAILED));
  }

  @Test
  void errorsOfTheJvmAreReported() {
    InputStream in =
        new InputStream() {
          @Override
          public int read() {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams streams = Streams.of(in, OutputStream.nullOutputStream(), err);
    assertEquals(Failure.FAILED, Puna.run(new String[] {"run", "-"}, streams));
    String line = err.toString(StandardCharsets.UTF_8);
    assertTrue(line.matches("puna: out of memory .*PUNA_JAVA_OPTS=-Xmx8g.*\n"), line);
    assertFalse(line.contains("\tat "), line);
  }

  private static CommandRun puna(OutputStream out, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(new byte[0]);
    int status = Puna.run(arguments, Streams.of(in, out, err));
    return new CommandRun(status, new byte[0], err.toString(StandardCharsets.UTF_8));
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
