package dev.puna.reference;

import dev.puna.host.HostBackend;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.BackendProvider;
import dev.puna.spi.Probe;

/** Announces the reference backend, which runs everywhere and is chosen where nothing else runs. */
public final class ReferenceProvider implements BackendProvider {
  /** Called by the service loader. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public Probe probe() {
    return new Probe.Available(0, "plain Java, one thread");
  }

  @Override
  public Backend open(BackendOptions options) {
    return new HostBackend(
        name(), "reference, plain Java, 1 thread", new ReferenceKernels(), () -> {});
  }
}
