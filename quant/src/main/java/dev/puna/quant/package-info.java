/** Block formats of GGML tensors: layout, scalar dequantise, quantise and dot product. */
@NullMarked
package dev.puna.quant;

import org.jspecify.annotations.NullMarked;
