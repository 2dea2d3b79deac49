package dev.puna.grammar;

/** The formats of strings that a grammar can force, as regular expressions. */
final class StringFormat {
  private static final String MONTH_DAY =
      "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
          + "|02-(?:0[1-9]|1[0-9]|2[0-8]))";

  /** Years that have a 29th of February. */
  private static final String LEAP_YEAR =
      "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";

  private static final String DATE = "(?:[0-9]{4}-" + MONTH_DAY + "|" + LEAP_YEAR + "-02-29)";

  private static final String HOUR_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

  /** RFC 3339's full-time, without leap seconds. */
  private static final String TIME =
      HOUR_MINUTE + ":[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-]" + HOUR_MINUTE + ")";

  private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  private StringFormat() {}

  /** The strings that a keyword {@code format} asks for. */
  static GrammarNode read(Schema keyword) {
    String regex =
        switch (keyword.text()) {
          case "date" -> DATE;
          case "time" -> TIME;
          case "date-time" -> DATE + "T" + TIME;
          case "uuid", "uuid1", "uuid2", "uuid3", "uuid4", "uuid5" -> UUID;
          default ->
              throw keyword.error(
                  "format \""
                      + keyword.text()
                      + "\" is not supported: only date, time, date-time and uuid are; leave it out"
                      + " or use pattern");
        };
    return RegexGrammar.search("^" + regex + "$");
  }
}
