package dev.puna.cli;

/** Where the process begins and ends. */
public final class Main {
  private Main() {}

  /** Runs {@code puna} and ends the process with its status. */
  public static void main(String[] arguments) {
    StandardError.restore();
    Streams streams = Streams.ofProcess();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> streams.complain(Failure.of(failure).message()));
    System.exit(Puna.run(arguments, streams));
  }
}
