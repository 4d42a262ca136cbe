package dev.hone.core;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
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
  private static final List<DateTimeFormatter> DATE =
      Stream.of(
              "uuuu-M-d",
              "uuuu/M/d",
              "uuuu.M.d",
              "d.M.uuuu",
              "MMMM d, uuuu",
              "MMMM d uuuu",
              "d MMMM uuuu",
              "MMM d, uuuu",
              "MMM d uuuu",
              "d MMM uuuu",
              "d-MMM-uuuu")
          .map(Dates::format)
          .toList();
  private static final List<DateTimeFormatter> TIME =
      Stream.of("H:mm:ss", "H:mm", "h:mm a", "h:mma", "h a", "ha").map(Dates::format).toList();
  private static final Pattern SLASHED = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");
  private static final Pattern ORDINAL =
      Pattern.compile("(?<=\\d)(st|nd|rd|th)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern WEEKDAY =
      Pattern.compile("^(mon|tues|wednes|thurs|fri|satur|sun)day,?\\s+", Pattern.CASE_INSENSITIVE);

  private Dates() {}

  static Optional<String> read(FieldType.Simple type, String text) {
    var plain = ORDINAL.matcher(WEEKDAY.matcher(text.strip()).replaceFirst("")).replaceAll("");
    return switch (type) {
      case DATE ->
          date(plain)
              .or(() -> dateTime(plain).map(LocalDateTime::toLocalDate))
              .map(LocalDate::toString);
      case TIME -> time(plain).map(DateTimeFormatter.ISO_LOCAL_TIME::format);
      default ->
          dateTime(plain)
              .or(() -> date(plain).map(LocalDate::atStartOfDay))
              .map(DateTimeFormatter.ISO_LOCAL_DATE_TIME::format);
    };
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

  private static Optional<LocalDateTime> dateTime(String text) {
    var zoneless = text.replaceFirst("(Z|[+-]\\d{2}:\\d{2})$", "").replaceFirst("\\.\\d+$", "");
    int split = Math.max(zoneless.indexOf('T'), zoneless.lastIndexOf(", "));
    if (split < 0) split = zoneless.indexOf(' ');
    if (split < 0) return Optional.empty();
    var day = date(zoneless.substring(0, split).strip());
    var hour = time(zoneless.substring(split + 1).strip());
    return day.isPresent() && hour.isPresent()
        ? Optional.of(day.get().atTime(hour.get()))
        : Optional.empty();
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
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
