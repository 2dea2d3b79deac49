package dev.puna.gguf;

import dev.puna.quant.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.List;

/** Writes one GGUF file whose keys are encoded already. */
final class PartWriter {
  private static final int VERSION = 3;

  /** Most bytes of tensor data in memory at a time. */
  private static final int PIECE_BYTES = 1 << 22;

  private final Collection<byte[]> values;
  private final List<Tensor> tensors;
  private final int alignment;

  /**
   * A tensor to write.
   *
   * @param row its row of the tensor table, but for the offset
   * @param blockBytes bytes that belong together
   */
  record Tensor(byte[] row, int blockBytes, long byteSize, GgufTensorSource source) {

    static Tensor of(String name, TensorType type, long[] shape, GgufTensorSource source) {
      long byteSize = GgufTensor.byteSize(type, shape);
      HeaderEncoder row = new HeaderEncoder().name(name).int32(shape.length);
      for (long length : shape) {
        row.int64(length);
      }
      row.int32(type.id());
      return new Tensor(row.toByteArray(), type.blockBytes(), byteSize, source);
    }
  }

  /**
   * Creates a writer.
   *
   * @param values encoded pairs of key and value
   * @param alignment of tensor data, in bytes
   */
  PartWriter(Collection<byte[]> values, List<Tensor> tensors, int alignment) {
    this.values = values;
    this.tensors = tensors;
    this.alignment = alignment;
  }

  /** The least multiple of {@code alignment} that is not less than {@code size}. */
  static long align(long size, int alignment) {
    return Math.ceilDiv(size, alignment) * alignment;
  }

  void write(WritableByteChannel channel) throws IOException {
    byte[] header = header();
    write(channel, ByteBuffer.wrap(header));
    pad(channel, header.length);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(PIECE_BYTES, Long.BYTES);
      for (Tensor tensor : tensors) {
        write(channel, tensor, buffer);
        pad(channel, tensor.byteSize);
      }
    }
  }

  private byte[] header() {
    HeaderEncoder header = new HeaderEncoder();
    header.int32(GgufPart.MAGIC).int32(VERSION).int64(tensors.size()).int64(values.size());
    for (byte[] value : values) {
      header.bytes(value);
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      header.bytes(tensor.row).int64(offset);
      offset = Math.addExact(offset, align(tensor.byteSize, alignment));
    }
    return header.toByteArray();
  }

  private static void write(WritableByteChannel channel, Tensor tensor, MemorySegment buffer)
      throws IOException {
    long most = buffer.byteSize() / tensor.blockBytes * tensor.blockBytes;
    for (long offset = 0; offset < tensor.byteSize; offset += most) {
      MemorySegment piece = buffer.asSlice(0, Math.min(most, tensor.byteSize - offset));
      tensor.source.read(offset, piece);
      write(channel, piece.asByteBuffer());
    }
  }

  private void pad(WritableByteChannel channel, long written) throws IOException {
    write(channel, ByteBuffer.allocate((int) (align(written, alignment) - written)));
  }

  private static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
