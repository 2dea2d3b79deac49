package dev.puna;

/** So many requests wait that no more are taken. */
public final class QueueFullException extends PunaException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public QueueFullException(int limit) {
    super(
        limit
            + " requests are waiting, which is the limit; try again later, or load the model with a"
            + " larger queueLimit");
  }
}
