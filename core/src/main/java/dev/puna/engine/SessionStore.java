package dev.puna.engine;

import dev.puna.cache.CacheFileReader;
import dev.puna.cache.CacheFileWriter;
import dev.puna.gguf.GgufFile;
import dev.puna.spi.CacheLayout;
import dev.puna.spi.KvCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Saves what the cache holds of a beginning to a file, and brings it back. Blocks are copied a few
 * at a time between the steps of the engine, so that others hardly wait. Thread-safe.
 */
public final class SessionStore {
  /** What is copied between two steps. */
  private static final long CHUNK_BYTES = 8 << 20;

  private final Engine engine;
  private final CacheLayout layout;
  private final int vocabulary;
  private final Map<String, String> identity;

  /** A store of this model's sessions. */
  public SessionStore(Engine engine, CompiledModel compiled, GgufFile file, String architecture) {
    this.engine = engine;
    KvCache cache = compiled.cache();
    layout = cache.layout();
    vocabulary = compiled.vocabulary();
    identity = new LinkedHashMap<>(Fingerprint.of(file, architecture, compiled.graph()));
    identity.put("cache type", layout.type().name());
    identity.put("layout of the cache", cache.format());
    identity.put("tokens in a block", String.valueOf(CacheLayout.BLOCK_TOKENS));
    identity.put("bytes of a block", String.valueOf(layout.blockBytes()));
  }

  /**
   * Saves what the cache holds of some tokens.
   *
   * @return how many of the first tokens that is
   * @throws dev.puna.SessionFileException if the file can not be written
   */
  public int save(int[] tokens, Path file) {
    try (CacheFileWriter writer = new CacheFileWriter(file);
        Arena arena = Arena.ofShared()) {
      MemorySegment buffer = buffer(arena);
      int end = engine.transfer(blocks -> blocks.known(tokens, tokens.length));
      writer.begin(identity, tokens, end);
      int saved = 0;
      while (saved < CacheLayout.blocksFor(end)) {
        int first = saved;
        int known = end;
        int count = Math.min(chunk(), CacheLayout.blocksFor(end) - first);
        int read = engine.transfer(blocks -> blocks.read(tokens, known, first, count, buffer));
        if (read < count) {
          // Others needed the room meanwhile: what is left of it is saved from the start.
          end = (first + read) * CacheLayout.BLOCK_TOKENS;
          writer.begin(identity, tokens, end);
          saved = 0;
        } else {
          for (int i = 0; i < count; i++) {
            writer.block(buffer.asSlice(i * layout.blockBytes(), layout.blockBytes()));
          }
          saved += count;
        }
      }
      writer.finish();
      return end;
    }
  }

  /**
   * Brings the tokens of a file back to the cache, as far as there is room.
   *
   * @return the first of its tokens, those that the cache holds now
   * @throws dev.puna.SessionFileException if the file is damaged or of another model
   */
  public int[] restore(Path file) {
    long room = (long) layout.blocks() * CacheLayout.BLOCK_TOKENS;
    int most = (int) Math.min(Integer.MAX_VALUE, room);
    try (CacheFileReader reader =
            new CacheFileReader(file, identity, layout.blockBytes(), vocabulary, most);
        Arena arena = Arena.ofShared()) {
      MemorySegment buffer = buffer(arena);
      int[] tokens = reader.tokens();
      int total = CacheLayout.blocksFor(tokens.length);
      int restored = 0;
      while (restored < total) {
        int first = restored;
        int count = Math.min(chunk(), total - first);
        for (int i = 0; i < count; i++) {
          reader.block(buffer.asSlice(i * layout.blockBytes(), layout.blockBytes()));
        }
        restored +=
            engine.transfer(blocks -> blocks.write(tokens, tokens.length, first, count, buffer));
        if (restored < first + count) {
          break;
        }
      }
      return Arrays.copyOf(tokens, Math.min(tokens.length, restored * CacheLayout.BLOCK_TOKENS));
    }
  }

  private int chunk() {
    return (int) Math.max(1, CHUNK_BYTES / Math.max(1, layout.blockBytes()));
  }

  private MemorySegment buffer(Arena arena) {
    return arena.allocate(Math.max(1, chunk() * layout.blockBytes()), 64);
  }
}
