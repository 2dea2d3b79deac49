package dev.puna.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.puna.gguf.Utf8Strings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The small data structures, against those of the JDK. */
class TablesTest {

  @Test
  void theTableKeepsTheFirstValueOfAKey() {
    Random random = new Random(1);
    LongIntTable table = new LongIntTable(3);
    Map<Long, Integer> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long key = random.nextInt(15_000) * 0x1_0000_0001L;
      assertEquals(map.getOrDefault(key, -1), table.get(key));
      table.putIfAbsent(key, i);
      map.putIfAbsent(key, i);
    }
    assertEquals(-1, table.get(-5));
  }

  @Test
  void theHeapGivesTheLeastFirst() {
    Random random = new Random(2);
    LongHeap heap = new LongHeap();
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (int i = 0; i < 50_000; i++) {
      if (random.nextInt(5) < 3) {
        long number = random.nextInt(1000) - 500L << 32 | random.nextInt(100);
        heap.add(number);
        queue.add(number);
      } else {
        assertEquals(queue.isEmpty(), heap.isEmpty());
        if (!queue.isEmpty()) {
          assertEquals(queue.remove(), heap.remove());
        }
      }
    }
    while (!queue.isEmpty()) {
      assertEquals(queue.remove(), heap.remove());
    }
    assertTrue(heap.isEmpty());
  }

  @Test
  void thePieceTableFindsEveryPiece() {
    Random random = new Random(3);
    List<String> pieces = new ArrayList<>();
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String piece = RandomText.text(random, 3);
      pieces.add(piece);
      first.putIfAbsent(piece, i);
    }
    PieceTable table = new PieceTable(utf8(pieces));
    for (int i = 0; i < pieces.size(); i++) {
      String piece = pieces.get(i);
      assertEquals(piece, table.text(i));
      assertEquals(piece.isEmpty() ? -1 : first.getOrDefault(piece, -1), table.find(piece));
      assertEquals(first.getOrDefault(piece + "!", -1), table.find(piece + "!"));
    }
  }

  private static Utf8Strings utf8(List<String> strings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int[] offsets = new int[strings.size() + 1];
    for (int i = 0; i < strings.size(); i++) {
      bytes.writeBytes(strings.get(i).getBytes(StandardCharsets.UTF_8));
      offsets[i + 1] = bytes.size();
    }
    return new Utf8Strings(bytes.toByteArray(), offsets);
  }
}
