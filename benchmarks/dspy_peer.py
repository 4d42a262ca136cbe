"""DSPy on the same task: dspy_peer.py BASE_URL CALLS IN_FLIGHT ROUNDS. Prints one JSON object."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import dspy


def main():
    base_url, calls, in_flight, rounds = sys.argv[1], *map(int, sys.argv[2:5])
    model = dspy.LM("openai/mock", api_base=base_url, api_key="none", cache=False, num_retries=0)
    dspy.configure(lm=model, adapter=dspy.ChatAdapter())
    predict = dspy.Predict(dspy.Signature("question -> answer", "Answer the question with a number."))

    def ask(number):
        with dspy.context(lm=model):
            return predict(question=f"What is {number} plus 40?").answer == "42"

    figures = []
    for round_number in range(rounds):
        cpu, started = time.process_time(), time.perf_counter()
        with ThreadPoolExecutor(in_flight) as pool:
            right = sum(pool.map(ask, range(round_number * calls, (round_number + 1) * calls)))
        seconds = time.perf_counter() - started
        figures.append(((time.process_time() - cpu) * 1e6 / calls, calls / seconds, calls - right))
    cpu, rates, wrong = zip(*figures[rounds // 2 :])
    print(
        json.dumps(
            {"cpuMicros": sorted(cpu)[len(cpu) // 2], "perSecond": max(rates), "wrong": sum(wrong)}
        )
    )


main()
