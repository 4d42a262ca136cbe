package dev.hone.data;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Gives equal examples ids of their own: the first keeps its id, the others get {@code -2}, {@code
 * -3}. Holds eight bytes per example, because a file may have millions.
 */
final class Twins {
  private final Map<Long, Integer> repeated = new HashMap<>();
  private long[] table = new long[1024];
  private int size;

  String tell(String id) {
    long key = HexFormat.fromHexDigitsToLong(id) + 1;
    if (add(key)) return id;
    return id + "-" + repeated.merge(key, 2, (count, _) -> count + 1);
  }

  private boolean add(long key) {
    if (2 * ++size > table.length) grow();
    return put(key);
  }

  private boolean put(long key) {
    int mask = table.length - 1;
    int at = (int) (key ^ key >>> 20) & mask;
    while (table[at] != 0) {
      if (table[at] == key) return false;
      at = at + 1 & mask;
    }
    table[at] = key;
    return true;
  }

  private void grow() {
    var old = table;
    table = new long[2 * old.length];
    for (long key : old) if (key != 0) put(key);
  }
}
