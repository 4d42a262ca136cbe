"""DSPy's own optimizers on task files of Hone, over an OpenAI-compatible endpoint such as benchmarks/serve opens.

Prints one JSON object per task, seed and method, with the error where DSPy gave a search up; what DSPy says goes to standard error.
The adapter is DSPy's ChatAdapter with its defaults, so an answer that cannot be parsed is asked for again in JSON. With --whole-texts
a text that MIPROv2 asks for is taken as it stands where the model forgets the marks; tasks are answered as before. Calls and tokens
are those counted at the endpoint. Answers end before the mark that closes them, which changes no field. A search that is found in
the folder is not run again.
"""

import argparse
import contextlib
import json
import math
import random
import re
import string
import sys
import threading
import time
import traceback
import urllib.request
from pathlib import Path
from typing import Literal

import dspy
import yaml
from dspy.utils.exceptions import AdapterParseError

METHODS = ["zero-shot", "random-search", "miprov2"]
FIELD = re.compile(r"\s*(\w+)\s*(?::\s*(.+))?$")
LABEL = re.compile(r"'([^']*)'")


class Task:
    def __init__(self, path, test):
        spec = yaml.safe_load(path.read_text())
        (predictor,) = spec["program"]
        inputs, outputs = ([FIELD.match(field).groups() for field in side.split(",")] for side in predictor["signature"].split("->"))
        ((self.metric_name, (self.output,)),) = spec["metric"].items()
        self.name = spec["name"]
        self.inputs = [name for name, _ in inputs]
        fields = {name: (str, dspy.InputField()) for name in self.inputs}
        for name, kind in outputs:
            fields[name] = (Literal[tuple(LABEL.findall(kind))] if kind else str, dspy.OutputField())
        self.program = dspy.Predict(dspy.Signature(fields, predictor["instructions"]))
        self.train, self.validation, self.test = (
            [dspy.Example(json.loads(line)).with_inputs(*self.inputs) for line in (path.parent / spec["data"][part]).read_text().splitlines()]
            for part in ("train", "validation", "test")
        )
        self.test = self.test[:test]
        self.asked = 0
        self.lock = threading.Lock()

    def metric(self, example, prediction, trace=None):
        with self.lock:
            self.asked += 1
        expected, actual = (str(getattr(side, self.output, None)) for side in (example, prediction))
        return normalised(expected) == normalised(actual) if self.metric_name == "normalised" else expected == actual


class WholeTexts(dspy.ChatAdapter):
    """Takes an answer without marks for the one text that is asked for, unless it is the answer to an example."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def parse(self, signature, completion):
        try:
            return super().parse(signature, completion)
        except AdapterParseError:
            (name, field), *others = signature.output_fields.items()
            text = completion.strip()
            if others or name == self.answer or field.annotation is not str or not text:
                raise
            return {name: text}


def normalised(text):
    """As the metric of that name in Hone: no case, punctuation, articles or repeated space."""
    words = text.lower().translate(str.maketrans("", "", string.punctuation)).split()
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def wilson(right, count):
    z = 1.959964
    middle = (right + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * math.sqrt(right * (count - right) / count + z * z / 4)
    return [round(100 * (middle - half), 1), round(100 * (middle + half), 1)]


def counted(url, what=None):
    """The endpoint's counters; with 'reset', they start again."""
    root = url.rsplit("/", 1)[0]
    request = urllib.request.Request(f"{root}/reset", data=b"{}") if what == "reset" else f"{root}/stats"
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def evaluate(task, program, options):
    """Percent right, with its interval; what cannot be parsed is wrong."""
    result = dspy.Evaluate(devset=task.test, metric=task.metric, num_threads=options.threads, max_errors=len(task.test) + 1)(program)
    right = sum(bool(score) for _, _, score in result.results)
    return {"score": round(100 * right / len(task.test), 1), "interval": wilson(right, len(task.test))}


