# SPDX-License-Identifier: MIT
"""The window on a display: how soon it is there, that it rests, and how it ends.

The second argument says how often the display is killed.
"""

import fcntl
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time

from display import Display, wait_until
from harness import cases, equal, main, test

TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 5
SLOW = 5 if "ASAN_OPTIONS" in os.environ or "TSAN_OPTIONS" in os.environ else 1
SIZE = (1000, 600)
TRAINING = ("--scene", "train", "--epochs", "1000")
STAGE = 0x10141c  # the ground of the dark theme
NO_DISPLAY = b'no display to open a window on, expected a desktop session or "ssh -X" ' \
             b'("lume draw --screenshot OUT.png" needs none)\n'


def start(place, display, *arguments, stdout=subprocess.PIPE, **changes):
    environment = place.environment(DISPLAY=display.name, **changes)
    return place.start("draw", "--size", "%dx%d" % SIZE, *arguments, env=environment,
                       stdout=stdout)


def finish(process, code):
    """It ends soon and by itself, and says nothing."""
    begun = time.monotonic()
    try:
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    seconds = time.monotonic() - begun
    equal((process.returncode, err), (code, b""))
    assert seconds < SLOW, f"{seconds} s"


def corner(display, window):
    """Where on the screen a window begins, and its size."""
    lines = display.do("getwindowgeometry", "--shell", window).split()
    values = dict(line.split("=") for line in lines)
    return [int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")]


def await_picture(display, window):
    """Its corners are painted, and it is as large as X says."""
    x, y, width, height = corner(display, window)
    with display.connect() as connection:
        for at in ((x + 1, y + 1), (x + width - 2, y + height - 2)):
            wait_until(lambda at=at: connection.pixel(*at) == STAGE, f"a picture at {at}")


def processor_time(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def scribble(display, window):
    """A stroke that takes some seconds."""
    x, y, width, height = corner(display, window)
    words = ["mousemove", x + width // 6, y + height // 2, "mousedown", 1]
    for i in range(1000):
        words += ["mousemove", x + width // 6 + i * 7 % 60, y + height // 2 + i * 11 % 60,
                  "sleep", "0.004"]
    return display.begin(*words)


@test
def opens_soon(place):
    """From the start of the program to the first picture."""
    times = []
    with Display(*SIZE) as display:
        for _ in range(5):
            with display.connect() as connection:
                wait_until(lambda: connection.pixel(2, 2) != STAGE, "an empty screen")
                begun = time.monotonic()
                process = start(place, display)
                wait_until(lambda: connection.pixel(2, 2) == STAGE, "the first picture")
                times.append(time.monotonic() - begun)
                connection.press_close(display.await_window(process))
            finish(process, 0)
    median = statistics.median(times)
    print(f"# first picture after {1000 * median:.0f} ms")
    assert median < 2 * SLOW, times


@cases([
    ("no display", {}, b"lume: "),
    ("a display that is not there", {"DISPLAY": ":987"}, b"lume: :987: "),
])
def no_display(place, variables, prefix):
    process = place.start("draw", env=place.environment(**variables))
    out, err = process.communicate(timeout=20)
    equal((process.returncode, out, err), (6, b"", prefix + NO_DISPLAY))


@test
def rests(place):
    """Nobody does anything: less than 1 % of a processor, seen or not."""
    with Display(*SIZE) as display:
        process = start(place, display)
        window = display.await_window(process)
        await_picture(display, window)
        for change in (None, "windowunmap"):
            if change:
                display.do(change, window)
            time.sleep(0.5 * SLOW)
            before = processor_time(process)
            time.sleep(5)
            used = (processor_time(process) - before) / 5
            print(f"# {100 * used:.1f} % of a processor")
            assert used < 0.01, used
        display.do("windowmap", window)
        await_picture(display, window)
        process.terminate()
        finish(process, 128 + signal.SIGTERM)


@cases([(signal.Signals(number).name, number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)])
def ends_by_a_signal(place, number):
    with Display(*SIZE) as display:
        process = start(place, display)
        display.await_window(process)
        process.send_signal(number)
        finish(process, 128 + number)


@test
def ends_by_its_button(place):
    with Display(*SIZE) as display:
        process = start(place, display)
        window = display.await_window(process)
        with display.connect() as connection:
            connection.press_close(window)
        finish(process, 0)


def tell_much(place, display):
    """A window that tells more than its pipe holds, and closes after two seconds."""
    steps = [{"at": 0.2 + 0.02 * i, "event": "do", "action": "projector"} for i in range(80)]
    text = "".join(json.dumps(step) + "\n" for step in [*steps, {"at": 2, "event": "close"}])
    path = place.write("steps", text.encode())
    reader, writer = os.pipe()
    fcntl.fcntl(writer, getattr(fcntl, "F_SETPIPE_SZ", 1031), 1 << 14)
    process = start(place, display, "--describe", "--script", path, stdout=writer)
    os.close(writer)
    return process, open(reader, "rb")


@test
def nobody_reads(place):
    """What it tells is not read: it goes on, ends when it is to, and says so."""
    with Display(*SIZE) as display:
        process, pipe = tell_much(place, display)
        begun = time.monotonic()
        try:
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
            pipe.close()
    seconds = time.monotonic() - begun
    equal((process.returncode, err), (4, b"lume: standard output: nobody reads it\n"))
    assert seconds < 5 * SLOW, f"{seconds} s"


@test
def somebody_reads_late(place):
    """Lines are whole, and what came of all changes is told."""
    with Display(*SIZE) as display:
        process, pipe = tell_much(place, display)
        time.sleep(1)
        with pipe:
            lines = pipe.readlines()
        _, err = process.communicate(timeout=60)
    equal((process.returncode, err), (0, b""))
    events = [json.loads(line) for line in lines]
    equal([event["sizes"] for event in events if event["event"] == "look"][-1], "normal")


@test
def resizes(place):
    """Five hundred sizes in a second, while somebody draws."""
    with Display(1600, 1200) as display:
        process = start(place, display)
        window = display.await_window(process)
        hand = scribble(display, window)
        with display.connect() as connection:
            for i in range(500):
                connection.resize(window, 1 + i * 97 % 1500, 1 + i * 31 % 1100)
                time.sleep(0.002)
            connection.resize(window, 900, 700)
            hand.kill()
            hand.wait()
        wait_until(lambda: corner(display, window)[2:] == [900, 700], "the last size")
        await_picture(display, window)
        process.terminate()
        finish(process, 128 + signal.SIGTERM)


def random_words(rng, window):
    """One thing a monkey may do, as xdotool's words. It does not fill the screen: whenever such a
    window comes and goes, SDL waits for a window manager."""
    keys = ["c", "e", "n", "w", "t", "l", "p", "h", "v", "k", "r", "7", "question", "bracketleft",
            "space", "Page_Down", "Page_Up", "Return", "F1", "F2", "F3", "F4", "b", "g", "s", "f",
            "x", "m", "a", "Escape", "Left", "Down", "comma", "period",
            "ctrl+z", "ctrl+y", "ctrl+plus", "ctrl+minus", "ctrl+s"]
    return rng.choice([
        ["mousemove", rng.randrange(1600), rng.randrange(1200)],
        ["mousemove", "--window", window, rng.randrange(900), rng.randrange(600)],
        ["mousedown", rng.randrange(1, 4)],
        ["mouseup", rng.randrange(1, 4)],
        ["click", rng.randrange(1, 8)],
        ["key", rng.choice(keys)],
        ["windowsize", window, rng.randrange(1, 1600), rng.randrange(1, 1200)],
        ["windowunmap", window, "windowmap", window, "windowfocus", window],
    ])


@test
def survives_a_monkey(place):
    rng = random.Random(1)
    with Display(1600, 1200) as display:
        process = start(place, display)
        window = display.await_window(process)
        for _ in range(20):
            words = [word for _ in range(20) for word in random_words(rng, window)]
            display.do(*words)
            assert process.poll() is None, (process.returncode, process.communicate())
        with display.connect() as connection:
            connection.press_close(window)
        finish(process, 0)


@cases([
    ("a display of 16 bits", (800, 600, 16), {}),
    ("SDL's software renderer", (1280, 720, 24), {"SDL_RENDER_DRIVER": "software"}),
])
def shows_elsewhere(place, screen, variables):
    with Display(*screen) as display:
        process = start(place, display, **variables)
        window = display.await_window(process)
        if screen[2] == 24:
            await_picture(display, window)
        else:
            with display.connect() as connection:
                expected = (STAGE >> 19 << 11) | (STAGE >> 10 & 63) << 5 | STAGE >> 3 & 31
                wait_until(lambda: connection.pixel(2, 2) == expected, "a picture")
        process.terminate()
        finish(process, 128 + signal.SIGTERM)


@test
def fills_the_screen(place):
    with Display(1280, 800) as display:
        process = start(place, display, "--fullscreen")
        window = display.await_window(process)
        wait_until(lambda: corner(display, window) == [0, 0, 1280, 800], "full screen")
        await_picture(display, window)
        process.terminate()
        finish(process, 128 + signal.SIGTERM)


def kill_display(display, _):
    display.kill()


def kill_client(display, window):
    """As xkill does."""
    display.do("windowkill", window)


@cases([
    ("the display is killed during a stroke", scribble, kill_display),
    ("the client is killed during a stroke", scribble, kill_client),
    ("the display is killed during training", None, kill_display),
    ("the client is killed during training", None, kill_client),
])
def ends_at_once(place, work, end):
    """Whatever happens to the display, Xlib ends the program, at once and without a signal."""
    arguments = () if work else TRAINING
    for i in range(TIMES):
        with Display(*SIZE) as display:
            process = start(place, display, *arguments)
            window = display.await_window(process)
            hand = work and work(display, window)
            time.sleep(0.3 if work else 0.2 + 0.2 * i % 1)
            begun = time.monotonic()
            end(display, window)
            try:
                _, err = process.communicate(timeout=60)
            except subprocess.TimeoutExpired as reason:
                raise AssertionError("it hangs") from reason
            finally:
                process.kill()
                if hand:
                    hand.kill()
                    hand.wait()
            seconds = time.monotonic() - begun
            equal(process.returncode, 1)
            assert seconds < SLOW, f"{seconds} s, {err}"


@test
def closes_while_it_trains(place):
    """At whatever moment: while digits are made, or in the middle of an epoch."""
    times = []
    for i in range(TIMES):
        with Display(*SIZE) as display:
            process = start(place, display, *TRAINING)
            window = display.await_window(process)
            time.sleep(0.25 * i)
            begun = time.monotonic()
            with display.connect() as connection:
                connection.press_close(window)
            finish(process, 0)
            times.append(time.monotonic() - begun)
    print(f"# closed after {1000 * statistics.median(times):.0f} ms, at most "
          f"{1000 * max(times):.0f} ms")


main()
