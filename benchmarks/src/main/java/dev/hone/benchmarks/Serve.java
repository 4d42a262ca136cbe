package dev.hone.benchmarks;

import dev.hone.core.BadInput;
import dev.hone.lm.Cached;
import dev.hone.lm.MemoryCache;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import dev.hone.testkit.ModelEndpoint;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Serves a model over HTTP to clients on this machine until the process is ended: {@code Serve
 * MODEL PORT}. An answer once given is remembered, so that what methods and seeds have in common is
 * computed once; {@code GET /stats} counts every call all the same.
 */
public final class Serve {
  private static final int ANSWERS = 200_000;

  private Serve() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 2) throw new BadInput("Give MODEL PORT.");
    var model = ModelProvider.openAny(ModelSpec.parse(args[0]), System.getenv());
    try (var endpoint =
        ModelEndpoint.open(
            new Cached(model, new MemoryCache(ANSWERS)), Integer.parseInt(args[1]))) {
      IO.println(endpoint.baseUrl());
      new CountDownLatch(1).await();
    }
  }
}
