"""The package gepa on the worlds of `hone simulate`, and what Hone's gepa found there, world by world.

  pip install gepa==0.1.4 numpy
  hone simulate --port 8123                                    # in another terminal
  python gepa_peer.py --url http://127.0.0.1:8123 --budgets 600,1500,3000 --rows package.jsonl
  benchmarks/worlds --rows hone.jsonl gepa standard 600 …      # the same worlds, 100 to 119
  python gepa_peer.py --compare hone.jsonl package.jsonl       # paired differences with 95 % intervals
"""

import argparse
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

STRATEGIES = {"pareto": "gepa", "current_best": "gepa,candidateSelection=CURRENT_BEST"}


class World:
    """One world of the endpoint, fresh, with its counters at zero."""

    def __init__(self, url, seed):
        self.url = url
        self.ask("/reset", {"seed": seed})

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)

    def chat(self, model, messages):
        reply = self.ask("/v1/chat/completions", {"model": model, "messages": messages})
        return reply["choices"][0]["message"]["content"]


def adapter_of(world, pool):
    """How gepa runs and explains a candidate; the remarks are those of the world's own task."""
    from gepa.core.adapter import EvaluationBatch

    class Cases:
        propose_new_texts = None

        def evaluate(self, batch, candidate, capture_traces=False):
            system = {"role": "system", "content": "\n".join(candidate[name] for name in sorted(candidate))}
            said = list(pool.map(lambda case: world.chat("sim-task", [system, {"role": "user", "content": case["input"]}]), batch))
            scores = [float(case["answer"] in text) for case, text in zip(batch, said)]
            seen = list(zip(batch, said, scores)) if capture_traces else None
            return EvaluationBatch(outputs=said, scores=scores, trajectories=seen)

        def make_reflective_dataset(self, candidate, evaluated, components):
            records = [
                {
                    "Inputs": case["input"],
                    "Generated Outputs": text,
                    "Feedback": "The code is right." if score else f"The code is wrong; the expected code is {case['answer']}.",
                }
                for case, text, score in evaluated.trajectories
            ]
            return {component: records for component in components}

    return Cases()


def run(url, seed, strategy, budget):
    import gepa

    class Silent:
        def log(self, *_, **__):
            pass

    world = World(url, seed)
    with ThreadPoolExecutor(8) as pool:
        result = gepa.optimize(
            seed_candidate=world.ask("/seedprompt")["components"],
            trainset=world.ask("/dataset?split=train"),
            valset=world.ask("/dataset?split=val"),
            adapter=adapter_of(world, pool),
            reflection_lm=lambda prompt: world.chat("sim-reflect", prompt if isinstance(prompt, list) else [{"role": "user", "content": prompt}]),
            candidate_selection_strategy=strategy,
            max_metric_calls=budget,
            seed=seed,
            logger=Silent(),
        )
    counts = world.ask("/stats")["by_role"]
    best = result.candidates[result.best_idx]
    return {
        "method": STRATEGIES[strategy],
        "world": "standard",
        "budget": budget,
        "seed": seed,
        "trueTest": world.ask("/score", {"text": best, "split": "test"})["score"],
        "rollouts": counts["task"]["calls"],
        "proposals": counts["reflect"]["calls"],
    }


def rows_of(file):
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compare(ours, theirs):
    import numpy

    draws = numpy.random.default_rng(0)
    known = {(row["method"], row["budget"], row["seed"]): row for row in rows_of(theirs)}
    groups = {}
    for row in rows_of(ours):
        other = known.get((row["method"], row["budget"], row["seed"]))
        if other and row["world"] == other["world"]:
            groups.setdefault((row["method"], row["budget"]), []).append((row, other))
    print("| method | budget | worlds | Hone: true test, rollouts | package: true test, rollouts | difference [95 %] |")
    print("| --- | --- | --- | --- | --- | --- |")
    for (method, budget), pairs in groups.items():
        gaps = numpy.array([ours["trueTest"] - theirs["trueTest"] for ours, theirs in pairs])
        means = gaps[draws.integers(0, len(gaps), (10_000, len(gaps)))].mean(axis=1)
        low, high = numpy.percentile(means, [2.5, 97.5])
        sides = [
            f"{numpy.mean([p[side]['trueTest'] for p in pairs]):.3f} ± {numpy.std([p[side]['trueTest'] for p in pairs], ddof=1):.3f}, "
            f"{numpy.mean([p[side]['rollouts'] for p in pairs]):.0f}"
            for side in (0, 1)
        ]
        print(f"| {method} | {budget} | {len(pairs)} | {sides[0]} | {sides[1]} | {gaps.mean():+.3f} [{low:+.3f}, {high:+.3f}] |")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url")
    options.add_argument("--first", type=int, default=100)
    options.add_argument("--count", type=int, default=20)
    options.add_argument("--budgets", default="600,1500,3000")
    options.add_argument("--rows", default="package.jsonl")
    options.add_argument("--compare", nargs=2, metavar=("HONE", "PACKAGE"))
    given = options.parse_args()
    if given.compare:
        compare(*given.compare)
        return
    if not given.url:
        options.error("--url names the address that 'hone simulate' printed")
    with open(given.rows, "w", encoding="utf-8") as rows:
        for budget in map(int, given.budgets.split(",")):
            for strategy in STRATEGIES:
                for seed in range(given.first, given.first + given.count):
                    rows.write(json.dumps(run(given.url, seed, strategy, budget)) + "\n")
                    rows.flush()


main()
