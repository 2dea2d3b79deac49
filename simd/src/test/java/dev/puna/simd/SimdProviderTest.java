package dev.puna.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.simd.vector.VectorBits;
import dev.puna.spi.Backend;
import dev.puna.spi.BackendException;
import dev.puna.spi.BackendOptions;
import dev.puna.spi.BackendProvider;
import dev.puna.spi.Backends;
import dev.puna.spi.Probe;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimdProviderTest {
  private static final String BITS = System.getProperty(VectorBits.PROPERTY);

  @Test
  void isTheBackendThatIsChosenWhereItCanRun() {
    try (Backend backend = Backends.open(null, new BackendOptions(2))) {
      assertEquals("simd", backend.name());
      assertEquals("simd, " + BITS + "-bit vectors, 2 threads", backend.description());
    }
  }

  @Test
  void isFoundByName() {
    try (Backend backend = Backends.open("simd", new BackendOptions(1))) {
      assertEquals("simd, " + BITS + "-bit vectors, 1 thread", backend.description());
    }
  }

  @Test
  void takesAllProcessorsWhereNoNumberIsGiven() {
    try (Backend backend = new SimdProvider().open(new BackendOptions(0))) {
      int count = Processors.count();
      assertTrue(backend.description().contains(", " + count + " thread"), backend.description());
    }
  }

  @Test
  void probesTheWidth() {
    assertEquals(new Probe.Available(100, BITS + "-bit vectors"), new SimdProvider().probe());
  }

  @Test
  void refusesAWrongWidthWithTheReason() {
    System.setProperty(VectorBits.PROPERTY, "wide");
    try {
      BackendException refusal =
          assertThrows(BackendException.class, () -> Backends.open("simd", new BackendOptions(0)));
      assertTrue(String.valueOf(refusal.getMessage()).contains("puna.vector.bits"));
    } finally {
      System.setProperty(VectorBits.PROPERTY, BITS);
    }
  }

  @Test
  void namesNoTypeOfTheVectorApi() {
    List<String> types = new ArrayList<>();
    for (Field field : SimdProvider.class.getDeclaredFields()) {
      types.add(field.getType().getName());
    }
    for (Method method : SimdProvider.class.getDeclaredMethods()) {
      types.add(method.toGenericString());
    }
    assertTrue(types.stream().noneMatch(type -> type.contains("jdk.incubator")), types.toString());
    assertEquals(BackendProvider.SPI_VERSION, new SimdProvider().spiVersion());
  }
}
