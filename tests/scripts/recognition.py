#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/recognition with a stand-in for lume whose answers are known, and so is the table; then
with the true one on generated digits, to see that they understand each other."""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop(1)).resolve().parent
PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SCRIPTS))
sys.dont_write_bytecode = True
import ways

# A model of the stand-in is the words that it was trained with. One that has not seen a writer is
# right about what he drew; all others say 0. What is marked as hard has other verdicts.
LUME = """#!/usr/bin/env python3
import gzip, json, pathlib, sys
command, *words = sys.argv[1:]
value = dict(zip(words, words[1:]))
model = pathlib.Path(value["--model"]).read_text() if "--model" in value else ""
if command == "train":
    pathlib.Path(value["--output"]).write_text(" ".join(words))
    with open(pathlib.Path(__file__).parent / "trained", "a") as log:
        print(*words, file=log)
elif command == "eval":
    print(json.dumps({"n": 10000, "accuracy": 0.975 if model == "shipped" else 0.5,
                      "calibration_error": 0.0125}))
elif command == "synth":
    styles = ["e", "e-acute", "hash", "star-five", "scribble-dot"]
    lines = [json.dumps({"writer": style}) + "\\n" for style in styles]
    pathlib.Path(words[-1]).write_text("".join(lines) * (int(value["--count"]) // 5))
elif command == "predict":
    held_out = model.partition("--hold-out ")[2].partition(" ")[0].split(",")
    path = value["--ink"]
    for line in (gzip.open if path.endswith(".gz") else open)(path):
        drawing = json.loads(line)
        digit, verdict = drawing.get("label") if drawing["writer"] in held_out else 0, "digit"
        if "hard" in drawing:
            digit, verdict = None, "unsure" if held_out[0] else "empty"
        elif drawing["writer"] in ("e", "scribble-dot"):
            verdict = "not-a-digit"
        probability = None if verdict == "empty" else 0.75
        print(json.dumps({"verdict": verdict, "digit": digit, "probability": probability}))
else:
    sys.exit(2)
"""
# A digit for each way that there is.
OVAL = [[[5, 0], [2, 2], [0, 7], [2, 12], [5, 14], [8, 12], [10, 7], [8, 2], [5, 0]]]
DRAWN = [(0, OVAL, "plain"), (0, [*OVAL, [[8, 2], [2, 12]]], "slashed"),
         (1, [[[3, 0], [2, 9]]], "plain"), (1, [[[0, 3], [3, 0], [3, 9]]], "flag"),
         (1, [[[0, 3], [3, 0], [3, 9]], [[0, 9], [6, 9]]], "foot"),
         (2, [[[0, 3], [3, 0], [6, 3], [0, 10], [6, 10]]], "plain"),
         (2, [[[0, 3], [3, 0], [6, 3], [2, 10], [0, 9], [2, 8], [6, 10]]], "looped"),
         (3, [[[0, 0], [5, 2], [1, 5], [5, 8], [0, 10]]], "notched"),
         (3, [[[0, 0], [5, 0], [5, 8], [0, 10]]], "smooth"),
         (4, [[[4, 0], [0, 6], [6, 6]], [[4, 0], [4, 10]]], "closed"),
         (4, [[[0, 0], [0, 6], [6, 6]], [[5, 0], [5, 10]]], "open"),
         (5, [[[5, 0], [0, 0], [0, 4], [5, 7], [0, 10]]], "one stroke"),
         (5, [[[0, 0], [0, 4], [5, 7], [0, 10]], [[0, 0], [5, 0]]], "bar apart"),
         (6, [[[4, 0], [0, 7], [3, 10], [6, 7], [3, 5], [0, 7]]], "closed"),
         (6, [[[4, 0], [0, 7], [3, 10], [6, 8]]], "open"),
         (7, [[[0, 0], [6, 0], [3, 10]]], "plain"),
         (7, [[[0, 0], [6, 0], [3, 10]], [[2, 5], [7, 5]]], "crossed"),
         (8, [[[5, 2], [1, 2], [5, 8], [1, 8], [5, 2]]], "one stroke"),
         (8, [OVAL[0], [[x, y + 14] for x, y in OVAL[0]]], "two circles"),
         (9, [[[5, 2], [1, 2], [1, 4], [5, 4], [5, 2], [4, 10]]], "straight"),
         (9, [[[5, 2], [1, 2], [1, 4], [5, 4], [5, 2], [5, 10], [0, 10]]], "hooked")]
ONES = [drawn for drawn in DRAWN if drawn[0] == 1][:2]

README = "Before\n<!-- recognition -->\nold\n<!-- /recognition -->\nafter\n"
TABLE = """\
| what | how many | MNIST alone | as shipped |
| --- | --- | --- | --- |
| MNIST's test set | 10,000 | 50.00 % | 97.50 % |
| pen strokes | 20 | 0.00 % | 95.00 % |
| the writer with the most errors | 2 | 0.00 % | 50.00 % |
| digit 1 | 20 | 0.00 % | 95.00 % |
| 1, plain | 10 | 0.00 % | 90.00 % |
| 1, flag | 10 | 0.00 % | 100.00 % |
| calibration error: MNIST's test set | 10,000 | 1.25 % | 1.25 % |
| calibration error: pen strokes | 20 | 71.25 % | 20.00 % |
| flagged: pen strokes | 20 | 0.00 % | 5.00 % |
| flagged: letters | 4,000 | 50.00 % | 50.00 % |
| flagged: scribbles | 2,000 | 100.00 % | 100.00 % |
| flagged: symbols | 4,000 | 0.00 % | 0.00 % |
"""


class Recognition(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        lume = self.folder / "lume"
        lume.write_text(LUME)
        lume.chmod(0o755)
        (self.folder / "shipped").write_text("shipped")
        (self.folder / "readme").write_text(README)
        self.write_ink(10)

    def write_ink(self, n_writers):
        drawings = [{"label": label, "writer": f"w{i}", "strokes": strokes}
                    for i in reversed(range(n_writers)) for label, strokes, _ in ONES]
        drawings[0]["hard"] = True  # the last writer's plain 1
        text = "".join(json.dumps(drawing) + "\n" for drawing in drawings)
        (self.folder / "ink.jsonl.gz").write_bytes(gzip.compress(text.encode()))

    def recognition(self, *options, data="mnist", recipe=("--preset", "p")):
        return subprocess.run(
            [sys.executable, "-B", SCRIPTS / "recognition.py", *options, "--readme",
             self.folder / "readme", "--lume", self.folder / "lume", "--data", data, "--shipped",
             self.folder / "shipped", "--ink", self.folder / "ink.jsonl.gz", "--", *recipe],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def trained(self):
        return [line.split() for line in (self.folder / "trained").read_text().splitlines()]

    def test_table(self):
        readme = self.folder / "readme"
        result = self.recognition()
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        self.assertEqual(readme.read_text(), README.replace("old\n", TABLE))
        alone, *folds = self.trained()
        self.assertEqual(alone[alone.index("--normalizer") + 1], "none")
        self.assertEqual([words[:4] for words in folds],
                         [["--preset", "p", "--hold-out", f"w{i},w{i + 5}"] for i in range(5)])
        result = self.recognition("--check")
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)

    def test_check(self):
        result = self.recognition("--check")
        self.assertEqual(result.returncode, 1)
        self.assertIn("-old\n+| what", result.stdout)
        self.assertIn("other figures", result.stderr)
        self.assertEqual((self.folder / "readme").read_text(), README)

    def test_quick(self):
        result = self.recognition("--quick")
        self.assertEqual((result.returncode, result.stdout), (0, TABLE), result.stderr)
        self.assertEqual((self.folder / "readme").read_text(), README)
        for words in self.trained():
            self.assertEqual(words[words.index("--epochs") + 1], "1")

    def test_wrong(self):
        self.write_ink(4)
        result = self.recognition()
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("expected 5 writers", result.stderr)
        self.write_ink(5)
        (self.folder / "readme").write_text("nothing")
        self.assertIn("no part between", self.recognition().stderr)
        (self.folder / "readme").write_text(README)
        (self.folder / "lume").write_text("#!/bin/sh\nexit 3\n")
        result = self.recognition()
        self.assertEqual(result.returncode, 1)
        self.assertIn("exit status 3", result.stderr)

    def test_true_lume(self):
        def synth(name, *words):
            subprocess.run([PROGRAM, "synth", *words, self.folder / name], check=True, timeout=60)

        synth("ink.jsonl.gz", "--count", "300")  # the writers are the styles
        for part, n in (("train", "200"), ("t10k", "100")):
            synth(f"{part}-images-idx3-ubyte", "--count", n, "--labels",
                  self.folder / f"{part}-labels-idx1-ubyte")
        ink = self.folder / "ink.jsonl.gz"
        (self.folder / "lume").unlink()
        (self.folder / "lume").symlink_to(PROGRAM)
        subprocess.run([PROGRAM, "train", "--data", self.folder, "--epochs", "1", "--quiet",
                        "--output", self.folder / "shipped"], check=True, timeout=60)
        result = self.recognition("--quick", data=self.folder, recipe=["--ink", f"{ink}:1"])
        self.assertEqual(result.returncode, 0, result.stderr)
        for row in (r"MNIST's test set \| 100", r"pen strokes \| 300", r"digit 9 \| \d+",
                    r"7, crossed \| \d+", r"calibration error: pen strokes \| 300",
                    r"flagged: pen strokes \| 300", r"flagged: letters \| \d,\d+",
                    r"flagged: symbols \| \d,\d+", r"flagged: scribbles \| \d,\d+"):
            self.assertRegex(result.stdout, rf"\| {row} \| [\d.]+ % \| [\d.]+ % \|\n")

    def test_unknown_argument(self):
        result = subprocess.run([SCRIPTS / "recognition", "--chekc"], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("unknown argument --chekc", result.stderr)

    def test_ways(self):
        for label, strokes, way in DRAWN:
            self.assertEqual(ways.way(label, strokes), way, (label, strokes))
        self.assertEqual([sorted(names) for names in ways.WAYS],
                         [sorted(w for label, _, w in DRAWN if label == digit)
                          for digit in range(10)])
        for label in range(10):  # whatever is drawn has a way
            for strokes in ([], [[]], [[[3, 3]]], [[[1, 1], [1, 1]]], [[[0, 0], [0, 5]], [[9, 9]]]):
                self.assertIn(ways.way(label, strokes), ways.WAYS[label])


if __name__ == "__main__":
    unittest.main()
