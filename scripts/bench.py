# SPDX-License-Identifier: MIT
"""What scripts/bench measures, once everything is built: see there."""
import argparse
import gzip
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LUME = ROOT / "build/src/cli/lume"
FILES = [f"{part}-{what}-ubyte" for part in ("train", "t10k")
         for what in ("images-idx3", "labels-idx1")]
RECIPE = ("--optimizer momentum --momentum 0.9 --learning-rate 0.1 --schedule cosine"
          " --batch-size 64 --epochs 10 --init glorot --no-augment --validation 0").split()
GOAL_ACCURACY = 0.95


def run(command, cpus="0", **env):
    """Run a program pinned to processors; its output, seconds and peak memory in MiB."""
    if shutil.which("taskset"):
        command = ["taskset", "-c", cpus, *command]
    start = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out,
                                   stdin=subprocess.DEVNULL,
                                   env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **env})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"bench: {' '.join(process.args)}: exit status {process.returncode}")
        out.seek(0)
        return out.read().decode(), seconds, usage.ru_maxrss / 1024


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.data = options.data
        self.plain = unpacked(options.data, folder)
        self.openblas = self.build_openblas()
        self.torch = self.find_torch()
        self.rows = []

    def build_openblas(self):
        source = self.options.peers / "openblas_mlp.c"
        if not source.exists():
            return None
        out = self.folder / "openblas_mlp"
        flags = subprocess.run(["pkg-config", "--cflags", "openblas"], check=True, text=True,
                               capture_output=True).stdout.split()
        subprocess.run([os.environ.get("CC", "cc"), "-O3", "-march=native", *flags, "-o", out,
                        source, "-lopenblas", "-lz", "-lm"], check=True)
        return out

    def find_torch(self):
        script = self.options.peers / "torch_mlp.py"
        for python in ("python3", "/usr/bin/python3"):
            if script.exists() and subprocess.run([python, "-c", "import torch"], check=False,
                                                  capture_output=True).returncode == 0:
                return [python, script]
        return None

    def row(self, what, ours, peer_name="", peer=None, goal=None, digits=3, unit=""):
        """Add a line to the table from runs of lume and, if any, of a peer beside them."""
        mean = statistics.median(ours)
        verdict = ""
        text = [what, f"{mean:.{digits}f}{unit}", "", ""]
        value = mean
        if peer:
            other = statistics.median(peer)
            pairs = sorted(a / b for a, b in zip(ours, peer))
            value = statistics.median(pairs)
            text[2] = f"{other:.{digits}f}{unit} {peer_name}"
            text[3] = f"{value:.2f} ({pairs[0]:.2f}-{pairs[-1]:.2f})"
        if goal:
            sign, limit = goal
            good = value <= limit if sign == "<=" else value >= limit
            verdict = f"{sign} {limit:g}{'' if peer else unit}: {'met' if good else 'MISSED'}"
        self.rows.append([*text, verdict])
        print(".", end="", file=sys.stderr, flush=True)

    def lume_epoch(self, cpus="0", threads=1, **more):
        """Median seconds of training in an epoch, and the peak memory of the process."""
        log = self.folder / "log.jsonl"
        log.unlink(missing_ok=True)
        extra = [word for name, value in more.items() for word in (f"--{name}", value)]
        memory = run([LUME, "train", "--data", self.data, *RECIPE, "--threads", threads, *extra,
                      "--log", log, "--quiet", "--output", self.folder / "model"], cpus)[2]
        epochs = [json.loads(line)["train_seconds"] for line in log.read_text().splitlines()]
        return statistics.median(epochs), memory

    def peer_epoch(self, command, **env):
        """The same of a peer, and its microseconds for one image."""
        out, _, memory = run([*command, self.data], **env)
        epochs = [float(s) for s in re.findall(r"train_s (\S+)", out)]
        return statistics.median(epochs), memory, float(re.search(r"inference_us (\S+)", out)[1])

    def in_turn(self, *functions):
        """Call each in turn, as often as asked; a list of results for each."""
        results = [[] for _ in functions]
        for _ in range(self.options.runs):
            for result, function in zip(results, functions):
                result.append(function())
        return results

    def epoch(self):
        what = "epoch of momentum SGD, batch 64, one thread"
        peers = []
        if self.openblas:
            peers.append(("OpenBLAS", [self.openblas], ("<=", 0.5)))
        if self.torch:
            peers.append(("PyTorch", self.torch, None))
        for name, command, goal in peers:
            ours, theirs = self.in_turn(self.lume_epoch, lambda: self.peer_epoch(command))
            self.row(what, [r[0] for r in ours], name, [r[0] for r in theirs], goal, 4, " s")
        if not peers:
            self.row(what, [r[0] for r in self.in_turn(self.lume_epoch)[0]], digits=4, unit=" s")

    def threads(self):
        two, one = self.in_turn(lambda: self.lume_epoch("0,1", 2), lambda: self.lume_epoch("0,1"))
        self.row("such an epoch, two threads", [r[0] for r in two], "lume, one thread",
                 [r[0] for r in one], ("<=", 0.6), 4, " s")

    def avx2(self):
        if "avx2" not in cpu_flags() or not self.openblas:
            return
        ours, theirs = self.in_turn(
            lambda: self.lume_epoch(cpu="avx2"),
            lambda: self.peer_epoch([self.openblas], OPENBLAS_CORETYPE="Haswell"))
        self.row("such an epoch, AVX2 alone", [r[0] for r in ours], "OpenBLAS (Haswell)",
                 [r[0] for r in theirs], ("<=", 0.6), 4, " s")

    def start(self):
        """From process start to 95 %, files unpacked, a seed each."""
        ours, theirs, accuracies = [], [], []
        for seed in range(1, self.options.runs + 1):
            out, seconds, _ = run([LUME, "train", "--preset", "fast", "--data", self.plain,
                                   "--seed", seed, "--json", "--quiet",
                                   "--output", self.folder / "model"])
            ours.append(seconds)
            accuracies.append(json.loads(out.splitlines()[-1])["test_accuracy"])
            if self.openblas:
                out = run([self.openblas, self.plain, 64, 0.1, 10, seed])[0]
                theirs.append(next(float(s) for a, s in re.findall(
                    r"accuracy (\S+)\s+since_start_s (\S+)", out) if float(a) >= GOAL_ACCURACY))
        self.row("start to 95 %, `--preset fast`", ours, "OpenBLAS", theirs, ("<=", 0.6), 3, " s")
        if theirs:
            self.rows[-1][-1] += f" (worst pair {max(a / b for a, b in zip(ours, theirs)):.2f})"
        self.row("its test accuracy, worst seed", [100 * min(accuracies)],
                 goal=(">=", 100 * GOAL_ACCURACY), digits=2, unit=" %")

    def forward(self):
        model = self.folder / "model"
        if not model.exists():
            self.lume_epoch()

        def lume():
            out = run([LUME, "eval", "--model", model, "--data", self.plain,
                       "--json"])[0]
            return 1e6 / json.loads(out)["images_per_second"]

        if self.openblas:
            ours, theirs = self.in_turn(lume, lambda: self.peer_epoch([self.openblas])[2])
            self.row("forward pass of one image", ours, "OpenBLAS", theirs, None, 3, " us")
        else:
            ours, = self.in_turn(lume)
            self.row("forward pass of one image", ours, digits=3, unit=" us")
        self.rows[-1][-1] = f"<= 1 us: {'met' if statistics.median(ours) <= 1 else 'MISSED'}"

    def memory(self):
        self.row("peak memory, recipe above", [self.lume_epoch()[1]], goal=("<=", 200), digits=0,
                 unit=" MiB")
        if self.openblas:
            self.rows[-1][2] = f"{self.peer_epoch([self.openblas])[1]:.0f} MiB OpenBLAS"
        memory = run([LUME, "train", "--data", self.data, "--epochs", "1", "--quiet", "--output",
                      self.folder / "model"], "0,1")[2]
        self.row("peak memory, defaults", [memory], goal=("<=", 200), digits=0, unit=" MiB")

    def accuracy(self):
        kinds = [("defaults", [], 96.0, 15)]
        if self.options.long:
            kinds += [("`--normalizer moments`", ["--normalizer", "moments"], 97.3, None),
                      ("`--preset best`", ["--preset", "best"], 97.3, None)]
        for name, words, goal, limit in kinds:
            out, seconds, _ = run([LUME, "train", *words, "--data", self.data, "--json", "--quiet",
                                   "--output", self.folder / "accuracy"], "0,1")
            result = json.loads(out.splitlines()[-1])
            self.row(f"test accuracy, {name}", [100 * result["test_accuracy"]],
                     goal=(">=", goal), digits=2, unit=" %")
            self.row("its seconds, two processors", [seconds],
                     goal=("<=", limit) if limit else None, digits=1, unit=" s")


