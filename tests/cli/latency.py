# SPDX-License-Identifier: MIT
"""Print how long it takes from a move of the pointer until its ink is on the screen.

Usage: latency.py LUME. A pen fills the paper with rows, at moments that have nothing to do with
frames; others that use the processor only add to what is printed.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time

from display import Display, wait_until

ROWS, COLUMNS, ROUNDS = 5, 8, 8  # so far apart that a place is bare until the pen comes there


def measure(connection, paper):
    """Fill the paper once; yields milliseconds."""
    left, top, width, height = paper
    places = [(int(left + width * (0.08 + 0.84 * (column if row % 2 else COLUMNS - 1 - column)
                                   / (COLUMNS - 1))),
               int(top + height * (0.1 + 0.8 * row / (ROWS - 1))))
              for row in range(ROWS) for column in range(COLUMNS)]
    connection.move(*places[0])
    connection.press(True)
    time.sleep(0.1)
    for x, y in places[1:]:
        time.sleep(random.uniform(0, 0.02))
        bare = connection.pixel(x, y)
        start = time.monotonic()
        connection.move(x, y)
        wait_until(lambda: connection.pixel(x, y) != bare, f"ink at {x}, {y}", 5)
        yield 1e3 * (time.monotonic() - start)
    connection.press(False)


def main():
    random.seed(1)
    with tempfile.TemporaryDirectory() as home, Display() as display, subprocess.Popen(
            [sys.argv[1], "draw", "--describe", "--size", "1280x720"], text=True,
            env=dict(display.environment, HOME=home, XDG_CONFIG_HOME=home),
            stdout=subprocess.PIPE) as lume:
        layout = json.loads(next(line for line in lume.stdout if '"event":"layout"' in line))
        window = display.await_window(lume)
        with display.connect() as connection:
            times = []
            for _ in range(ROUNDS):
                times += measure(connection, layout["paper"])
                display.do("key", "--window", window, "c")
                time.sleep(0.3)
        lume.kill()
    tenths = statistics.quantiles(times, n=10)
    print(f"{len(times)} moves, from the pointer to the screen: median {tenths[4]:.1f} ms, "
          f"nine of ten within {tenths[8]:.1f} ms, worst {max(times):.1f} ms")


main()
