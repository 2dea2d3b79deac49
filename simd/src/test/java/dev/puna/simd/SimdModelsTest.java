package dev.puna.simd;

import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.testing.ModelContractTest;

final class SimdModelsTest extends ModelContractTest {
  @Override
  protected Backend open() {
    return new SimdProvider().open(new BackendOptions(2));
  }
}
