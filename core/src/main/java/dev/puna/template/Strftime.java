package dev.puna.template;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import org.jspecify.annotations.Nullable;

/** C's {@code strftime} in the C locale, with glibc's flags {@code -}, {@code _} and {@code 0}. */
final class Strftime {
  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  private static final String[] DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };

  private final ZonedDateTime time;

  private Strftime(ZonedDateTime time) {
    this.time = time;
  }

  /** Formats the present time of the rendering's clock. */
  static String format(Rendering rendering, String format) {
    Strftime strftime = new Strftime(rendering.now());
    TextBuffer out = new TextBuffer(rendering);
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      int start = i++;
      char flag = format.charAt(i);
      boolean flagged = "-_0".indexOf(flag) >= 0 && i + 1 < format.length();
      if (flagged) {
        i++;
      }
      String field = strftime.field(format.charAt(i), flagged ? flag : ' ');
      out.append(field == null ? format.substring(start, i + 1) : field);
    }
    return out.toString();
  }

  private @Nullable String field(char code, char flag) {
    return switch (code) {
      case 'Y' -> number(time.getYear(), 1, flag);
      case 'C' -> number(time.getYear() / 100, 2, flag);
      case 'y' -> number(time.getYear() % 100, 2, flag);
      case 'm' -> number(time.getMonthValue(), 2, flag);
      case 'd' -> number(time.getDayOfMonth(), 2, flag);
      case 'e' -> number(time.getDayOfMonth(), 2, flag == ' ' ? '_' : flag);
      case 'H' -> number(time.getHour(), 2, flag);
      case 'k' -> number(time.getHour(), 2, flag == ' ' ? '_' : flag);
      case 'I' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, flag);
      case 'l' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, flag == ' ' ? '_' : flag);
      case 'M' -> number(time.getMinute(), 2, flag);
      case 'S' -> number(time.getSecond(), 2, flag);
      case 'f' -> number(time.getNano() / 1000, 6, flag);
      case 'j' -> number(time.getDayOfYear(), 3, flag);
      case 'u' -> number(time.getDayOfWeek().getValue(), 1, flag);
      case 'w' -> number(time.getDayOfWeek().getValue() % 7, 1, flag);
      case 'U' -> number(weekFrom(time.getDayOfWeek().getValue() % 7), 2, flag);
      case 'W' -> number(weekFrom(time.getDayOfWeek().getValue() - 1), 2, flag);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, flag);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 1, flag);
      case 's' -> Long.toString(time.toEpochSecond());
      case 'B' -> MONTHS[time.getMonthValue() - 1];
      case 'b', 'h' -> MONTHS[time.getMonthValue() - 1].substring(0, 3);
      case 'A' -> DAYS[time.getDayOfWeek().getValue() - 1];
      case 'a' -> DAYS[time.getDayOfWeek().getValue() - 1].substring(0, 3);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'Z', 'z' -> "";
      case 'F' -> field('Y', ' ') + "-" + field('m', ' ') + "-" + field('d', ' ');
      case 'D', 'x' -> field('m', ' ') + "/" + field('d', ' ') + "/" + field('y', ' ');
      case 'T', 'X' -> field('H', ' ') + ":" + field('M', ' ') + ":" + field('S', ' ');
      case 'R' -> field('H', ' ') + ":" + field('M', ' ');
      case 'r' ->
          field('I', ' ') + ":" + field('M', ' ') + ":" + field('S', ' ') + " " + field('p', ' ');
      case 'c' ->
          field('a', ' ')
              + " "
              + field('b', ' ')
              + " "
              + field('e', ' ')
              + " "
              + field('T', ' ')
              + " "
              + field('Y', ' ');
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> null;
    };
  }

  /** The week of the year, the first one beginning with the first day number 0. */
  private int weekFrom(int dayOfWeek) {
    return (time.getDayOfYear() + 6 - dayOfWeek) / 7;
  }

  private static String number(int number, int width, char flag) {
    String digits = Integer.toString(number);
    if (flag == '-' || digits.length() >= width) {
      return digits;
    }
    return (flag == '_' ? " " : "0").repeat(width - digits.length()) + digits;
  }
}
