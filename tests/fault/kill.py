#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kill programs that save to one file, at random moments: it must be one of two contents, whole.

Usage: kill.py SAVE_LOAD [KILLS]. Two programs save to the same path at a time. What they left
beside it must go with the next save.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time


def read(path):
    with open(path, "rb") as file:
        return file.read()


def torture(save_load, subject, folder, n_kills):
    path = os.path.join(folder, "file")
    contents = []
    for variant in "01":
        subprocess.run([save_load, "save", subject, path, variant], check=True)
        contents.append(read(path))
    assert contents[0] != contents[1]
    seen, n_left, failures = [0, 0], 0, 0
    for _ in range(n_kills // 2):
        loops = [subprocess.Popen([save_load, "loop", subject, path]) for _ in range(2)]
        time.sleep(random.uniform(0, 0.03))
        for loop in loops:
            loop.send_signal(signal.SIGKILL)
            if loop.wait() != -signal.SIGKILL:
                failures += 1
        n_left += len(os.listdir(folder)) > 1
        content = read(path)
        if content in contents:
            seen[contents.index(content)] += 1
        else:
            print(f"{subject}: {len(content)} bytes that are neither content")
            failures += 1
    subprocess.run([save_load, "save", subject, path, "0"], check=True)
    left = [name for name in os.listdir(folder) if name != "file"]
    print(f"{subject}: contents seen {seen}, temporary files {n_left} times, in the end {left}")
    return failures == 0 and min(seen) > 0 and n_left > 0 and not left


def main():
    save_load = sys.argv[1]
    n_kills = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    listing = subprocess.run([save_load, "list"], stdout=subprocess.PIPE, text=True, check=True)
    good = True
    for subject in listing.stdout.split():
        with tempfile.TemporaryDirectory() as folder:
            good = torture(save_load, subject, folder, n_kills) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
