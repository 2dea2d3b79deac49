package dev.puna.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.quant.testing.AllocatedBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opening a file costs in memory is bounded by its header, not by what it claims. */
class OpeningCostTest {
  private static final int TOKENS = 100_000;
  private static final int TENSOR_BYTES = 64 << 20;

  @Test
  void memoryIsAFewTimesTheHeader() {
    CraftedFile header = CraftedFile.header(1, 1);
    header.key("tokens", CraftedFile.ARRAY).array(CraftedFile.STRING, TOKENS);
    for (int i = 0; i < TOKENS; i++) {
      header.string("token " + i);
    }
    header.tensor("t", 24, 0, TENSOR_BYTES).align(32);
    AllocatedBytes allocated = new AllocatedBytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(header.size() + TENSOR_BYTES, 32);
      MemorySegment.copy(MemorySegment.ofArray(header.bytes()), 0, bytes, 0, header.size());

      long before = allocated.now();
      GgufFile file = GgufFile.of(bytes);
      long opening = allocated.now() - before;
      List<String> tokens = file.metadata().strings("tokens").orElseThrow();
      long listing = allocated.now() - before - opening;

      assertEquals("token 99999", tokens.get(TOKENS - 1));
      assertTrue(opening < 5L * header.size() + (1 << 20), opening + " of " + header.size());
      assertTrue(listing < 5L * TOKENS + (1 << 20), "a list of tokens takes " + listing);
    }
  }

  @Test
  void claimsAreCheckedBeforeMemoryIsTaken() {
    int room = 8 << 20;
    AllocatedBytes allocated = new AllocatedBytes();
    for (CraftedFile file :
        List.of(
            CraftedFile.header(0, room / 14),
            CraftedFile.header(room / 33, 0),
            CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY).array(8, room / 8),
            CraftedFile.header(0, 1).key("k", CraftedFile.ARRAY).array(9, room / 12))) {
      // What follows the claim is not what was claimed: 0xFF is no length, type or text.
      byte[] noise = new byte[room];
      Arrays.fill(noise, (byte) 0xFF);
      MemorySegment bytes = MemorySegment.ofArray(file.raw(noise).bytes());

      long before = allocated.now();
      assertThrows(GgufFormatException.class, () -> GgufFile.of(bytes));

      assertTrue(allocated.now() - before < 1 << 20);
    }
  }
}