def unpacked(data, folder):
    """A folder with the files unpacked, under the names that all programs look for."""
    plain = folder / "plain"
    plain.mkdir()
    for name in FILES:
        (plain / name).write_bytes(gzip.open(data / f"{name}.gz").read())
        (plain / f"{name}.gz").symlink_to(name)
    return plain


def cpu_flags():
    try:
        return re.search(r"^flags\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(),
                         re.M)[1].split()
    except (OSError, TypeError):
        return []


def default_data():
    home = pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share")
    return pathlib.Path(os.environ.get("LUME_DATA") or home / "lume/mnist")


def print_table(rows):
    rows = [["what", "lume", "beside it", "ratio", "goal"], *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        print(("| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |"))


def main():
    kinds = ["epoch", "threads", "avx2", "start", "forward", "memory", "accuracy"]
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--peers", type=pathlib.Path, default=ROOT.parent / "shared/peers")
    parser.add_argument("--data", type=pathlib.Path, default=default_data())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(kinds))
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    wanted = options.only.split(",")
    unknown = set(wanted) - set(kinds)
    if unknown or options.runs < 1:
        parser.error(f"--only knows {', '.join(kinds)}; --runs is at least 1")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        for kind in wanted:
            getattr(bench, kind)()
        print(file=sys.stderr)
        model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
        print(f"{model[1] if model else 'unknown processor'}, {os.cpu_count()} processors; "
              f"medians of {options.runs} runs in turn, range of the ratios in brackets\n")
        print_table(bench.rows)


if __name__ == "__main__":
    main()
