package dev.puna;

/** Holds a record that is called as another one of a test is. */
final class Namesake {
  record Place(int street) {}

  private Namesake() {}
}
