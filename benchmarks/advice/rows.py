"""Puts the results of 'hone optimize --json', one file a task, together as rows that 'hone advise' reads.

usage: rows.py ROLLOUTS RESULT.json...      the file names are the tasks' names; runs without a test are left out
"""

import json
import pathlib
import sys

rows = []
for file in map(pathlib.Path, sys.argv[2:]):
    run = json.loads(file.read_text())
    if "test" not in run:
        print(f"{file.stem}: no test", file=sys.stderr)
        continue
    spent = run["spent"]
    calls = spent["studentCalls"] + spent["teacherCalls"] + spent["judgeCalls"]
    rows.append(
        {
            "task": file.stem,
            "student": run["student"],
            "teacher": run["teacher"],
            "optimizer": run["optimizer"],
            "seeds": [run["seed"]],
            "gain": run["test"]["difference"] | {"method": "paired"},
            "rollouts": spent["rollouts"],
            "calls": calls,
            "tokens": spent["inputTokens"] + spent["outputTokens"],
            **({} if spent.get("unpricedCalls") else {"usd": spent["usd"]}),
            "seconds": spent["seconds"],
        }
    )
print(json.dumps({"v": 1, "budget": {"rollouts": int(sys.argv[1])}, "rows": rows}))
