package dev.puna.spi;

/** How keys and values are stored in the cache. */
public enum CacheType {
  /** 32-bit floats: exact. */
  F32(4),
  /** 16-bit floats: half the memory, rounded once when stored. */
  F16(2);

  private final int bytes;

  CacheType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }
}
