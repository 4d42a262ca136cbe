package dev.hone.lmopenai;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** What a server means when it does not answer a question. */
final class Refusals {
  private static final int SHOWN = 300;

  private Refusals() {}

  /**
   * @param place the model and its address
   * @param body the answer's body, without keys
   */
  static ModelFailure of(
      String place, int status, String body, Optional<Duration> retryAfter, String location) {
    var error = error(body);
    var kind = kind(status, error);
    var said = error.text("message").isEmpty() ? body : error.text("message");
    var message =
        "%s refused with status %d%s%s%s"
            .formatted(
                place,
                status,
                said.isBlank() ? "" : ": " + shown(said),
                repair(kind, status),
                location.isEmpty() ? "" : " It points to " + shown(location) + ".");
    return new ModelFailure(kind, message, retryAfter, null);
  }

  /** A failure told inside an answer with status 200. */
  static ModelFailure inside(String place, Tree error) {
    int status = (int) error.number("code");
    var kind = kind(status >= 400 && status < 600 ? status : 500, error);
    var message = "%s failed while answering: %s".formatted(place, shown(error.text("message")));
    return new ModelFailure(kind, message);
  }

  /** Reads seconds, milliseconds or a date. */
  static Optional<Duration> retryAfter(String seconds, String millis, Instant now) {
    try {
      if (!millis.isEmpty()) return wait(Double.parseDouble(millis) / 1000);
      if (seconds.isEmpty()) return Optional.empty();
      if (Character.isDigit(seconds.charAt(0))) return wait(Double.parseDouble(seconds));
      var date = ZonedDateTime.parse(seconds, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> wait(double seconds) {
    return seconds >= 0 && seconds < 1e9
        ? Optional.of(Duration.ofMillis(Math.round(seconds * 1000)))
        : Optional.empty();
  }

  private static Tree error(String body) {
    try {
      var whole = Tree.of(Json.parse(body));
      return whole.has("error") && whole.tree("error").map().isEmpty()
          ? Tree.of(java.util.Map.of("message", whole.text("error")))
          : whole.has("error") ? whole.tree("error") : whole;
    } catch (BadInput e) {
      return Tree.EMPTY;
    }
  }

  private static Kind kind(int status, Tree error) {
    var code = (error.text("code") + " " + error.text("type")).toLowerCase(Locale.ROOT);
    if (code.contains("insufficient_quota") || code.contains("billing")) return Kind.BILLING;
    if (code.contains("content_filter") || code.contains("content_policy")) return Kind.FILTERED;
    if (status == 400 || status == 413 || status == 422) {
      var said = error.text("message").toLowerCase(Locale.ROOT);
      return code.contains("context_length")
              || said.contains("context length")
              || said.contains("context window")
              || said.contains("context size")
          ? Kind.CONTEXT_TOO_LONG
          : Kind.INVALID_REQUEST;
    }
    return switch (status) {
      case 401, 403, 407 -> Kind.AUTHENTICATION;
      case 402 -> Kind.BILLING;
      case 408 -> Kind.TIMEOUT;
      case 409, 425 -> Kind.SERVER;
      case 429 -> Kind.RATE_LIMITED;
      default -> status >= 500 ? Kind.SERVER : Kind.INVALID_REQUEST;
    };
  }

  private static String repair(Kind kind, int status) {
    return switch (kind) {
      case AUTHENTICATION -> ". Check the key in OPENAI_API_KEY.";
      case BILLING -> ". Check the credit and limits of the account.";
      default ->
          status == 404
              ? ". Check the model's name, and that the base address ends as the server wants it, often in /v1."
              : ".";
    };
  }

  private static String shown(String text) {
    var line = text.strip().replaceAll("\\s+", " ").replaceAll("[.!]+$", "");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