def optimized(task, method, seed, prompt_model, options):
    train = list(task.train)
    shared = {"metric": task.metric, "num_threads": options.threads, "max_errors": 100_000}  # Unparsed answers are an outcome here.
    if method == "zero-shot":
        return task.program
    if method == "random-search":
        random.Random(seed).shuffle(train)  # The method has no seed of its own.
        search = dspy.BootstrapFewShotWithRandomSearch(num_candidate_programs=options.candidates, **shared)
        programs = range(-2 if options.demos_only else -3, options.candidates)
        return search.compile(task.program, trainset=train, valset=task.validation, restrict=programs)
    size = {"auto": options.auto} if options.auto else {"auto": None, "num_candidates": options.sets}
    search = dspy.MIPROv2(prompt_model=prompt_model, seed=seed, **size, **shared)
    trials = {} if options.auto else {"num_trials": options.trials}
    return search.compile(task.program, trainset=train, valset=task.validation, **trials)


def searched(task, method, seed, prompt_model, options):
    """The program found, and what the search took."""
    place = options.folder / f"{task.name}-{method}-{seed}"
    found, figures = place.with_suffix(".program.json"), place.with_suffix(".figures.json")
    if figures.exists():
        program = task.program.deepcopy()
        program.load(found)
        return program, json.loads(figures.read_text())
    counted(options.url, "reset")
    task.asked, started = 0, time.perf_counter()
    program = optimized(task, method, seed, prompt_model, options)
    row = {"metricCalls": task.asked, "search": counted(options.url), "searchSeconds": round(time.perf_counter() - started)}
    program.save(found)
    figures.write_text(json.dumps(row))
    return program, row


def run(task, method, seed, options):
    def model(**settings):
        return dspy.LM("openai/served", api_base=options.url, api_key="none", cache=False, num_retries=0, **settings)

    answers = model(temperature=0.0, max_tokens=options.max_tokens, stop=["[[ ## completed"])
    dspy.configure(lm=answers, adapter=WholeTexts(task.output) if options.whole_texts else dspy.ChatAdapter())
    prompt_model = model(temperature=1.0, max_tokens=options.prompt_tokens, seed=seed)
    row = {"task": task.name, "method": method, "seed": seed, "n": len(task.test)}
    with contextlib.redirect_stdout(sys.stderr):
        try:
            program, figures = searched(task, method, seed, prompt_model, options)
        except Exception as error:  # A search that DSPy gives up is a result, and the next one has nothing to do with it.
            traceback.print_exc()
            row |= {"metricCalls": task.asked, "error": " ".join(f"{type(error).__name__}: {error}".split())[:300]}
        else:
            row |= figures | {"test": evaluate(task, program, options)}
            row |= {"demos": len(program.demos), "instructions": program.signature.instructions}
    print(json.dumps(row), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="the endpoint's base address, ending in /v1")
    parser.add_argument("folder", type=Path, help="where programs found are kept")
    parser.add_argument("tasks", nargs="+", type=Path, help="task files whose program is one predictor")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--test", type=int, default=200, help="the first so many test examples")
    parser.add_argument("--candidates", type=int, default=2, help="random search's programs besides its three fixed ones")
    parser.add_argument("--demos-only", action="store_true", help="random search leaves out the program without demos")
    parser.add_argument("--sets", type=int, default=5, help="MIPROv2's instructions, and its sets of demos")
    parser.add_argument("--trials", type=int, default=7, help="MIPROv2's combinations of them")
    parser.add_argument("--auto", choices=["light", "medium", "heavy"], help="MIPROv2's own choice of both instead")
    parser.add_argument("--max-tokens", type=int, default=32, help="of an answer")
    parser.add_argument("--prompt-tokens", type=int, default=200, help="of what MIPROv2 has the model write about the task")
    parser.add_argument("--whole-texts", action="store_true", help="MIPROv2 takes what the model writes about the task as it stands")
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for seed in options.seeds:
        for path in options.tasks:
            for method in options.methods:
                run(Task(path, options.test), method, seed, options)


main()
