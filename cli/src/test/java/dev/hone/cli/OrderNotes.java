package dev.hone.cli;

import dev.hone.core.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The generator of the demo's data: short notes about orders, of which item, quantity and town are
 * to be taken. The committed files are what it makes.
 */
final class OrderNotes {
  private static final long SEED = 20_260;
  private static final List<String> ITEMS =
      List.of(
          "paper rolls",
          "garden chairs",
          "wool blankets",
          "copper pipes",
          "oak shelves",
          "tea cups",
          "bicycle tyres",
          "rain coats",
          "desk lamps",
          "seed trays",
          "picture frames",
          "wooden crates",
          "glass jars",
          "door handles",
          "cotton shirts",
          "candles",
          "ladders",
          "water filters",
          "paint brushes",
          "school bags",
          "steel buckets",
          "clay pots",
          "kitchen scales",
          "fishing nets",
          "wall clocks",
          "tool boxes",
          "leather belts",
          "bread tins",
          "floor mats",
          "garden hoses");
  private static final List<String> TOWNS =
      List.of(
          "Truro",
          "Poole",
          "Oban",
          "Whitby",
          "Ludlow",
          "Hexham",
          "Kendal",
          "Barmouth",
          "Lerwick",
          "Malvern",
          "Penrith",
          "Stamford",
          "Tenby",
          "Ullapool",
          "Wells",
          "Yarm",
          "Bude",
          "Corby",
          "Dover",
          "Epsom",
          "Frome",
          "Goole",
          "Harwich",
          "Ilkley",
          "Jarrow",
          "Keswick",
          "Leek",
          "Morpeth",
          "Newquay",
          "Otley");
  private static final List<String> NAMES =
      List.of(
          "Novak",
          "Okafor",
          "Lindqvist",
          "Moreau",
          "Tanaka",
          "Ferreira",
          "Haddad",
          "Kowalski",
          "Byrne",
          "Sato",
          "Petrov",
          "Silva",
          "Weber",
          "Rossi",
          "Jansen",
          "Dubois");
  private static final List<String> WORDS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");
  private static final List<String> TEMPLATES =
      List.of(
          "An order came in from {name}: {count} {item}, ship to {town}. It is urgent.",
          "{name} called this morning and wants {count} {item} sent to {town}.",
          "Please send {count} {item} to our shop in {town}, says {name}.",
          "For {name}: {count} {item}. The van goes to {town} on Friday.",
          "{town} needs {count} {item} again. {name} will pay on delivery.",
          "Note from {name}. We are out of {item}, please bring {count} of them to {town}.",
          "The branch in {town} asked for {count} {item}; {name} is in charge.",
          "{name} would like to have {count} {item} by next week, address in {town}.",
          "Last time it came too late. {name} now orders {count} {item} for {town}.",
          "Hello, this is {name} in {town}. Could we get {count} more {item}?");

  private OrderNotes() {}

  /** File name to content. */
  static Map<String, String> files() {
    var random = new SplittableRandom(SEED);
    var seen = new LinkedHashSet<String>();
    var files = new LinkedHashMap<String, String>();
    files.put("train.jsonl", notes(20, random, seen));
    files.put("validation.jsonl", notes(16, random, seen));
    files.put("test.jsonl", notes(30, random, seen));
    return files;
  }

  private static String notes(int count, SplittableRandom random, Set<String> seen) {
    var lines = new StringBuilder();
    var templates = new ArrayList<String>();
    while (count > 0) {
      if (templates.isEmpty()) {
        templates.addAll(TEMPLATES);
        Collections.shuffle(templates, Random.from(random));
      }
      int quantity = 2 + random.nextInt(11);
      var item = ITEMS.get(random.nextInt(ITEMS.size()));
      var town = TOWNS.get(random.nextInt(TOWNS.size()));
      var note =
          templates
              .removeLast()
              .replace("{name}", NAMES.get(random.nextInt(NAMES.size())))
              .replace("{count}", random.nextBoolean() ? WORDS.get(quantity) : "" + quantity)
              .replace("{item}", item)
              .replace("{town}", town);
      if (!seen.add(note)) continue;
      var row = new LinkedHashMap<String, Object>();
      row.put("note", note);
      row.put("item", item);
      row.put("quantity", (long) quantity);
      row.put("town", town);
      lines.append(Json.write(row)).append('\n');
      count--;
    }
    return lines.toString();
  }
}
