"""The contender's side of the protocol: requests and answers, one line of JSON each. `src/protocol/messages.ts` defines them."""

import json
import os
import re
import resource
import sys
import time
import traceback

from workload import read_numbers


def peak_bytes():
    """The most memory that was resident since the start."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) * 1024
    except (OSError, AttributeError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def load(build, folder):
    workload, weights, batches = read_numbers(folder)
    session = build(workload, weights, batches)
    start = time.perf_counter()
    loss, gradient_norm = session.first()
    first = (time.perf_counter() - start) * 1e3
    about = {"threads": session.threads, "versions": session.versions, "firstMilliseconds": first, "peakBytes": peak_bytes()}
    return session, {"answer": "loaded", "guard": {"loss": loss, "gradientNorm": gradient_norm}, **about}


def run(session, milliseconds):
    start = time.perf_counter()
    steps = 0
    while True:
        session.step()
        steps += 1
        if (time.perf_counter() - start) * 1e3 >= milliseconds:
            break
    session.finish()
    return {"answer": "ran", "steps": steps, "milliseconds": (time.perf_counter() - start) * 1e3, "peakBytes": peak_bytes()}


def serve(build):
    """Answers until the driver closes its end. `build(workload, weights, batches)` gives an object with `threads`, `versions`,
    `first() -> (loss, gradient norm)`, `step()` and `finish()`, which waits until the steps are done."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    session = None
    say({"answer": "hello"})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["ask"] == "load":
                session, answer = load(build, request["folder"])
            else:
                answer = run(session, request["milliseconds"])
        except Exception as error:  # the driver shows the reason and goes on without us
            traceback.print_exc()
            answer = {"answer": "failed", "reason": f"{type(error).__name__}: {error}"}
        say(answer)
