# SPDX-License-Identifier: MIT
"""What scripts/recognition measures, once everything is there: see there."""
import argparse
import collections
import difflib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import ink
import ways

ROOT = pathlib.Path(__file__).resolve().parent.parent
N_FOLDS = 5
N_OTHERS = 10000  # drawings that are no digits
OTHERS_SEED = 20  # training makes others with other seeds
MNIST_ALONE = "--hidden 16,16 --activation sigmoid --normalizer none --seed 1".split()
PART = re.compile(r"(<!-- recognition -->\n).*?(<!-- /recognition -->\n)", re.S)


class Lume:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder

    def run(self, *words):
        command = [str(word) for word in (self.options.lume, *words)]
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                text=True, check=False)
        if result.returncode:
            sys.exit(f"recognition: {' '.join(command)}: exit status {result.returncode}")
        return result.stdout

    def train(self, name, *words):
        """Train a network; the path of the model."""
        print(f"recognition: training {name}", file=sys.stderr)
        model = self.folder / f"{name}.safetensors"
        few = ["--epochs", 1] if self.options.quick else []
        self.run("train", *words, *few, "--data", self.options.data, "--quiet", "--output", model)
        return model

    def evaluate(self, model):
        return json.loads(self.run("eval", "--model", model, "--data", self.options.data, "--json"))

    def predict(self, model, path):
        """The answer to each drawing of an ink file, in its order."""
        out = self.run("predict", "--model", model, "--ink", path, "--json")
        return [json.loads(line) for line in out.splitlines()]


def fold_of(drawings):
    """The number of the fold of each writer."""
    writers = sorted({drawing["writer"] for drawing in drawings})
    return {writer: number % N_FOLDS for number, writer in enumerate(writers)}


def held_out_answers(lume, drawings):
    """The answer to each drawing, of a network that has seen nothing of its writer."""
    folds = fold_of(drawings)
    answers = [None] * len(drawings)
    for fold in range(N_FOLDS):
        writers = [writer for writer in folds if folds[writer] == fold]
        model = lume.train(f"fold-{fold + 1}", *lume.options.recipe,
                           "--hold-out", ",".join(writers))
        for i, answer in enumerate(lume.predict(model, lume.options.ink)):
            if folds[drawings[i]["writer"]] == fold:
                answers[i] = answer
    return answers


def share(values):
    values = list(values)
    return sum(values) / len(values)


def accuracy(pairs):
    return share(drawing["label"] == answer["digit"] for drawing, answer in pairs)


def flagged(answers):
    return share(answer["verdict"] in ("unsure", "not-a-digit") for answer in answers)


def calibration_error(pairs, n_bins=15):
    """The same as in include/lume/metrics.h."""
    bins = collections.defaultdict(list)
    for drawing, answer in pairs:
        p = answer["probability"] or 0  # none is given where nothing is drawn
        bins[min(int(p * n_bins), n_bins - 1)].append((drawing["label"] == answer["digit"]) - p)
    return sum(abs(sum(values)) for values in bins.values()) / len(pairs)


def group(pairs, key):
    groups = collections.defaultdict(list)
    for pair in pairs:
        groups[key(pair[0])].append(pair)
    return groups


def accuracies(pairs):
    """Of answers to labelled drawings: {what: (how many, share)}."""
    figures = {"pen strokes": (len(pairs), accuracy(pairs))}
    worst = min(group(pairs, lambda drawing: drawing["writer"]).values(), key=accuracy)
    figures["the writer with the most errors"] = len(worst), accuracy(worst)
    for label, of_label in sorted(group(pairs, lambda drawing: drawing["label"]).items()):
        figures[f"digit {label}"] = len(of_label), accuracy(of_label)
        of_ways = group(of_label, lambda drawing: ways.way(label, drawing["strokes"]))
        for way in ways.WAYS[label]:
            if way in of_ways:
                figures[f"{label}, {way}"] = len(of_ways[way]), accuracy(of_ways[way])
    return figures


def kind_of(style):
    """What a style of the generator that is no digit writes, by its name: e-acute, scribble-dot."""
    first = style.split("-")[0]
    return "scribbles" if first == "scribble" else "letters" if len(first) == 1 else "symbols"


def flagged_others(lume, model):
    path = lume.folder / "others.jsonl"
    lume.run("synth", "--count", N_OTHERS, "--seed", OTHERS_SEED, "--kind", "others", path)
    styles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = group(zip(styles, lume.predict(model, path)), lambda other: kind_of(other["writer"]))
    return {f"flagged: {kind}": (len(pairs), flagged(answer for _, answer in pairs))
            for kind, pairs in sorted(kinds.items())}


def figures(lume, model, answers, drawings):
    """The figures of a model, and of the answers to the drawings: {what: (how many, share)}."""
    mnist, pairs = lume.evaluate(model), list(zip(drawings, answers))
    return {"MNIST's test set": (mnist["n"], mnist["accuracy"]), **accuracies(pairs),
            "calibration error: MNIST's test set": (mnist["n"], mnist["calibration_error"]),
            "calibration error: pen strokes": (len(pairs), calibration_error(pairs)),
            "flagged: pen strokes": (len(pairs), flagged(answers)), **flagged_others(lume, model)}


def table(columns):
    """Columns of figures, side by side."""
    rows = [["what", "how many", *columns], ["---"] * (2 + len(columns))]
    for what, (n, _) in next(iter(columns.values())).items():
        shares = [f"{100 * column[what][1]:.2f} %" for column in columns.values()]
        rows.append([what, f"{n:,}", *shares])
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def measure(options, folder):
    lume = Lume(options, folder)
    drawings = ink.read(options.ink)
    if len({drawing.get("writer") for drawing in drawings} - {None}) < N_FOLDS:
        sys.exit(f"recognition: {options.ink}: expected {N_FOLDS} writers or more")
    alone = lume.train("mnist-alone", *MNIST_ALONE)
    return table({
        "MNIST alone": figures(lume, alone, lume.predict(alone, options.ink), drawings),
        "as shipped": figures(lume, options.shipped, held_out_answers(lume, drawings), drawings)})


def main():
    parser = argparse.ArgumentParser(prog="scripts/recognition")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--lume", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--ink", type=pathlib.Path, required=True)
    parser.add_argument("--shipped", type=pathlib.Path, default=ROOT / "assets/digits.safetensors")
    parser.add_argument("--readme", type=pathlib.Path, default=ROOT / "README.md")
    parser.add_argument("recipe", nargs="*")
    options = parser.parse_args()
    old = options.readme.read_text(encoding="utf-8")
    if not PART.search(old):
        sys.exit(f"recognition: {options.readme}: no part between <!-- recognition --> and its end")
    with tempfile.TemporaryDirectory() as folder:
        text = measure(options, pathlib.Path(folder))
    old = options.readme.read_text(encoding="utf-8")  # somebody may have edited it meanwhile
    new = PART.sub(lambda match: match[1] + text + match[2], old)
    if options.quick:
        print(text, end="")
    elif options.check:
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True),
                                                   "README.md", "measured"))
        sys.exit("recognition: other figures came out" if new != old else 0)
    else:
        options.readme.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
