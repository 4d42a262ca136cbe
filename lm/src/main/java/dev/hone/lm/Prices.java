package dev.hone.lm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prices by model. Names are model specifications; {@code provider/*} stands for all models of a
 * provider that are not named. A model behind a base URL of one's own has a price only under its
 * full specification, because a name says nothing about who bills.
 *
 * <p>An entry names the table it was compared with; one that names none was compared with nothing.
 *
 * <p>List prices for short contexts; discounts, tiers for long contexts and fees for cache writes
 * are not known here.
 */
public record Prices(Map<String, Price> byModel) {
  private static final String RESOURCE = "prices.json";
  private static final Pattern VERSION =
      Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest|v\\d+(:\\d+)?|\\d{8}-v\\d+(:\\d+)?)$");

  public Prices {
    byModel = Collections.unmodifiableMap(new HashMap<>(byModel));
  }

  /** The table that comes with Hone. */
  public static Prices builtIn() {
    return BuiltIn.PRICES;
  }

  /** Read once, when first asked for. */
  private static final class BuiltIn {
    private static final Prices PRICES = load();

    private static Prices load() {
      try (var in = Prices.class.getResourceAsStream(RESOURCE)) {
        if (in == null) throw new IllegalStateException(RESOURCE + " is missing from the lm jar.");
        return new Prices(read(new String(in.readAllBytes(), UTF_8), RESOURCE, ""));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * These prices, with those of a file where it has any.
   *
   * @throws BadInput naming file and entry when it is no price table
   */
  public Prices with(Path file) {
    try {
      return with(read(Files.readString(file), file.toString(), file.toString()));
    } catch (IOException e) {
      throw new BadInput(
          "The price file %s cannot be read: %s. Check the path.".formatted(file, e.getMessage()),
          e);
    }
  }

  /** These prices, with {@code others} where they have any. */
  public Prices with(Map<String, Price> others) {
    var all = new HashMap<>(byModel);
    all.putAll(others);
    return new Prices(all);
  }

  /** The price of a model; empty when unknown. */
  public Optional<Price> of(String spec) {
    var price = byModel.get(spec);
    int url = spec.indexOf("@http");
    if (price != null || url >= 0) return Optional.ofNullable(price);
    var version = VERSION.matcher(spec);
    if (version.find()) price = byModel.get(spec.substring(0, version.start()));
    int slash = spec.indexOf('/');
    if (price == null && slash > 0) price = byModel.get(spec.substring(0, slash) + "/*");
    return Optional.ofNullable(price);
  }

  /**
   * @param usually the source of entries that name none
   */
  private static Map<String, Price> read(String text, String place, String usually) {
    try {
      var all = new HashMap<String, Price>();
      Json.parseObject(text)
          .forEach((model, entry) -> all.put(model, price(model, entry, usually)));
      return all;
    } catch (BadInput e) {
      throw e.at(place);
    }
  }

  private static Price price(String model, @Nullable Object entry, String usually) {
    if (!(entry instanceof Map<?, ?> map)
        || !(map.get("input") instanceof Number input)
        || !(map.get("output") instanceof Number output))
      throw new BadInput(
          "The price of '%s' should look like {\"input\": 0.4, \"cached\": 0.1, \"output\": 1.6, \"date\": \"2026-01\"}, in USD per million tokens."
              .formatted(model));
    double cached = map.get("cached") instanceof Number c ? c.doubleValue() : input.doubleValue();
    var date = map.get("date") instanceof String d ? d : "";
    var source = map.get("source") instanceof String s ? s : usually;
    return new Price(input.doubleValue(), cached, output.doubleValue(), date, source);
  }
}
