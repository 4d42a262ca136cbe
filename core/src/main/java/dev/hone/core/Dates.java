package dev.hone.core;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Dates and times as people write them, to ISO text. A date that could mean two days is not read at
 * all.
 */
final class Dates {
  private static final int LONGEST = 80;
  private static final List<DateTimeFormatter> DATE =
      Stream.of(
              "uuuu-M-d",
              "uuuu/M/d",
              "uuuu.M.d",
              "d.M.uuuu",
              "MMMM d, uuuu",
              "MMMM d uuuu",
              "d MMMM uuuu",
              "d MMMM, uuuu",
              "MMM d, uuuu",
              "MMM d uuuu",
              "d MMM uuuu",
              "d MMM, uuuu",
              "d-MMM-uuuu")
          .map(Dates::format)
          .toList();
  private static final List<DateTimeFormatter> TIME =
      Stream.of("H:mm:ss", "H:mm", "h:mm:ss a", "h:mm:ssa", "h:mm a", "h:mma", "h a", "ha")
          .map(Dates::format)
          .toList();
  private static final Pattern SLASHED = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");
  private static final Pattern ORDINAL =
      Pattern.compile("(?<=\\d)(st|nd|rd|th)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern WEEKDAY =
      Pattern.compile(
          "^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thur?s?|fri|sat|sun)\\.?,?\\s+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MONTH_DOT =
      Pattern.compile(
          "\\b(jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)t?\\.", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPT = Pattern.compile("\\bsept\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern HALF_DAY =
      Pattern.compile("([ap])\\.\\s?m\\.?", Pattern.CASE_INSENSITIVE);
  private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u2009\\u202f]+");
  private static final Pattern ZONE =
      Pattern.compile("(?<=\\d)\\s?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})$");

  private Dates() {}

  /** Local dates and times with their seconds, as {@link #read} gives them; others as ISO text. */
  static String text(TemporalAccessor time) {
    return switch (time) {
      case LocalTime t -> DateTimeFormatter.ISO_LOCAL_TIME.format(t);
      case LocalDateTime t -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(t);
      default -> time.toString();
    };
  }

  static Optional<String> read(FieldType.Simple type, String text) {
    if (text.length() > LONGEST) return Optional.empty();
    var plain = plain(text);
    return switch (type) {
      case DATE ->
          date(plain)
              .or(() -> dateTime(plain).map(LocalDateTime::toLocalDate))
              .map(LocalDate::toString);
      case TIME -> time(plain).map(Dates::text);
      default ->
          dateTime(plain).or(() -> date(plain).map(LocalDate::atStartOfDay)).map(Dates::text);
    };
  }

  private static String plain(String text) {
    var plain = SPACES.matcher(text).replaceAll(" ").strip();
    plain = WEEKDAY.matcher(plain).replaceFirst("");
    plain = ORDINAL.matcher(plain).replaceAll("");
    plain = MONTH_DOT.matcher(plain).replaceAll("$1");
    plain = SEPT.matcher(plain).replaceAll("Sep");
    return HALF_DAY.matcher(plain).replaceAll("$1m");
  }

  private static Optional<LocalDate> date(String text) {
    var slashed = SLASHED.matcher(text);
    if (slashed.matches())
      return slashed(
          Integer.parseInt(slashed.group(1)),
          Integer.parseInt(slashed.group(2)),
          Integer.parseInt(slashed.group(3)));
    return first(DATE, text).map(LocalDate::from);
  }

  private static Optional<LocalDate> slashed(int a, int b, int year) {
    if (a <= 12 && b <= 12 && a != b) return Optional.empty();
    try {
      return Optional.of(a > 12 ? LocalDate.of(year, b, a) : LocalDate.of(year, a, b));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalTime> time(String text) {
    return first(TIME, text).map(LocalTime::from);
  }

  /** Tries every place where a day could end and an hour begin. */
  private static Optional<LocalDateTime> dateTime(String text) {
    var zoneless = ZONE.matcher(text).replaceFirst("");
    for (int i = 1; i < zoneless.length(); i++) {
      char c = zoneless.charAt(i);
      if (c != ' ' && c != 'T' && c != 't') continue;
      var day = zoneless.substring(0, i).strip();
      var hour = zoneless.substring(i + 1).strip();
      if (day.endsWith(",")) day = day.substring(0, day.length() - 1);
      if (hour.startsWith("at ")) hour = hour.substring(3);
      var time = time(hour);
      if (time.isEmpty()) continue;
      var date = date(day);
      if (date.isPresent()) return Optional.of(date.get().atTime(time.get()));
    }
    return Optional.empty();
  }

  private static Optional<TemporalAccessor> first(List<DateTimeFormatter> formats, String text) {
    for (var format : formats) {
      var position = new ParsePosition(0);
      var parsed = format.parseUnresolved(text, position);
      if (parsed != null && position.getErrorIndex() < 0 && position.getIndex() == text.length())
        return resolved(format, text);
    }
    return Optional.empty();
  }

  private static Optional<TemporalAccessor> resolved(DateTimeFormatter format, String text) {
    try {
      return Optional.of(format.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter format(String pattern) {
    var builder = new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    if (pattern.equals("H:mm:ss"))
      builder.optionalStart().appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd();
    return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
  }
}
