package dev.hone.store;

import java.util.Arrays;

/**
 * From key to row, in 32 bytes an entry: 64-bit hashes with row numbers in open addressing. Two
 * keys may share a hash, so whoever looks up compares the row's own key. Safe for many threads.
 */
final class KeyIndex {
  private static final long[] NONE = {};

  private long[] slots = new long[2 * 1024];
  private int size;

  static long hash(int kind, String key) {
    long h = 0x9E3779B97F4A7C15L * (kind + 1);
    for (int i = 0; i < key.length(); i++)
      h = (h ^ key.charAt(i)) * 0x9FB21C651E98DF25L + (h >>> 47);
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    return h ^ (h >>> 32);
  }

  /** Adds a row; its number must not be 0. */
  synchronized void add(long hash, long row) {
    if (4 * ++size > slots.length) grow();
    put(slots, hash, row);
  }

  /** Rows whose key may be the one with this hash; usually none or one. */
  synchronized long[] find(long hash) {
    var found = NONE;
    for (int at = start(slots, hash); slots[at + 1] != 0; at = next(slots, at))
      if (slots[at] == hash) {
        found = Arrays.copyOf(found, found.length + 1);
        found[found.length - 1] = slots[at + 1];
      }
    return found;
  }

  synchronized int size() {
    return size;
  }

  private void grow() {
    var bigger = new long[Math.multiplyExact(slots.length, 2)];
    for (int at = 0; at < slots.length; at += 2)
      if (slots[at + 1] != 0) put(bigger, slots[at], slots[at + 1]);
    slots = bigger;
  }

  private static void put(long[] slots, long hash, long row) {
    int at = start(slots, hash);
    while (slots[at + 1] != 0) at = next(slots, at);
    slots[at] = hash;
    slots[at + 1] = row;
  }

  private static int start(long[] slots, long hash) {
    return (int) (hash & (slots.length / 2 - 1)) * 2;
  }

  private static int next(long[] slots, int at) {
    return (at + 2) & (slots.length - 1);
  }
}
