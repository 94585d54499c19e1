# SPDX-License-Identifier: MIT
"""Signals during training: the best so far is saved, soon, or the file is left as it was."""

import json
import os
import signal
import time

from harness import cases, check, equal, main, test

# Soon: the batch in hand, the test set, and saving. Sanitizers slow it down.
SOON = 3 if "ASAN_OPTIONS" in os.environ or "TSAN_OPTIONS" in os.environ else 1
ENDLESS = ["--epochs", "1000000"]


def start(place, *arguments, **options):
    """Train without end, and come back when the first epoch is over."""
    log = place / "log.csv"
    process = place.start("train", "--data", place.data, *ENDLESS, "--log", log, *arguments,
                          **options)
    wait_for(process, lambda: os.path.exists(log) and place.read(log).count(b"\n") > 1)
    return process


def wait_for(process, condition):
    end = time.monotonic() + 60
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise AssertionError(f"ended or stuck: {process.communicate()}")
        time.sleep(0.005)


def finish(process, code):
    begun = time.monotonic()
    out, err = process.communicate(timeout=60)
    seconds = time.monotonic() - begun
    equal((process.returncode, err), (code, b""))
    assert seconds < SOON, f"{seconds} s"
    return out.decode()


@cases([(f"{signal.Signals(number).name} saves the best so far", number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)])
def saves(place, number):
    model = place / "m"
    process = start(place, "-o", model)
    process.send_signal(number)
    out = finish(process, 128 + number)
    assert "\nstopped by a signal\nbest epoch " in out and f"\nsaved {model} after " in out, out
    info = json.loads(check(place.run("info", "--json", model), 0, None).out)
    assert info["epochs"] >= 1 and info["validation_accuracy"] > 0, info
    equal(place.names(), ["log.csv", "m"])


@test
def json_tells_of_it(place):
    process = start(place, "-o", place / "m", "--json")
    process.send_signal(signal.SIGINT)
    outcome = json.loads(finish(process, 130))
    equal(outcome["stopped"], "signal")
    rows = place.read("log.csv").decode().splitlines()[1:]
    best = max(float(row.split(",")[5]) for row in rows)
    equal(outcome["validation_accuracy"], best)


@test
def within_a_long_epoch(place):
    model = place.model("m")
    before = place.read(model)
    process = place.start("train", "--data", place.data, *ENDLESS, "-o", model, "--hidden",
                          "2000,2000", "--batch-size", "1", "--json")
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    outcome = json.loads(finish(process, 130))
    equal((outcome["epochs"], outcome["best_epoch"]), (0, 0))
    assert place.read(model) != before
    check(place.run("info", model), 0, None)


@test
def the_second_signal_ends_at_once(place):
    model = place.model("m")
    before = place.read(model)
    process = start(place, "-o", model)
    # Stopped, it gets both at a time: no luck is needed to be quicker than its saving.
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (130, 143), process.returncode
    assert b"saved" not in out, out
    equal(err, b"")
    equal(place.read(model), before)


@test
def a_signal_that_is_ignored_stays_so(place):
    def ignore():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = start(place, "-o", place / "m", preexec_fn=ignore)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    equal(process.poll(), None)
    process.send_signal(signal.SIGTERM)
    finish(process, 143)


@test
def stop_and_go_on(place):
    process = start(place, "-o", place / "m")
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    seen = place.read("log.csv").count(b"\n")
    time.sleep(0.2)
    equal(place.read("log.csv").count(b"\n"), seen)
    process.send_signal(signal.SIGCONT)
    wait_for(process, lambda: place.read("log.csv").count(b"\n") > seen + 3)
    process.send_signal(signal.SIGINT)
    finish(process, 130)


@test
def signals_to_other_commands_end_them(place):
    process = place.start("info", "-", stdin=-1)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    equal(process.returncode, -signal.SIGINT)


main()
