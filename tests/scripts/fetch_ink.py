#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/fetch-ink with files that LUME_INK names, and an archive from a stand-in (no network)."""
import gzip
import json
import os
import random
import re
import subprocess
import sys
import unittest
import zipfile

from fetching import SCRIPT, Fetching

CONVERT = [sys.executable, SCRIPT.parent / "unipen2ink.py"]
TRAIN, TEST = "pendigits-train.jsonl.gz", "pendigits-test.jsonl.gz"


def make_drawings(n, n_writers, letter, seed=1):
    """Digits of one to three strokes on the tablet's grid of 500 x 500."""
    rng = random.Random(seed)

    def strokes():
        return [[[rng.randrange(501) / 500, round(1 - rng.randrange(501) / 500, 3)]
                 for _ in range(rng.randint(1, 2))] for _ in range(rng.randint(1, 3))]
    return [{"label": rng.randrange(10), "writer": f"{letter}{i % n_writers + 1:02}",
             "strokes": strokes()} for i in range(n)]


def to_ink(drawings):
    return "".join(json.dumps(d, separators=(",", ":")) + "\n" for d in drawings)


def to_unipen(drawings):
    """The way back from ink to the form that the archive has."""
    lines, first = [".VERSION 1.0", ".HIERARCHY DIGIT", ""], 0
    for number, drawing in enumerate(drawings):
        n, label = len(drawing["strokes"]), drawing["label"]
        span = f"{first}-{first + n - 1}" if n > 1 else f"{first}"
        first += n
        lines += [f'.SEGMENT DIGIT {span} ? "{label}"',
                  f".COMMENT  {label} {int(drawing['writer'][1:])} {number}"]
        for stroke in drawing["strokes"]:
            lines.append(".PEN_DOWN")
            lines += [f"  {x * 500:4.0f}  {(1 - y) * 500:4.0f}" for x, y in stroke]
            lines += [".PEN_UP", ".DT 100"]
    return "\n".join(lines) + "\n"


