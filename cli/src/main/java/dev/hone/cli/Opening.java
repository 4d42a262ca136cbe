package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.Capabilities;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Price;
import dev.hone.lm.Prices;
import dev.hone.lm.ResponseCache;
import java.util.Map;
import java.util.Optional;

/** How models are opened for a job. */
final class Opening {
  /** What every embedded chat model can do. */
  static final Capabilities LOCAL = new Capabilities(true, true, false, true, true, 0);

  private Opening() {}

  static Prices prices(Job job) {
    return job.prices().map(p -> Prices.builtIn().with(p)).orElse(Prices.builtIn());
  }

  /** Embedded models cost nothing, whatever a table says. */
  static Optional<Price> price(ModelSpec spec, Prices prices) {
    return spec.provider().equals("local") ? Optional.of(Price.FREE) : prices.of(spec.text());
  }

  /** What a model can do, as far as that is known without asking it or fetching it. */
  static Capabilities capabilities(ModelSpec spec, Map<String, String> environment) {
    if (spec.provider().equals("local")) return LOCAL;
    try (var model = ModelProvider.openAny(spec, environment)) {
      return model.capabilities();
    } catch (BadInput absentKey) {
      return Capabilities.CHAT;
    }
  }

  static ModelOptions options(Job job, Optional<ResponseCache> cache) {
    var options = ModelOptions.defaults().withDeadline(job.deadline()).withPrices(prices(job));
    return cache.map(options::withCache).orElse(options);
  }

  /** The format in which the teacher and the judge answer. */
  static Adapter teacherFormat(Job job, Adapter studentFormat, Capabilities teacher) {
    return job.teacher().equals(job.student())
        ? studentFormat
        : Adapters.named(Adapters.AUTO, teacher);
  }
}
