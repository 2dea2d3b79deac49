package dev.puna;

import java.util.Map;

/**
 * What a model is.
 *
 * @param name its name, or its architecture's where the file gives none
 * @param architecture its family: {@code llama}
 * @param parameters number of weights
 * @param types number of tensors of each type, by the type's name
 * @param bytes size of all tensors
 * @param contextLength positions that it was trained for
 * @param layers number of layers
 * @param width elements of a hidden state
 * @param vocabulary number of tokens
 * @param hasTokenizer whether it can take and give text
 * @param hasChatTemplate whether it can chat
 */
public record ModelInfo(
    String name,
    String architecture,
    long parameters,
    Map<String, Integer> types,
    long bytes,
    int contextLength,
    int layers,
    int width,
    int vocabulary,
    boolean hasTokenizer,
    boolean hasChatTemplate) {}
