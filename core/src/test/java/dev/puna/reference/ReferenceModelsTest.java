package dev.puna.reference;

import dev.puna.spi.Backend;
import dev.puna.spi.BackendOptions;
import dev.puna.testing.ModelContractTest;

final class ReferenceModelsTest extends ModelContractTest {
  @Override
  protected Backend open() {
    return new ReferenceProvider().open(new BackendOptions(0));
  }
}
