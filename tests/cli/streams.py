# SPDX-License-Identifier: MIT
"""Standard streams that are full, closed, or read by somebody who leaves."""

import os
import shutil

from harness import Skip, cases, check, equal, main, test

FULL = "lume: standard output: cannot write: No space left on device\n"
CLOSED = "lume: standard output: cannot write: Bad file descriptor\n"
COMMANDS = {
    "--help": ["--help"],
    "--version": ["--version"],
    "help": ["help", "activations"],
    "train --help": ["train", "--help"],
    "eval": ["eval", "--data", "DATA", "--model", "MODEL"],
    "eval --json": ["eval", "--data", "DATA", "--model", "MODEL", "--json"],
    "predict": ["predict", "--model", "MODEL", "DATA/t10k-images-idx3-ubyte"],
    "predict all": ["predict", "--model", "MODEL", "--index", "all", "--json",
                    "DATA/t10k-images-idx3-ubyte"],
    "info": ["info", "MODEL"],
}


def filled(place, words):
    return [word.replace("DATA", place.data).replace("MODEL", place.model()) for word in words]


@cases([(f"{name}: stdout full or closed", words) for name, words in COMMANDS.items()])
def no_room(place, words):
    words = filled(place, words)
    with open("/dev/full", "wb") as full:
        check(place.run(*words, stdout=full), 4, "", FULL)
    check(place.run(*words, wrap=closing(">&-")), 4, "", CLOSED)


def closing(what):
    return ["sh", "-c", f'exec "$0" "$@" {what}']


@test
def training_into_nothing_does_not_start(place):
    with open("/dev/full", "wb") as full:
        check(place.train("-o", place / "m", stdout=full), 4, "", FULL)
    equal(place.names(), ["m"] if os.path.exists(place / "m") else [])
    assert not os.path.exists(place / "m")
    for options in ([], ["--json"]):
        check(place.train("-o", place / "m", *options, wrap=closing(">&-")), 4, "",
              "lume: standard output: is closed\n")
    equal(place.names(), [])


@test
def what_json_cannot_tell_is_still_saved(place):
    with open("/dev/full", "wb") as full:
        check(place.train("--json", "-o", place / "m", stdout=full), 4, "", FULL)
    check(place.run("info", place / "m"), 0, None)


@test
def closed_streams_are_no_files(place):
    model = place.model()
    for what in (">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
        check(place.train("--quiet", "-o", place / "m", wrap=closing(what)), 0, "")
        equal(place.read("m"), place.read(model))
    check(place.run("info", "-", wrap=closing("<&-")), 4, "", None)
    check(place.run("trian", wrap=closing("2>&-")), 2, "", "")


@test
def messages_do_not_go_into_the_log(place):
    """With standard error closed, the log is opened first and would take its place."""
    if not shutil.which("strace"):
        raise Skip("no strace")
    trace = ["strace", "-o", os.devnull, "-e", "trace=write", "-e",
             "inject=write:error=EIO:when=1"]
    if place.run("--version", wrap=trace).code != 4:
        raise Skip("strace may not trace here")
    check(place.train("--quiet", "-o", place / "m", "--log", place / "log.csv",
                      wrap=[*closing("2>&-")[:2], 'exec "$@" 2>&-', "sh", *trace],
                      env={"ASAN_OPTIONS": "detect_leaks=0"}), 0, "")
    equal(place.read("log.csv"), b"")


@test
def training_goes_on_without_a_reader(place):
    process = place.start("train", "--data", place.data, "--epochs", "3", "--lr", "0.02", "-o",
                          place / "m")
    line = process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    equal((process.wait(timeout=60), err), (0, b""))
    assert line.startswith(b"network "), line
    equal(place.read("m"), place.read(place.model()))


@cases([(f"{name}: nobody reads", words) for name, words in COMMANDS.items()])
def nobody_reads(place, words):
    ours, theirs = os.pipe()
    os.close(ours)
    check(place.run(*filled(place, words), stdout=theirs), 4, "",
          "lume: standard output: cannot write: Broken pipe\n")
    os.close(theirs)


@test
def training_that_nobody_reads(place):
    ours, theirs = os.pipe()
    os.close(ours)
    check(place.train("-o", place / "m", stdout=theirs), 0)
    equal(place.read("m"), place.read(place.model()))
    check(place.train("-o", place / "m", "--json", stdout=theirs), 4, "",
          "lume: standard output: cannot write: Broken pipe\n")
    os.close(theirs)


@test
def no_standard_error(place):
    with open("/dev/full", "wb") as full:
        check(place.run("trian", stderr=full), 2, "", "")
        check(place.train("--quiet", "-o", place / "m", stderr=full), 0, "", "")


main()
