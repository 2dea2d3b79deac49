package dev.puna.spi;

import dev.puna.quant.TensorType;

/**
 * How keys and values are stored in the cache. What is stored for a position depends on that
 * position alone, whatever the type.
 */
public enum CacheType {
  /** 32-bit floats: exact. */
  F32(TensorType.F32),
  /** 16-bit floats: half the memory, rounded once when stored. */
  F16(TensorType.F16),
  /**
   * 8-bit numbers, each 32 of a head with a 16-bit scale: 27% of the memory, rounded once when
   * stored. A head whose length is no multiple of 32 is filled up with zeros. Numbers that are not
   * finite, or beyond 8 million, make their 32 NaN.
   */
  Q8_0(TensorType.Q8_0);

  private final TensorType tensorType;

  CacheType(TensorType tensorType) {
    this.tensorType = tensorType;
  }

  /** The format of a head's elements. */
  public TensorType tensorType() {
    return tensorType;
  }

  /** Elements of a head as they are stored: rounded up to whole blocks of the format. */
  public int paddedLength(int elements) {
    return Math.ceilDiv(elements, tensorType.blockLength()) * tensorType.blockLength();
  }

  /** Bytes that the key or value of one head takes for one position. */
  public long headBytes(int elements) {
    return tensorType.byteSize(paddedLength(elements));
  }
}
