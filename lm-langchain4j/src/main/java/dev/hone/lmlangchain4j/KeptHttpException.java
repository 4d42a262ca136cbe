package dev.hone.lmlangchain4j;

import dev.langchain4j.exception.HttpException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** A refusal that keeps how long the provider asked to wait. */
final class KeptHttpException extends HttpException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  KeptHttpException(int status, String body, Optional<String> retryAfter) {
    super(status, body);
    this.retryAfter = retryAfter.flatMap(text -> wait(text.strip(), Instant.now()));
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Seconds or a date. */
  static Optional<Duration> wait(String text, Instant now) {
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.'))
        return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)));
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
