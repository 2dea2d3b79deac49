package dev.puna.template;

import java.util.List;

/**
 * What {@code groupby} yields: a pair whose parts are also called {@code grouper} and {@code list}.
 */
final class Group extends Tuple {
  Group(Object grouper, List<Object> members) {
    super(List.of(grouper, members));
  }
}
