package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an endpoint is and which way leads to it.
 *
 * @param host without the brackets of an IPv6 address
 * @param target the path and query of chat completions
 */
record Address(boolean tls, String host, int port, String target, Optional<Via> via) {

  /**
   * A proxy.
   *
   * @param authorization the value of its header, a secret; empty when it wants none
   */
  record Via(String host, int port, String authorization) {}

  private static final String CHAT = "/chat/completions";

  /**
   * @param environment where proxies are looked up: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code
   *     ALL_PROXY}, {@code NO_PROXY}, in either case; loopback addresses are never proxied
   * @throws BadInput when the text is not an address of a web server
   */
  static Address of(String baseUrl, Map<String, String> environment) {
    var uri = uri(baseUrl, "base address", "http://127.0.0.1:8000/v1");
    if (uri.getRawUserInfo() != null)
      throw new BadInput(
          "The base address at %s holds a name or password. Put the key into OPENAI_API_KEY instead."
              .formatted(uri.getHost()));
    boolean tls = isTls(uri);
    var host = bare(uri.getHost());
    var path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    if (!path.endsWith(CHAT)) path += CHAT;
    if (uri.getRawQuery() != null) path += "?" + uri.getRawQuery();
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    return new Address(tls, host, port, path, via(tls, host, environment));
  }

  /** Host and port as a request names them. */
  String authority() {
    var name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  String origin() {
    return (tls ? "https://" : "http://") + authority();
  }

  private static Optional<Via> via(boolean tls, String host, Map<String, String> environment) {
    var name = tls ? "https_proxy" : "http_proxy";
    var proxy = either(name, environment).or(() -> either("all_proxy", environment));
    if (proxy.isEmpty() || direct(host, either("no_proxy", environment).orElse("")))
      return Optional.empty();
    var text = proxy.get().contains("://") ? proxy.get() : "http://" + proxy.get();
    var uri = uri(text, "proxy", "http://proxy.example:3128");
    if (isTls(uri))
      throw new BadInput(
          "The proxy %s wants TLS on the way to it, which is not supported. Use its http address."
              .formatted(uri.getHost()));
    var user = uri.getUserInfo();
    var authorization =
        user == null ? "" : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
    return Optional.of(
        new Via(bare(uri.getHost()), uri.getPort() >= 0 ? uri.getPort() : 80, authorization));
  }

  private static Optional<String> either(String name, Map<String, String> environment) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  private static boolean direct(String host, String exceptions) {
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) return true;
    for (var entry : exceptions.split(",")) {
      var rule = entry.strip();
      if (rule.equals("*")) return true;
      rule = rule.startsWith("*.") ? rule.substring(2) : rule.replaceFirst("^\\.", "");
      if (!rule.isEmpty() && (host.equals(rule) || host.endsWith("." + rule))) return true;
    }
    return false;
  }

  private static URI uri(String text, String what, String example) {
    try {
      var uri = new URI(text.strip());
      if (uri.getHost() != null && ("http".equals(scheme(uri)) || isTls(uri))) return uri;
    } catch (URISyntaxException e) {
      throw unusable(text, what, example);
    }
    throw unusable(text, what, example);
  }

  private static BadInput unusable(String text, String what, String example) {
    var shown = text.indexOf('@') >= 0 ? "" : " '" + text + "'";
    return new BadInput(
        "The %s%s is not an address. Write it like %s.".formatted(what, shown, example));
  }

  private static boolean isTls(URI uri) {
    return "https".equals(scheme(uri));
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  private static String bare(String host) {
    var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
