package dev.puna.engine;

/** Receives the tokens of a request. Called by the engine's thread: it must not block. */
public interface TokenListener {
  /** The next token. */
  void token(int id);

  /** No more tokens will come. */
  void finished(Outcome outcome);
}
