package dev.puna.simd.linear;

import dev.puna.simd.vector.Lanes;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Lanes that change places with those some lanes away, and which of each two is the second. */
final class LaneSwaps {
  private static final VectorSpecies<Float> F32 = Lanes.F32;
  private static final int LANES = F32.length();
  static final VectorShuffle<Float> SWAP_1 = swap(1);
  static final VectorShuffle<Float> SWAP_2 = swap(2);
  static final VectorShuffle<Float> SWAP_4 = swap(4);
  static final VectorShuffle<Float> SWAP_8 = swap(8);
  static final VectorMask<Float> ODD_1 = VectorMask.fromLong(F32, 0xaaaa);
  static final VectorMask<Float> ODD_2 = VectorMask.fromLong(F32, 0xcccc);
  static final VectorMask<Float> ODD_4 = VectorMask.fromLong(F32, 0xf0f0);
  static final VectorMask<Float> ODD_8 = VectorMask.fromLong(F32, 0xff00);

  private LaneSwaps() {}

  /** Neighbours of {@code distance} lanes change places. */
  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(F32, lane -> (lane ^ distance) % LANES);
  }
}
