package dev.puna.simd;

import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.testing.BackendContractTest;

final class SimdContractTest extends BackendContractTest {
  @Override
  protected Backend open() {
    return new SimdProvider().open(new BackendOptions(2));
  }
}
