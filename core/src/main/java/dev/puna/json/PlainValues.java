package dev.puna.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the maps, lists, strings, numbers and booleans that chat templates take. */
public final class PlainValues {
  private PlainValues() {}

  /** A value as a plain one; integers become {@code Long} where they fit, others {@code Double}. */
  public static @Nullable Object of(JsonValue value) {
    return switch (value) {
      case JsonValue.Constant constant ->
          constant == JsonValue.Constant.NULL ? null : (Object) constant.isTrue();
      case JsonValue.Text text -> text.value();
      case JsonValue.Decimal number -> number(number.value());
      case JsonValue.Array array -> {
        List<@Nullable Object> list = new ArrayList<>();
        array.elements().forEach(element -> list.add(of(element)));
        yield list;
      }
      case JsonValue.Members members -> of(members);
    };
  }

  /** An object as a map. */
  public static Map<String, @Nullable Object> of(JsonValue.Members members) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    members.values().forEach((name, member) -> map.put(name, of(member)));
    return map;
  }

  private static Object number(BigDecimal number) {
    boolean isLong = number.scale() <= 0 && number.precision() - number.scale() <= 18;
    return isLong ? (Object) number.longValueExact() : (Object) number.doubleValue();
  }
}
