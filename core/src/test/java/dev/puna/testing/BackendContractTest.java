package dev.puna.testing;

import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.Backends;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What every backend has to fulfil: each operation alone, on random data of awkward sizes, gives
 * what the reference backend gives. A backend's test extends this class; the tests are in the
 * interfaces.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContractTest
    implements LinearContract,
        ElementwiseContract,
        AttentionContract,
        CacheContract,
        ExpertsContract,
        BatchContract,
        PlanContract {
  private @Nullable BackendPair backends;

  /** Opens the backend that is tested. */
  protected abstract Backend open();

  @BeforeAll
  void openBackends() {
    backends = new BackendPair(open(), Backends.open("reference", new BackendOptions(0)));
  }

  @AfterAll
  void closeBackends() {
    backends().close();
  }

  @Override
  public final BackendPair backends() {
    return Objects.requireNonNull(backends);
  }
}
