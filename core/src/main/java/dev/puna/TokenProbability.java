package dev.puna;

import java.util.List;

/**
 * How likely the model found a token: by its logits alone, before temperature, penalties or any
 * other part of sampling.
 *
 * @param id the token
 * @param text what it stands for; what is no well-formed UTF-8, often the part of a character, is
 *     replaced: {@link dev.puna.tokenizer.Tokenizer#pieceBytes} has the bytes
 * @param logProbability the natural logarithm of its probability
 * @param alternatives the most likely tokens in its place, the most likely first, itself among them
 *     if it is one of these; their own alternatives are empty
 */
public record TokenProbability(
    int id, String text, double logProbability, List<TokenProbability> alternatives) {
  /** Copies the list. */
  public TokenProbability {
    alternatives = List.copyOf(alternatives);
  }
}
