package dev.puna.cli.synth;

import dev.puna.gguf.GgufValueType;
import dev.puna.gguf.GgufWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokenizer of a family, with its number of tokens, its kind, and its control tokens where they
 * are in the real one; the words are made up.
 */
enum Tokens {
  /** Byte-level, as in Llama 3. */
  LLAMA_3(
      """
      {%- for m in messages -%}
      {{- '<|start_header_id|>' + m.role + '<|end_header_id|>\\n\\n' + m.content + '<|eot_id|>' -}}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}
      {%- endif -%}
      """) {
    @Override
    void write(GgufWriter writer, int size) {
      int first = size - 256;
      Vocabulary vocabulary = Vocabulary.byteLevel(first, size);
      vocabulary.control(first, "<|begin_of_text|>");
      vocabulary.control(first + 1, "<|end_of_text|>");
      vocabulary.control(first + 6, "<|start_header_id|>");
      vocabulary.control(first + 7, "<|end_header_id|>");
      vocabulary.control(first + 8, "<|eom_id|>");
      vocabulary.control(first + 9, "<|eot_id|>");
      vocabulary.write(writer, "llama-bpe");
      writer
          .uint32("tokenizer.ggml.bos_token_id", first)
          .uint32("tokenizer.ggml.eos_token_id", first + 9)
          .bool("tokenizer.ggml.add_bos_token", true);
    }
  },

  /** Byte-level, as in Qwen 3. */
  QWEN_3(
      """
      {%- for m in messages -%}
      {{- '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' -}}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{- '<|im_start|>assistant\\n' -}}
      {%- endif -%}
      """) {
    @Override
    void write(GgufWriter writer, int size) {
      // Most are there to fill up the embedding table.
      int first = size - 293;
      Vocabulary vocabulary = Vocabulary.byteLevel(first, size);
      vocabulary.control(first, "<|endoftext|>");
      vocabulary.control(first + 1, "<|im_start|>");
      vocabulary.control(first + 2, "<|im_end|>");
      vocabulary.write(writer, "qwen2");
      writer
          .uint32("tokenizer.ggml.bos_token_id", first)
          .uint32("tokenizer.ggml.eos_token_id", first + 2)
          .uint32("tokenizer.ggml.padding_token_id", first)
          .bool("tokenizer.ggml.add_bos_token", false);
    }
  },

  /** SentencePiece, as in Gemma 3. */
  GEMMA_3(
      """
      {%- for m in messages -%}
      {{- '<start_of_turn>' + m.role + '\\n' + m.content + '<end_of_turn>\\n' -}}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{- '<start_of_turn>model\\n' -}}
      {%- endif -%}
      """) {
    @Override
    void write(GgufWriter writer, int size) {
      List<String> controls =
          List.of("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>");
      Vocabulary.sentencePiece(controls, controls.indexOf("<unk>"), size).write(writer, "default");
      List<Float> scores = new ArrayList<>(size);
      for (int id = 0; id < size; id++) {
        // Pieces are merged to the highest score first.
        scores.add((float) -id);
      }
      writer
          .array("tokenizer.ggml.scores", GgufValueType.FLOAT32, scores)
          .uint32("tokenizer.ggml.padding_token_id", controls.indexOf("<pad>"))
          .uint32("tokenizer.ggml.eos_token_id", controls.indexOf("<eos>"))
          .uint32("tokenizer.ggml.bos_token_id", controls.indexOf("<bos>"))
          .uint32("tokenizer.ggml.unknown_token_id", controls.indexOf("<unk>"))
          .bool("tokenizer.ggml.add_bos_token", true)
          .bool("tokenizer.ggml.add_space_prefix", false);
    }
  };

  private final String template;

  Tokens(String template) {
    this.template = template;
  }

  /** A short chat template with the family's control tokens. */
  String template() {
    return template;
  }

  /** Writes all keys of the tokenizer but the template. */
  abstract void write(GgufWriter writer, int size);
}
