package dev.puna.simd;

import dev.puna.simd.vector.VectorBits;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendException;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.BackendProvider;
import dev.puna.spi.Probe;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Announces the CPU backend. It names no type of the Vector API, whose module may be missing: where
 * Puna is on the class path nothing asks for it but a flag.
 */
public final class SimdProvider implements BackendProvider {
  private static final String MODULE = "jdk.incubator.vector";
  private static final int SCORE = 100;

  /** Called by the service loader. */
  public SimdProvider() {}

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  @SuppressWarnings("restricted")
  public Probe probe() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return new Probe.Unavailable(
          "it needs the Vector API; start java with the flag --add-modules " + MODULE);
    }
    try {
      MemorySegment.NULL.reinterpret(0);
    } catch (IllegalCallerException denied) {
      return new Probe.Unavailable(
          "it reads memory by address; start java with the flag --enable-native-access="
              + Objects.requireNonNullElse(
                  SimdProvider.class.getModule().getName(), "ALL-UNNAMED"));
    }
    return new Probe.Available(SCORE, VectorBits.chosen() + "-bit vectors");
  }

  /**
   * {@inheritDoc}
   *
   * @throws BackendException if the flag is missing, or system property puna.vector.bits is wrong
   */
  @Override
  public Backend open(BackendOptions options) {
    if (probe() instanceof Probe.Unavailable(String reason)) {
      throw new BackendException("backend 'simd' can not run here: " + reason);
    }
    return SimdKernels.open(name(), options);
  }
}
