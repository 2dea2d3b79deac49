package dev.puna.simd;

import dev.puna.graph.Activation;
import dev.puna.graph.Operation;
import dev.puna.graph.Value;
import dev.puna.host.Buffers;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.simd.vector.PlainMath;
import dev.puna.simd.vector.Trial;
import dev.puna.simd.vector.VectorMath;
import dev.puna.spi.Batch;

/**
 * Operations that treat all elements alike, wherever they lie. The rows of a value are one run of
 * elements to them, cut into units of {@link Buffers#PADDING}; the last may reach into the padding.
 */
abstract class Elementwise implements Kernel, Team.Task {
  private static final int UNIT = Buffers.PADDING;

  private static final Trial ACTIVATION = new Trial();
  private static final Trial SOFTCAP = new Trial();

  /** Elements that make a part worth a thread's while: some microseconds of work. */
  private static final int CHEAP_GRAIN = 32_768;

  private static final int COSTLY_GRAIN = 8_192;

  private final Team team;
  private final Value value;
  private final int grain;

  private Elementwise(Team team, Value value, int grain) {
    this.team = team;
    this.value = value;
    this.grain = grain / UNIT;
  }

  @Override
  public final void run(Batch batch) {
    int elements = HostPlan.rows(value, batch) * value.width();
    team.run(this, (elements + UNIT - 1) / UNIT, grain);
  }

  @Override
  public final void run(int from, int to, int worker) {
    compute(from * UNIT, to * UNIT);
  }

  /** Computes elements {@code from} to {@code to}, a whole number of units. */
  abstract void compute(int from, int to);

  /** {@code out = a + b}; the compiler makes vectors of it by itself. */
  static final class Add extends Elementwise {
    private final float[] a;
    private final float[] b;
    private final float[] out;

    Add(Operation.Add op, Buffers buffers, Team team) {
      super(team, op.out(), CHEAP_GRAIN);
      a = buffers.of(op.a());
      b = buffers.of(op.b());
      out = buffers.of(op.out());
    }

    @Override
    void compute(int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = a[i] + b[i];
      }
    }
  }

  /** {@code out = factor * in}; likewise. */
  static final class Scale extends Elementwise {
    private final float[] in;
    private final float[] out;
    private final float factor;

    Scale(Operation.Scale op, Buffers buffers, Team team) {
      super(team, op.out(), CHEAP_GRAIN);
      in = buffers.of(op.in());
      out = buffers.of(op.out());
      factor = op.factor();
    }

    @Override
    void compute(int from, int to) {
      for (int i = from; i < to; i++) {
        out[i] = factor * in[i];
      }
    }
  }

  /** {@code out = activation(gate) * up}. */
  static final class Gated extends Elementwise {
    private final float[] gate;
    private final float[] up;
    private final float[] out;
    private final Activation activation;

    Gated(Operation.GatedActivation op, Buffers buffers, Team team) {
      super(team, op.out(), COSTLY_GRAIN);
      gate = buffers.of(op.gate());
      up = buffers.of(op.up());
      out = buffers.of(op.out());
      activation = op.activation();
    }

    @Override
    void compute(int from, int to) {
      activate(activation, gate, up, out, from, to);
    }
  }

  /** {@code out = cap * tanh(in / cap)}. */
  static final class Softcap extends Elementwise {
    private final float[] in;
    private final float[] out;
    private final float cap;

    Softcap(Operation.Softcap op, Buffers buffers, Team team) {
      super(team, op.out(), COSTLY_GRAIN);
      in = buffers.of(op.in());
      out = buffers.of(op.out());
      cap = op.cap();
    }

    @Override
    void compute(int from, int to) {
      boolean vectors = SOFTCAP.useVectors();
      long start = SOFTCAP.start();
      if (vectors) {
        VectorMath.softcap(in, out, from, to, cap);
      } else {
        PlainMath.softcap(in, out, from, to, cap);
      }
      SOFTCAP.end(vectors, start, to - from);
    }
  }

  /** {@code out = activation(gate) * up} for a range, in whole vectors. */
  static void activate(
      Activation activation, float[] gate, float[] up, float[] out, int from, int to) {
    boolean vectors = ACTIVATION.useVectors();
    long start = ACTIVATION.start();
    switch (activation) {
      case SILU -> {
        if (vectors) {
          VectorMath.silu(gate, up, out, from, to);
        } else {
          PlainMath.silu(gate, up, out, from, to);
        }
      }
      case GELU_TANH -> {
        if (vectors) {
          VectorMath.gelu(gate, up, out, from, to);
        } else {
          PlainMath.gelu(gate, up, out, from, to);
        }
      }
    }
    ACTIVATION.end(vectors, start, to - from);
  }
}
