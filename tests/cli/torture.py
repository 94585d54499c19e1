# SPDX-License-Identifier: MIT
"""What takes long: signals at random moments of random trainings, after which the model is the old
one or a new one, whole; and files as large as they may be."""

import os
import random
import signal
import time

from harness import check, equal, main, test

ROUNDS = 400
STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def is_whole(place, model):
    check(place.run("info", model), 0, None)


def allowed(signals):
    """Exit codes: of a run that ended by itself or saved, and of signals before or after that."""
    return {0} | {128 + number for number in signals} | {-number for number in signals}


@test
def signals_at_any_time(place):
    rng = random.Random(7)
    model = place.model("m")
    codes = set()
    for number in range(ROUNDS):
        signals = rng.choices(STOPS, k=rng.choice([1, 1, 2, 3]))
        process = place.start("train", "--data", place.data, "--epochs", rng.choice(["1", "99999"]),
                              "--seed", str(number), "--threads", rng.choice("123"), "-o", model,
                              "--log", "log.csv")
        for stop in signals:
            time.sleep(rng.choice([0, 0.001, rng.uniform(0, 0.05)]))
            process.send_signal(stop)
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=60)
        # Endless ones that had no handler yet are dead, all others have been asked to stop.
        equal((err, process.returncode in allowed(signals)), (b"", True))
        codes.add(process.returncode)
        is_whole(place, model)
    assert codes & {130, 143, 129} and codes & {-2, -15, -1}, codes
    # The second signal may come while the model is saved; the next save clears up.
    check(place.train("--quiet", "-o", model), 0, "")
    equal(place.names(), ["log.csv", "m"])


@test
def killed_at_any_time(place):
    rng = random.Random(8)
    model = place.model("m")
    left = 0
    for number in range(ROUNDS):
        process = place.start("train", "--quiet", "--data", place.data, "--epochs", "2", "--seed",
                              str(number), "-o", model)
        time.sleep(rng.uniform(0, 0.03))
        process.kill()
        process.communicate()
        left += len(place.names()) > 1
        is_whole(place, model)
    check(place.train("--quiet", "-o", model), 0, "")
    equal(place.names(), ["m"])
    print(f"# a temporary file was left {left} times")


@test
def many_trainers_of_one_file(place):
    rng = random.Random(9)
    wanted = []
    for seed in range(4):
        check(place.train("--quiet", "-o", place / "x", "--seed", str(seed)), 0, "")
        wanted.append(place.read("x"))
    os.remove(place / "x")
    seen = set()
    for _ in range(ROUNDS // 8):
        seeds = [rng.randrange(4) for _ in range(4)]
        both = [place.start("train", "--quiet", "--data", place.data, "--epochs", "3", "--lr",
                            "0.02", "--seed", str(seed), "-o", "m") for seed in seeds]
        for process in both:
            equal((*process.communicate(timeout=60), process.returncode), (b"", b"", 0))
        seen.add(wanted.index(place.read("m")))
        equal(place.names(), ["m"])
    assert len(seen) > 1, seen


@test
def more_than_a_file_holds(place):
    result = place.run("synth", "--count", "1000000", "--style", "0-plain", "out.jsonl")
    check(result, 5, "", None)
    assert result.err.startswith("lume: --count: points and strokes, expected at most 33554432, "
                                 "got more with drawing "), result
    equal(place.names(), [])


main()
