# SPDX-License-Identifier: MIT
"""What the tests of the command line share: TAP output, folders, a small data set, running lume.

A test file declares functions with @test and ends with `main()`. Each test gets a Place: an empty
folder of its own, which is also HOME. The program is the first argument of the file.
"""

import collections
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "lume"
SOURCE = pathlib.Path(__file__).resolve().parents[2]
LEAKS = SOURCE / "tests/cli/leaks.txt"
SIDE = 28
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup ignores it, and so would what is started

Result = collections.namedtuple("Result", "code out err")
_tests = []


class Skip(Exception):
    """Raised by a test that cannot run here; the text says why."""


def has_command(name):
    """Tell whether the program was built with a command."""
    listed = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    return f"\n  {name} " in listed


def test(function):
    """Declare a test; its docstring or name is what TAP shows."""
    _tests.append((function.__doc__ or function.__name__.replace("_", " "), function))
    return function


def cases(rows):
    """Declare a test for each row: its name, then the function's further arguments."""

    def declare(function):
        for name, *arguments in rows:
            _tests.append((name, lambda place, a=arguments: function(place, *a)))
        return function

    return declare


class Place:
    """A folder for one test, with the data set of the run beside it."""

    def __init__(self, path, data):
        self.path = path
        self.data = data

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def environment(self, **changes):
        """A small environment; a value of None takes a variable away."""
        values = {"PATH": os.environ["PATH"], "HOME": self.path, "LC_ALL": "C",
                  "LSAN_OPTIONS": f"suppressions={LEAKS}:print_suppressions=0"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"):
            if name in os.environ:
                values[name] = os.environ[name]
        for name, value in changes.items():
            if value is None:
                values.pop(name, None)
            else:
                values[name] = value
        return values

    def start(self, *arguments, env=None, wrap=(), **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen([*wrap, PROGRAM, *arguments], cwd=self.path,
                                env=self.environment(**(env or {})), **options)

    def run(self, *arguments, input=None, **options):
        if input is not None:
            options["stdin"] = subprocess.PIPE
        process = self.start(*arguments, **options)
        try:
            out, err = process.communicate(input, timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        text = [(part or b"").decode("utf-8", "surrogateescape") for part in (out, err)]
        return Result(process.returncode, *text)

    def train(self, *arguments, **options):
        """Train briefly on the small set."""
        return self.run("train", "--data", self.data, "--epochs", "3", "--lr", "0.02", *arguments,
                        **options)

    def model(self, name="model.safetensors"):
        """A trained model, made once a test."""
        path = self / name
        if not os.path.exists(path):
            check(self.train("--quiet", "-o", path), 0)
        return path

    def read(self, name):
        with open(self / name if isinstance(name, str) else name, "rb") as file:
            return file.read()

    def write(self, name, content):
        with open(self / name, "wb") as file:
            file.write(content)
        return self / name

    def names(self):
        """What stands in the folder, hidden files too."""
        return sorted(os.listdir(self.path))


def check(result, code, out=None, err=""):
    """Compare the exit code and, where given, the whole of both outputs."""
    if result.code != code or (out is not None and result.out != out) or \
            (err is not None and result.err != err):
        raise AssertionError(f"expected code {code}, stdout {out!r}, stderr {err!r}\n"
                             f"got      code {result.code}, stdout {result.out!r}, "
                             f"stderr {result.err!r}")
    return result


def equal(got, expected):
    if got != expected:
        raise AssertionError(f"expected {expected!r}\ngot      {got!r}")


def idx(dimensions, content):
    """An IDX file of bytes."""
    return struct.pack(f">HBB{len(dimensions)}I", 0, 8, len(dimensions), *dimensions) + content


def blobs(n, seed, classes=10):
    """Images of n blobs, each class at a place of its own, and their labels."""
    rng = random.Random(seed)
    images, labels = bytearray(n * SIDE * SIDE), bytearray(n)
    for i in range(n):
        label = i % classes
        labels[i] = label
        x0 = 4 + 5 * (label % 4) + rng.randrange(3)
        y0 = 4 + 7 * (label // 4) + rng.randrange(3)
        for y in range(y0, y0 + 5):
            for x in range(x0, x0 + 4):
                images[i * SIDE * SIDE + y * SIDE + x] = 128 + rng.randrange(128)
    return bytes(images), bytes(labels)


def drawing(label, writer, strokes):
    """A line of an ink file; what is None is left out."""
    fields = {"label": label, "writer": writer, "strokes": strokes}
    return json.dumps({name: value for name, value in fields.items() if value is not None}) + "\n"


def drawings(n, seed, writers=3):
    """An ink file of n digits, each as a path through corners of its own, by writers p0, p1, …"""
    rng = random.Random(seed)
    paths = ["ABDCA", "AC", "ABCD", "ABD", "CAD", "BACDB", "ACDBC", "CBAD", "ADBCA", "DBAB"]
    corners = {"A": (0, 0), "B": (1, 0), "C": (0, 1), "D": (1, 1)}
    lines = []
    for i in range(n):
        points = [(corners[c][0] + rng.uniform(-0.1, 0.1), corners[c][1] + rng.uniform(-0.1, 0.1))
                  for c in paths[i % 10]]
        lines.append(drawing(i % 10, f"p{i // 10 % writers}", [points[:2], points[1:]]))
    return "".join(lines).encode()


def write_set(folder, n_train=600, n_test=100):
    """Write a small data set under the names of MNIST."""
    os.makedirs(folder, exist_ok=True)
    for stem, n, seed in (("train", n_train, 1), ("t10k", n_test, 2)):
        images, labels = blobs(n, seed)
        with open(os.path.join(folder, f"{stem}-images-idx3-ubyte"), "wb") as file:
            file.write(idx((n, SIDE, SIDE), images))
        with open(os.path.join(folder, f"{stem}-labels-idx1-ubyte"), "wb") as file:
            file.write(idx((n,), labels))
    return folder


def main():
    """Run what was declared, and report as TAP."""
    root = tempfile.mkdtemp(prefix="lume-cli-")
    failures = 0
    print(f"1..{len(_tests)}", flush=True)
    try:
        data = write_set(os.path.join(root, "data"))
        for number, (name, function) in enumerate(_tests, 1):
            place = Place(os.path.join(root, str(number)), data)
            os.mkdir(place.path)
            name = name.splitlines()[0].replace("#", "no. ")
            try:
                function(place)
                print(f"ok {number} - {name}", flush=True)
            except Skip as reason:
                print(f"ok {number} - {name} # SKIP {reason}", flush=True)
            except Exception:  # a failed test must not keep the others from running
                failures += 1
                print(f"not ok {number} - {name}")
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}")
                sys.stdout.flush()
    finally:
        for folder, _, _ in os.walk(root):
            os.chmod(folder, 0o700)
        shutil.rmtree(root, ignore_errors=True)
    sys.exit(failures > 0)
