package dev.puna.spi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds backends and opens the one that is asked for, or the best there is. */
public final class Backends {
  private static final Logger LOG = System.getLogger(Backends.class.getName());

  private Backends() {}

  /** All backends on the class or module path, whether they can run here or not. */
  public static List<BackendProvider> providers() {
    List<BackendProvider> providers = new ArrayList<>();
    for (BackendProvider provider :
        ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())) {
      if (provider.spiVersion() == BackendProvider.SPI_VERSION) {
        providers.add(provider);
      } else {
        LOG.log(
            Level.WARNING,
            "backend {0} was built for another version of Puna (interface {1}, not {2}) and is left"
                + " out",
            provider.name(),
            provider.spiVersion(),
            BackendProvider.SPI_VERSION);
      }
    }
    return providers;
  }

  /**
   * Opens a backend.
   *
   * @param name its name, or null for the available one with the highest score
   * @throws BackendException if none has this name or it can not run here, with the reason
   */
  public static Backend open(@Nullable String name, BackendOptions options) {
    return name == null ? best(options) : named(name, options);
  }

  private static Backend named(String name, BackendOptions options) {
    List<String> names = new ArrayList<>();
    for (BackendProvider provider : providers()) {
      if (provider.name().equals(name)) {
        if (provider.probe() instanceof Probe.Unavailable(String reason)) {
          throw new BackendException("backend '" + name + "' can not run here: " + reason);
        }
        return provider.open(options);
      }
      names.add(provider.name());
    }
    throw new BackendException(
        "there is no backend '" + name + "'; there are: " + String.join(", ", names));
  }

  private static Backend best(BackendOptions options) {
    BackendProvider best = null;
    int bestScore = -1;
    for (BackendProvider provider : providers()) {
      switch (provider.probe()) {
        case Probe.Available(int score, String description) -> {
          if (score > bestScore) {
            best = provider;
            bestScore = score;
          }
        }
        case Probe.Unavailable(String reason) ->
            LOG.log(Level.WARNING, "backend {0} is left out: {1}", provider.name(), reason);
      }
    }
    if (best == null) {
      throw new BackendException("no backend can run here");
    }
    return best.open(options);
  }
}
