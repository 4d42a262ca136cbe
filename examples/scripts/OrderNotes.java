import module dev.hone;
import module java.base;

record Note(@Describe("an order as it came in") String note) {}

record Order(String item, int quantity, String town) {}

static final Predictor<Note, Order> EXTRACT =
    Predictor.of("extract", Note.class, Order.class, "Extract the item, the quantity and the town.")
        .withSettings(Settings.of("maxTokens", 40));

static Example solved(String note, String item, int quantity, String town) {
  return Example.of(new Note(note), new Order(item, quantity, town));
}

static final List<Example> EXAMPLES =
    List.of(
        solved("Novak wants five paper rolls in Truro, please.", "paper rolls", 5, "Truro"),
        solved("Ship three desk lamps to Mrs Ortega. She lives in Hull.", "desk lamps", 3, "Hull"),
        solved("Urgent! Two garden chairs for Leeds, says Okafor.", "garden chairs", 2, "Leeds"),
        solved("For Bath: eight coffee mugs. Invoice to Lindqvist.", "coffee mugs", 8, "Bath"),
        solved("Haddad called about four bike bells for Derby.", "bike bells", 4, "Derby"),
        solved("Please send Kim seven oak shelves. Town: York.", "oak shelves", 7, "York"),
        solved("Six wall clocks go to Dover, for Mr Petrov.", "wall clocks", 6, "Dover"),
        solved("Nine soup bowls, Ripon, Adeyemi. Thanks!", "soup bowls", 9, "Ripon"),
        solved("Okonkwo in Wells needs three tool boxes.", "tool boxes", 3, "Wells"),
        solved("Send two tea trays to Ely for Fischer.", "tea trays", 2, "Ely"),
        solved("Crewe, please: five shoe racks for Nowak.", "shoe racks", 5, "Crewe"),
        solved("An order for Luton, four door mats, by Silva.", "door mats", 4, "Luton"));

void main() {
  var spec = System.getenv().getOrDefault("HONE_MODEL", "local/smollm2-135m-instruct");
  try (var model = Models.open(ModelSpec.parse(spec), ModelOptions.defaults(), System.getenv())) {
    var format = Adapters.named("plain", model.capabilities());
    Metric<Note, Order> metric =
        (_, expected, actual, _) ->
            Grade.of(expected.equals(actual), "expected %s, got %s".formatted(expected, actual));
    var task = Task.of(EXTRACT, metric, EXAMPLES.subList(0, 6), EXAMPLES.subList(6, 12), List.of());
    var result =
        Run.of(task, Roles.of(model, format))
            .withBudget(Budget.rollouts(60))
            .optimize(new BootstrapRandomSearch());
    IO.println(
        "before %.2f, after %.2f".formatted(result.baseline().mean(), result.optimized().mean()));
    IO.println(result.seed().diff(result.best()));
    var hone = Hone.with(model).withAdapter(format);
    var order = new Note("Please bring ten candles to Poole for Jansen.");
    IO.println(hone.prepare(task.program(), result.best()).run(order));
  }
}
