# SPDX-License-Identifier: MIT
"""Each allocation of each command fails, once and from then on: code 5, one line, nothing lost."""

import os
import re

from harness import cases, check, drawings, equal, has_command, main

COMMANDS = {
    "train": ["train", "--data", "DATA", "--epochs", "2", "--log", "log.csv", "-o", "out"],
    "train, warped": ["train", "--data", "DATA", "--epochs", "1", "--augment",
                      "--normalizer", "moments", "--optimizer", "adam", "--dropout", "0.1",
                      "-o", "out", "--quiet"],
    "train, with a second network": ["train", "--data", "none", "--synthetic", "100", "--epochs",
                                     "1", "--unlike", "--quiet", "-o", "out"],
    "train, going on": ["train", "--data", "DATA", "--epochs", "1", "--start", "MODEL", "-o",
                        "out", "--json", "--validation", "0"],
    "train, default output": ["train", "--data", "DATA", "--epochs", "1", "--preset", "fast",
                              "--quiet"],
    "train, drawings": ["train", "--data", "DATA", "--ink", "INK:2", "--ink", "INK", "--synthetic",
                        "20", "--hold-out", "p1", "--epochs", "1", "-o", "out", "--quiet"],
    "train, drawings alone": ["train", "--data", "none", "--ink", "INK:1", "--epochs", "1", "-o",
                              "out", "--quiet"],
    "eval": ["eval", "--data", "DATA", "--model", "MODEL"],
    "eval, drawings": ["eval", "--ink", "INK", "--model", "MODEL"],
    "eval, default data": ["eval", "--json"],
    "predict": ["predict", "--model", "MODEL", "DATA/t10k-images-idx3-ubyte", "--activations"],
    "predict, drawings": ["predict", "--model", "MODEL", "--ink", "INK"],
    "info": ["info", "MODEL"],
    "info of images": ["info", "DATA/t10k-images-idx3-ubyte"],
    "info of what is built in": ["info"],
    "export npz": ["export", "MODEL", "out.npz"],
    "export csv": ["export", "MODEL", "out.csv"],
    "export onnx": ["export", "MODEL", "out.onnx"],
    "synth": ["synth", "--count", "20", "--augment", "out.jsonl"],
    "synth images": ["synth", "--count", "20", "--kind", "all", "--labels", "labels", "out.idx"],
    "draw": ["draw", "--ink", "INK", "--size", "320x200", "--screenshot", "out.png"],
    "draw, SVG": ["draw", "--ink", "INK", "--select", "h1:0", "--screenshot", "out.svg"],
    "help": ["train", "--help"],
}
if not has_command("draw"):
    COMMANDS = {name: words for name, words in COMMANDS.items() if words[0] != "draw"}


def run(place, words, at):
    """Run with an allocation that fails; also returns how many there were."""
    ours, theirs = os.pipe()
    result = place.run(*words, env={"LUME_FAIL_AT": at, "LUME_FAIL_TO": str(theirs)},
                       pass_fds=[theirs])
    os.close(theirs)
    with os.fdopen(ours) as file:
        told = file.read()
    n_calls, n_left = map(int, re.fullmatch(r"(\d+) calls, (\d+) left\n", told).groups())
    equal((at, n_left), (at, 0))
    return result, n_calls


@cases([(f"memory runs out: {name}", words) for name, words in COMMANDS.items()])
def runs_out(place, words):
    model = place.model()
    ink = place.write("ink.jsonl", drawings(24, 1))
    words = [word.replace("DATA", place.data).replace("MODEL", model).replace("INK", ink)
             for word in words]
    if words == ["eval", "--json"]:
        os.makedirs(place / ".local/share/lume")
        os.symlink(place.data, place / ".local/share/lume/mnist")
    result, n_calls = run(place, words, "0")
    check(result, 0, None)
    assert n_calls > 0
    outputs = {name: place.read(name) for name in place.names()
               if re.fullmatch(r"out(\.\w+)?", name)}
    names = place.names()
    for form in ("{}", "{}+"):
        for i in range(1, n_calls + 1):
            for name, content in outputs.items():
                place.write(name, content)
            result, _ = run(place, words, form.format(i))
            equal(place.names(), names)
            if result.code == 0:  # it could do without
                equal(result.err, "")
                continue
            check(result, 5, None, None)
            assert re.fullmatch(r"lume: .*out of memory.*\n", result.err), result
            ends = ("being tested\n", "telling what is no digit\n")
            without = tuple("; the model is saved without " + end for end in ends)
            saved = result.err.endswith(without)
            for name, content in outputs.items():
                equal((i, place.read(name) == content), (i, not saved))


main()
