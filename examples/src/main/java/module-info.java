/** Short programs that use Puna, one concept each. */
module dev.puna.examples {
  requires static org.jspecify;
  requires dev.puna.core;
}
