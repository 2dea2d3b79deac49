package dev.puna.gguf;

import java.lang.foreign.MemorySegment;

/** Where a writer gets the bytes of a tensor from, piece by piece, so that none need be whole. */
@FunctionalInterface
public interface GgufTensorSource {

  /**
   * Fills a piece of the tensor. Pieces are whole blocks of the tensor's type, and come one after
   * another.
   *
   * @param offset of the piece, in bytes from the start of the tensor
   * @param target what to fill, to its last byte; native memory that any thread can write, valid
   *     until this method returns
   */
  void read(long offset, MemorySegment target);

  /** The bytes of a segment, native or heap. */
  static GgufTensorSource of(MemorySegment data) {
    return (offset, target) -> MemorySegment.copy(data, offset, target, 0, target.byteSize());
  }
}
