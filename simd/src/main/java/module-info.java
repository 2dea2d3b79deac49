/** The CPU backend on the Vector API. */
module dev.puna.simd {
  requires static org.jspecify;
  requires jdk.incubator.vector;
  requires dev.puna.core;

  provides dev.puna.spi.BackendProvider with
      dev.puna.simd.SimdProvider;
}
