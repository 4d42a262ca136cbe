package dev.hone.lmopenai;

import dev.hone.core.BadInput;
import dev.hone.core.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Writes what is not text as a part of a turn: images, sounds and documents. */
final class MediaPart {
  private static final long LARGEST = 50L << 20;
  private static final String BASE64 = ";base64,";

  private MediaPart() {}

  static void write(Message.Media media, Bytes out) {
    var type = media.type();
    if (type.startsWith("image/")) {
      var address = media.uri().startsWith("https:") ? media.uri() : data(media);
      out.ascii("{\"type\":\"image_url\",\"image_url\":{\"url\":").string(address).ascii("}}");
    } else if (type.startsWith("audio/")) {
      out.ascii("{\"type\":\"input_audio\",\"input_audio\":{\"data\":").string(base64(data(media)));
      out.ascii(",\"format\":").string(format(type)).ascii("}}");
    } else if (type.equals("application/pdf")) {
      out.ascii("{\"type\":\"file\",\"file\":{\"filename\":\"document.pdf\",\"file_data\":");
      out.string(data(media)).ascii("}}");
    } else {
      throw new BadInput(
          "A message holds media of the type '%s', which chat endpoints do not take. Use image/…, audio/… or application/pdf."
              .formatted(type));
    }
  }

  private static String format(String type) {
    return switch (type) {
      case "audio/mpeg" -> "mp3";
      case "audio/x-wav", "audio/wave" -> "wav";
      default -> type.substring("audio/".length());
    };
  }

  private static String base64(String data) {
    int at = data.indexOf(BASE64);
    if (at < 0)
      throw new BadInput(
          "A data: address is not in base64: '%s…'. Write data:TYPE;base64,…"
              .formatted(data.substring(0, Math.min(30, data.length()))));
    return data.substring(at + BASE64.length());
  }

  private static String data(Message.Media media) {
    if (media.uri().startsWith("data:")) return media.uri();
    if (!media.uri().startsWith("file:"))
      throw new BadInput(
          "The address '%s' of media of the type '%s' cannot be sent. Use file:, data:, or https: for images."
              .formatted(media.uri(), media.type()));
    try {
      var file = Path.of(URI.create(media.uri()));
      if (Files.size(file) > LARGEST)
        throw new BadInput(
            "%s is larger than 50 MiB. Chat endpoints take no larger files.".formatted(file));
      return "data:"
          + media.type()
          + BASE64
          + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput(
          "The file '%s' of a message cannot be read: %s.".formatted(media.uri(), e.getMessage()),
          e);
    }
  }
}
