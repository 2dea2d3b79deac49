package dev.puna.testing;

/** A part of what every backend has to fulfil: one concept each. */
interface BackendContract {
  /** The backend that is tested, beside the reference. */
  BackendPair backends();
}