def compress(text):
    """The form of compress(1), with codes of 9 bits only: the table is cleared before it grows."""
    out = bytearray(b"\x1f\x9d\x90")
    for start in range(0, len(text), 247):  # 248 codes are a multiple of 8: no padding
        codes = [*text[start:start + 247], 256]
        bits = sum(code << 9 * i for i, code in enumerate(codes))
        out += bits.to_bytes((len(codes) * 9 + 7) // 8, "little")
    return bytes(out)


class FetchInk(Fetching):
    def stand_in_archive(self, train, test):
        """Let the download be an archive, and its checksum what is expected."""
        with zipfile.ZipFile(self.stand_ins / "content", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("pendigits-orig.tra.Z", compress(to_unipen(train).encode()))
            archive.writestr("pendigits-orig.tes.Z", compress(to_unipen(test).encode()))
        self.stand_in_download('cp "$STAND_INS/content" "$out"\n')
        expected = re.search(r"^sum=(\w{64})$", SCRIPT.read_text(), re.M)[1]
        self.stand_in("sha256sum", f"#!/bin/sh\necho {expected}\n")

    def check_fetched(self, name, text):
        self.assertEqual(gzip.decompress((self.target / name).read_bytes()).decode(), text)

    def test_nobody_answers(self):
        self.check_failed(self.fetch(self.target), str(self.target), "LUME_INK",
                          "could not get pendigits-train pendigits-test")
        self.assertEqual(os.listdir(self.target), [])
        self.assertEqual(self.asked(), 1)

    def test_wrong_content(self):
        for content in (b"", b"<html>", b"PK\x03\x04"):
            (self.stand_ins / "content").write_bytes(content)
            self.stand_in_download('cp "$STAND_INS/content" "$out"\n')
            self.check_failed(self.fetch(self.target), "not what it should be")
            self.assertEqual(os.listdir(self.target), [])

    def test_archive(self):
        train, test = make_drawings(7494, 30, "p"), make_drawings(3498, 14, "q")
        self.stand_in_archive(train, test)
        self.assertEqual(self.fetch(self.target).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.target)), [TEST, TRAIN])
        self.check_fetched(TRAIN, to_ink(train))
        self.check_fetched(TEST, to_ink(test))
        # What is there and right is kept; what is cut off comes again.
        self.assertEqual((self.fetch(self.target).returncode, self.asked()), (0, 1))
        whole = (self.target / TRAIN).read_bytes()
        (self.target / TRAIN).write_bytes(whole[:-9])
        self.assertEqual((self.fetch(self.target).returncode, self.asked()), (0, 2))
        self.assertEqual((self.target / TRAIN).read_bytes(), whole)

    def test_archive_of_too_few_digits(self):
        train, test = make_drawings(7494, 30, "p"), make_drawings(3498, 14, "q")
        self.stand_in_archive(train[1:], test)
        self.check_failed(self.fetch(self.target), "could not get pendigits-train;",
                          "pendigits-orig.tra is not what it should be")
        self.assertEqual(os.listdir(self.target), [TEST])
        # The strokes for training are enough.
        (self.target / TEST).unlink()
        self.stand_in_archive(train, test[1:])
        result = self.fetch(self.target)
        self.assertEqual((result.returncode, os.listdir(self.target)), (0, [TRAIN]))
        self.assertIn("could not get pendigits-test;", result.stderr)

    def test_file_of_the_user(self):
        text = to_ink(make_drawings(5, 2, "w"))
        other = to_ink(make_drawings(6, 2, "w"))
        source = self.folder / "my ink"
        self.env["LUME_INK"] = str(source)
        for number, content in enumerate((text.encode(), gzip.compress(other.encode()))):
            source.write_bytes(content)
            self.assertEqual(self.fetch(self.target).returncode, 0)
            self.assertEqual(os.listdir(self.target), [TRAIN])
            self.check_fetched(TRAIN, (text, other)[number])
            self.assertEqual(source.read_bytes(), content)
        self.assertEqual(self.asked(), 0)

    def test_bad_files_of_the_user(self):
        good = to_ink(make_drawings(3, 2, "w"))
        source = self.folder / "ink"
        self.env["LUME_INK"] = str(source)
        self.check_failed(self.fetch(self.target), "cannot read", str(source))
        line = '{{"label":{},"strokes":[[[{},0.5]]]}}\n'.format
        for content in (b"", b"\n", b"[1]\n", gzip.compress(good.encode())[:-5], b"\x1f\x8b\xff",
                        line(10, 0).encode(), line('"3"', 0).encode(), line(3, "NaN").encode(),
                        line(3, '"1"').encode(), b'{"label":3}\n', b'{"strokes":[]}\n',
                        good.encode()[:-9], b"[" * 100000, b"\xff\xfe\n"):
            source.write_bytes(content)
            self.check_failed(self.fetch(self.target), "no file of labelled ink")
            self.assertEqual(os.listdir(self.target), [])

    def test_where(self):
        source = self.folder / "ink"
        source.write_text(to_ink(make_drawings(1, 1, "w")))
        self.env.update(LUME_INK=str(source), HOME=str(self.target))
        self.assertEqual(self.fetch("--install").returncode, 0)
        self.assertEqual(os.listdir(self.target / ".local/share/lume/ink"), [TRAIN])
        self.env["XDG_DATA_HOME"] = str(self.target)
        self.assertEqual(self.fetch("--install").returncode, 0)
        self.assertEqual(os.listdir(self.target / "lume/ink"), [TRAIN])
        self.check_failed(self.fetch("--isntall"), "unknown option --isntall")

    def test_interrupt_leaves_nothing(self):
        self.check_interrupt_leaves_nothing()


class Convert(unittest.TestCase):
    GOOD = ('.X_DIM 1000\n.Y_DIM 400\n.SEGMENT DIGIT 7-8 ? "7"\n.COMMENT 7 12 224\n'
            ".PEN_DOWN\n 0  400\n1000 0\n.PEN_UP\n.DT 100\n.PEN_DOWN\n 250 100\n.PEN_UP\n")

    def convert(self, text):
        return subprocess.run([*CONVERT, "p"], input=text, capture_output=True, text=True,
                              timeout=60, check=False)

    def test_good(self):
        result = self.convert(self.GOOD)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(json.loads(result.stdout), {
            "label": 7, "writer": "p12", "strokes": [[[0, 0], [1, 1]], [[0.25, 0.75]]]})

    def test_bad(self):
        for old, new in (("7-8", "7-9"), ("7-8", "7"), ("7 12", "1 12"), (".COMMENT", ".REMARK"),
                         (".PEN_UP\n", ""), (".PEN_DOWN\n", ""), (" 250 100\n", ""),
                         ("250 100", "250"), ("250", "x"), ('"7"', '"A"'), (".SEGMENT", ".WORD")):
            result = self.convert(self.GOOD.replace(old, new, 1))
            self.assertEqual((result.returncode, result.stdout), (1, ""), (old, new))
            self.assertRegex(result.stderr, r"^unipen2ink: line \d+: .*\n$")


if __name__ == "__main__":
    unittest.main()
