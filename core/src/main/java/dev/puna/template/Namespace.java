package dev.puna.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one value that a template can change: {@code {% set ns.name = value %}}. */
final class Namespace {
  final Map<Object, Object> attributes = new LinkedHashMap<>();
}
