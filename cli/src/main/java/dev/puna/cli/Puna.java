package dev.puna.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code puna} and what its subcommands have in common. */
@Command(
    name = "puna",
    header = "Runs language models inside the JVM.",
    description = "Without -m a command uses the small demo model that puna carries.",
    footer = {
      "",
      "Environment:",
      "  PUNA_JAVA_OPTS   more flags for the JVM, such as -Xmx8g",
      "",
      "Examples:",
      "  puna run \"What is the capital of France?\"",
      "  puna chat -m model.gguf",
      "  puna COMMAND --help"
    },
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    abbreviateSynopsis = true,
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    sortOptions = false,
    commandListHeading = "%nCommands:%n",
    usageHelpWidth = 100)
final class Puna implements Callable<Integer> {
  private static final List<String> SUBCOMMANDS =
      List.of(
          "run",
          "chat",
          "info",
          "tokenize",
          "logits",
          "template",
          "grammar",
          "perplexity",
          "bench",
          "synth");

  private final Streams streams;
  private final CommandLine commandLine;
  private boolean verbose;

  private Puna(Streams streams) {
    this.streams = streams;
    commandLine = new CommandLine(this);
  }

  /**
   * Runs a command line; whatever happens, it is said in one line.
   *
   * @return the exit status
   */
  static int run(String[] arguments, Streams streams) {
    ConsoleLogger.writeTo(streams);
    Puna puna = new Puna(streams);
    try {
      int status = puna.configured(arguments).execute(arguments);
      if (status == 0) {
        streams.out().flush();
      }
      return status;
    } catch (Exception | Error e) {
      return puna.report(e);
    }
  }

  /** Describes the subcommand that is called alone, where that is plain: each takes time. */
  private CommandLine configured(String[] arguments) {
    boolean isPlain = arguments.length > 0 && SUBCOMMANDS.contains(arguments[0]);
    for (String name : isPlain ? List.of(arguments[0]) : SUBCOMMANDS) {
      commandLine.addSubcommand(name, subcommand(name));
    }
    return commandLine
        // A text may begin with @.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((e, ignored) -> usage(e))
        .setExecutionExceptionHandler((e, command, result) -> failed(e, command));
  }

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Tell what is done, and where an error came from.")
  void setVerbose(boolean value) {
    verbose = value;
    if (value) {
      ConsoleLogger.beVerbose();
    }
  }

  private Object subcommand(String name) {
    return switch (name) {
      case "run" -> new RunCommand(streams);
      case "chat" -> new ChatCommand(streams);
      case "info" -> new InfoCommand(streams);
      case "tokenize" -> new TokenizeCommand(streams);
      case "logits" -> new LogitsCommand();
      case "template" -> new TemplateCommand(streams);
      case "grammar" -> new GrammarCommand(streams);
      case "perplexity" -> new PerplexityCommand(streams);
      case "bench" -> new BenchCommand(streams);
      case "synth" -> new SynthCommand(streams);
      default -> throw new AssertionError(name);
    };
  }

  /** Without a subcommand. */
  @Override
  public Integer call() {
    commandLine.usage(commandLine.getOut());
    return 0;
  }

  private int usage(ParameterException e) {
    String message = String.valueOf(e.getMessage());
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return misused(message, e.getCommandLine());
    }
    String first = unmatched.getUnmatched().getFirst();
    if (first.startsWith("-")) {
      // Without what stands behind it, which may be a long prompt.
      message = "Unknown option: '" + first + "'";
    } else if (e.getCommandLine().getParent() == null) {
      message = "there is no command '" + first + "'";
    }
    if (!unmatched.getSuggestions().isEmpty()) {
      message += " (did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?)";
    }
    return misused(message, e.getCommandLine());
  }

  private int misused(String message, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    streams.complain(message + "; see " + name + " --help");
    return Failure.USAGE;
  }

  private int failed(Exception e, CommandLine command) {
    return e instanceof UsageException
        ? misused(String.valueOf(e.getMessage()), command)
        : report(e);
  }

  private int report(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (failure.status() != Failure.CLOSED_PIPE) {
      streams.complain(failure.message());
      if (verbose) {
        thrown.printStackTrace(streams.err());
      }
    }
    return failure.status();
  }
}
