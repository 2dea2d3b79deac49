package dev.puna.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.puna.graph.AttentionSpec;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.CacheType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTest {
  private static final int B = CacheLayout.BLOCK_TOKENS;

  private static BlockPool pool(int blocks) {
    AttentionSpec layer = new AttentionSpec(1, 1, 4, 4, 1, 0, 0);
    return new BlockPool(new CacheLayout(List.of(layer), CacheType.F32, blocks));
  }

  @Test
  void takesABlockForEachStartedRunOfPositions() {
    BlockPool pool = pool(8);
    Sequence sequence = new Sequence(pool);
    assertEquals(0, sequence.blocksMissing(0));
    assertEquals(1, sequence.blocksMissing(1));
    assertEquals(1, sequence.blocksMissing(B));
    assertEquals(2, sequence.blocksMissing(B + 1));
    sequence.reserve(B + 1);
    assertEquals(2, sequence.blockCount());
    assertEquals(6, pool.free());
  }

  @Test
  void refusesATokenWithoutABlock() {
    Sequence sequence = new Sequence(pool(1));
    assertThrows(IllegalStateException.class, () -> sequence.append(1));
    sequence.reserve(B);
    for (int i = 0; i < B; i++) {
      sequence.append(i);
    }
    assertThrows(IllegalStateException.class, () -> sequence.append(B));
  }

  @Test
  void cutGivesBlocksBack() {
    BlockPool pool = pool(4);
    Sequence sequence = new Sequence(pool);
    sequence.reserve(3 * B);
    for (int i = 0; i < 2 * B + 5; i++) {
      sequence.append(i);
    }
    sequence.truncate(B);
    assertEquals(1, sequence.blockCount());
    assertEquals(3, pool.free());
    sequence.truncate(0);
    assertEquals(4, pool.free());
  }

  @Test
  void aBlockIsFreeWhenItsLastHolderGaveItBack() {
    BlockPool pool = pool(2);
    int id = pool.take();
    pool.share(id);
    pool.release(id);
    assertEquals(1, pool.free());
    pool.release(id);
    assertEquals(2, pool.free());
    assertThrows(IllegalStateException.class, () -> pool.release(id));
    assertThrows(IllegalStateException.class, () -> pool.share(id));
  }

  @Test
  void refusesToTakeFromAnEmptyPool() {
    BlockPool pool = pool(1);
    pool.take();
    assertThrows(IllegalStateException.class, pool::take);
  }

  @Test
  void noBlockIsLostOrGivenTwiceInRandomUse() {
    Random random = new Random(5);
    BlockPool pool = pool(40);
    Sequence[] sequences = new Sequence[5];
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = new Sequence(pool);
    }
    for (int n = 0; n < 10_000; n++) {
      Sequence s = sequences[random.nextInt(sequences.length)];
      if (random.nextBoolean() && s.blocksMissing(s.length() + 1) <= pool.free()) {
        s.reserve(s.length() + 1);
        s.append(n);
      } else {
        s.truncate(random.nextInt(s.length() + 1));
      }
      int held = 0;
      for (Sequence each : sequences) {
        held += each.blockCount();
      }
      assertEquals(40, held + pool.free());
      assertEquals(
          held,
          java.util.Arrays.stream(sequences)
              .flatMapToInt(each -> java.util.Arrays.stream(each.blocks(), 0, each.blockCount()))
              .distinct()
              .count());
    }
  }
}
