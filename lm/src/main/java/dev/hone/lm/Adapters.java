package dev.hone.lm;

import dev.hone.core.BadInput;
import java.util.List;

/** The formats that come with Hone, by name. */
public final class Adapters {
  /** The name that stands for the format found by {@link AutoFormat}. */
  public static final String AUTO = "auto";

  private Adapters() {}

  /** All names, {@link #AUTO} included. */
  public static List<String> names() {
    return List.of("markers", "json", "xml", "plain", AUTO);
  }

  /**
   * A format by name; for {@link #AUTO} the guess that needs no probe: plain text for base models
   * and for models that choose among given texts, otherwise markers.
   *
   * @throws BadInput listing the known names
   */
  public static Adapter named(String name, Capabilities capabilities) {
    return switch (name) {
      case "markers" -> new MarkersAdapter();
      case "json" -> new JsonAdapter(capabilities);
      case "xml" -> new XmlAdapter();
      case "plain" -> new PlainAdapter(capabilities);
      case AUTO ->
          !capabilities.chat() || capabilities.oneOf()
              ? new PlainAdapter(capabilities)
              : new MarkersAdapter();
      default ->
          throw new BadInput(
              "There is no answer format '%s'. Use one of %s."
                  .formatted(name, String.join(", ", names())));
    };
  }

  /** Every format a model of these capabilities can be asked in, shortest first. */
  static List<Adapter> all(Capabilities capabilities) {
    if (!capabilities.chat()) return List.of(new PlainAdapter(capabilities));
    return List.of(
        new PlainAdapter(capabilities),
        new XmlAdapter(),
        new JsonAdapter(capabilities),
        new MarkersAdapter());
  }
}
