package dev.puna.tokenizer;

/** Ids of tokens with a role of their own; -1 where the vocabulary has none. */
record SpecialIds(int bos, int eos, int eot, int eom, int unknown, int padding) {}
