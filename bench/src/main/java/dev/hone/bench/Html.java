package dev.hone.bench;

/** Text made safe for HTML. */
public final class Html {
  private Html() {}

  /** Nothing in {@code text} can become markup, in content or in a quoted attribute. */
  public static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          boolean control = c < ' ' && c != '\n' && c != '\t';
          out.append(control ? '\uFFFD' : c);
        }
      }
    }
    return out.toString();
  }
}
