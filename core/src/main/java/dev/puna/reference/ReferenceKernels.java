package dev.puna.reference;

import dev.puna.graph.Activation;
import dev.puna.graph.Graph;
import dev.puna.graph.Operation;
import dev.puna.graph.RopeSpec.Pairing;
import dev.puna.graph.Value;
import dev.puna.graph.Weight;
import dev.puna.host.Buffers;
import dev.puna.host.HostKvCache;
import dev.puna.host.HostPlan;
import dev.puna.host.Kernel;
import dev.puna.host.KernelFactory;
import dev.puna.quant.BlockFormat;
import dev.puna.spi.Batch;
import dev.puna.spi.PlanLimits;
import java.util.ArrayList;
import java.util.List;

/** The plain kernels. Sums are formed in double precision where that costs nothing to read. */
final class ReferenceKernels implements KernelFactory {
  @Override
  public boolean supports(Operation operation) {
    for (Weight weight : operation.weights()) {
      if (weight.type().format().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Kernel> create(Graph graph, Buffers buffers, HostKvCache cache, PlanLimits limits) {
    List<Kernel> kernels = new ArrayList<>();
    for (Operation operation : graph.operations()) {
      kernels.add(kernel(operation, buffers, cache));
    }
    return kernels;
  }

  private static Kernel kernel(Operation operation, Buffers buffers, HostKvCache cache) {
    return switch (operation) {
      case Operation.Embed op -> embed(op, buffers);
      case Operation.RmsNorm op -> rmsNorm(op, buffers);
      case Operation.Linear op -> linear(op, buffers);
      case Operation.Rope op -> rope(op, buffers);
      case Operation.Attention op -> new ReferenceAttention(op, buffers, cache);
      case Operation.GatedActivation op -> gated(op, buffers);
      case Operation.Add op -> add(op, buffers);
      case Operation.Scale op -> scale(op, buffers);
      case Operation.Softcap op -> softcap(op, buffers);
      case Operation.SelectOutputs op -> select(op, buffers);
      case Operation.Experts op -> new ReferenceExperts(op, buffers);
    };
  }

  /** The codec of a weight's type; {@link #supports} made sure that there is one. */
  static BlockFormat format(Weight weight) {
    return weight.type().format().orElseThrow();
  }

  /** The elements of a weight that is a vector. */
  static float[] vector(Weight weight) {
    float[] values = new float[weight.columns()];
    format(weight).dequantise(weight.data(), 0, values, 0, values.length);
    return values;
  }

  private static Kernel embed(Operation.Embed op, Buffers buffers) {
    Weight table = op.table();
    BlockFormat format = format(table);
    float[] out = buffers.of(op.out());
    int width = table.columns();
    return batch -> {
      for (int r = 0; r < batch.tokenCount(); r++) {
        format.dequantise(table.data(), batch.token(r) * table.rowBytes(), out, r * width, width);
      }
    };
  }

  private static Kernel rmsNorm(Operation.RmsNorm op, Buffers buffers) {
    float[] in = buffers.of(op.in());
    float[] out = buffers.of(op.out());
    float[] weight = vector(op.weight());
    int length = op.length();
    int groups = op.in().width() / length;
    return batch -> {
      int runs = HostPlan.rows(op.in(), batch) * groups;
      for (int from = 0; from < runs * length; from += length) {
        double squares = 0;
        for (int i = 0; i < length; i++) {
          squares += (double) in[from + i] * in[from + i];
        }
        float factor = (float) (1 / Math.sqrt(squares / length + op.epsilon()));
        for (int i = 0; i < length; i++) {
          out[from + i] = in[from + i] * factor * weight[i];
        }
      }
    };
  }

  private static Kernel linear(Operation.Linear op, Buffers buffers) {
    Weight weight = op.weight();
    BlockFormat format = format(weight);
    float[] in = buffers.of(op.in());
    float[] out = buffers.of(op.out());
    float[] bias = op.bias() == null ? new float[weight.rows()] : vector(op.bias());
    int columns = weight.columns();
    int rows = weight.rows();
    return batch -> {
      int count = HostPlan.rows(op.in(), batch);
      for (int o = 0; o < rows; o++) {
        long offset = o * weight.rowBytes();
        for (int r = 0; r < count; r++) {
          out[r * rows + o] = format.dot(weight.data(), offset, in, r * columns, columns) + bias[o];
        }
      }
    };
  }

  private static Kernel rope(Operation.Rope op, Buffers buffers) {
    float[] in = buffers.of(op.in());
    float[] out = buffers.of(op.out());
    float[] frequencies = op.spec().frequencies();
    float magnitude = op.spec().magnitude();
    boolean neighbours = op.spec().pairing() == Pairing.NEIGHBOURS;
    int pairs = frequencies.length;
    int head = op.headLength();
    int width = op.in().width();
    return batch -> {
      for (int r = 0; r < HostPlan.rows(op.in(), batch); r++) {
        int position = batch.position(r);
        for (int from = r * width; from < (r + 1) * width; from += head) {
          for (int i = 0; i < pairs; i++) {
            double angle = (double) position * frequencies[i];
            float cos = (float) (Math.cos(angle) * magnitude);
            float sin = (float) (Math.sin(angle) * magnitude);
            int first = from + (neighbours ? 2 * i : i);
            int second = first + (neighbours ? 1 : pairs);
            float a = in[first];
            float b = in[second];
            out[first] = a * cos - b * sin;
            out[second] = a * sin + b * cos;
          }
          System.arraycopy(in, from + 2 * pairs, out, from + 2 * pairs, head - 2 * pairs);
        }
      }
    };
  }

  private static Kernel gated(Operation.GatedActivation op, Buffers buffers) {
    float[] gate = buffers.of(op.gate());
    float[] up = buffers.of(op.up());
    float[] out = buffers.of(op.out());
    Activation activation = op.activation();
    return batch -> {
      for (int i = 0; i < elements(op.out(), batch); i++) {
        out[i] = (float) activate(activation, gate[i]) * up[i];
      }
    };
  }

  static double activate(Activation activation, double x) {
    return switch (activation) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU_TANH ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    };
  }

  private static Kernel add(Operation.Add op, Buffers buffers) {
    float[] a = buffers.of(op.a());
    float[] b = buffers.of(op.b());
    float[] out = buffers.of(op.out());
    return batch -> {
      for (int i = 0; i < elements(op.out(), batch); i++) {
        out[i] = a[i] + b[i];
      }
    };
  }

  private static Kernel scale(Operation.Scale op, Buffers buffers) {
    float[] in = buffers.of(op.in());
    float[] out = buffers.of(op.out());
    return batch -> {
      for (int i = 0; i < elements(op.out(), batch); i++) {
        out[i] = op.factor() * in[i];
      }
    };
  }

  private static Kernel softcap(Operation.Softcap op, Buffers buffers) {
    float[] in = buffers.of(op.in());
    float[] out = buffers.of(op.out());
    return batch -> {
      for (int i = 0; i < elements(op.out(), batch); i++) {
        out[i] = (float) (op.cap() * Math.tanh(in[i] / (double) op.cap()));
      }
    };
  }

  private static Kernel select(Operation.SelectOutputs op, Buffers buffers) {
    float[] in = buffers.of(op.in());
    float[] out = buffers.of(op.out());
    int width = op.in().width();
    return batch -> {
      for (int o = 0; o < batch.outputCount(); o++) {
        System.arraycopy(in, batch.outputRow(o) * width, out, o * width, width);
      }
    };
  }

  private static int elements(Value value, Batch batch) {
    return HostPlan.rows(value, batch) * value.width();
  }
}
