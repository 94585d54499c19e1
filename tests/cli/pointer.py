# SPDX-License-Identifier: MIT
"""The window on a real display: a real pointer draws, real keys are struck, and what `--describe`
tells of it is true. The answers are those of `lume predict` for the same strokes.

With LUME_INK set to an ink file some of its drawings are drawn as well.
"""

import gzip
import json
import os
import queue
import threading
import time

from display import Display
from harness import check, equal, main, test

PATIENCE = 60  # seconds until something that is told must have been told
WIDTH, HEIGHT = 1280, 720


class Window:
    """A running `lume draw --describe` and a hand that uses it."""

    def __init__(self, place, *options):
        self.place = place
        self.display = Display(1600, 1000)
        self.events, self.last = [], {}
        self.lines = queue.Queue()
        try:
            with open(place / "stderr", "wb") as log:
                self.process = place.start(
                    "draw", "--describe", "--size", f"{WIDTH}x{HEIGHT}", *options, stderr=log,
                    env={"DISPLAY": self.display.name, "SDL_VIDEODRIVER": "x11"})
            threading.Thread(target=self.read, daemon=True).start()
            self.wait("notice")
            self.id = self.display.await_window(self.process)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if hasattr(self, "process"):
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        self.display.kill()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def take(self, deadline):
        """Take the next event in; it must differ from the last of its kind."""
        try:
            line = self.lines.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise AssertionError(f"nothing is told; last {self.last}") from None
        if line is None:
            raise AssertionError(f"the window went, code {self.process.wait()}: "
                                 f"{self.place.read('stderr').decode(errors='replace')}")
        event = json.loads(line)
        assert event != self.last.get(event["event"]), f"told twice: {event}"
        self.last[event["event"]] = event
        self.events.append(event)
        return event

    def wait(self, name, **values):
        """The next event of this name that has these values."""
        deadline = time.monotonic() + PATIENCE
        while True:
            event = self.take(deadline)
            if event["event"] == name and all(event[key] == value
                                              for key, value in values.items()):
                return event

    def await_samples(self):
        """Wait until test digits are there, and the network's accuracy on them is known."""
        while self.last.get("accuracy", {}).get("learned") is None:
            self.wait("accuracy")
        equal(self.last["accuracy"]["accuracy"], self.last["accuracy"]["learned"])
        return self.last["accuracy"]

    def at(self, x, y):
        return f"mousemove --window {self.id} -- {x} {y}"

    def settle(self, *commands):
        """Let xdotool do these, and return what was told until all of it was done. Events keep
        their order: what is told of the first W comes with what is told of the last of them, and
        what is told of the second behind all of it."""
        start = len(self.events)
        lines = self.last["mode"]["lines"]
        self.display.play(*commands, "key w")
        self.wait("mode", lines="weights" if lines == "signal" else "signal")
        self.display.play("key w")
        self.wait("mode", lines=lines)
        return [event for event in self.events[start:] if event["event"] != "mode"]

    def click(self, x, y):
        return self.settle(self.at(x, y), "click 1")

    def stroke(self, points, button=1):
        """The commands for a stroke."""
        first, *others = points
        return [self.at(*first), f"mousedown {button}", *(self.at(*point) for point in others),
                f"mouseup {button}"]

    def draw(self, strokes):
        """Draw on an empty page, and return the guess."""
        self.settle("key c")
        equal(self.last["guess"]["verdict"], "empty")
        self.settle(*(command for points in strokes for command in self.stroke(points)))
        return self.last["guess"]

    def middle(self, name):
        x, y, width, height = self.last["layout"]["buttons"][name]
        return x + width // 2, y + height // 2


def fit(strokes, paper, share, x_share, y_share):
    """Strokes in whole pixels, as large as a share of the paper, that much of the way to its right
    and lower edge; places that follow each other differ."""
    xs = [point[0] for stroke in strokes for point in stroke]
    ys = [point[1] for stroke in strokes for point in stroke]
    left, top, width, height = paper
    side = max(max(xs) - min(xs), max(ys) - min(ys)) or 1
    scale = share * min(width, height) / side
    x = left + x_share * (width - 1 - scale * (max(xs) - min(xs)))
    y = top + y_share * (height - 1 - scale * (max(ys) - min(ys)))
    fitted = []
    for stroke in strokes:
        points = [[round(x + scale * (point[0] - min(xs))), round(y + scale * (point[1] - min(ys)))]
                  for point in stroke]
        fitted.append([point for i, point in enumerate(points) if i == 0 or points[i - 1] != point])
    return fitted


def drawings(place):
    """Digits, what is none, and where LUME_INK is set digits of people; strokes of any size."""
    texts = []
    for kind, count in ("digits", "12"), ("others", "4"):
        check(place.run("synth", "--kind", kind, "--count", count, "--seed", "7", "a.jsonl"), 0)
        texts += place.read("a.jsonl").decode().splitlines()
    people = os.environ.get("LUME_INK")
    if people and os.path.isfile(people):
        opened = gzip.open if people.endswith(".gz") else open
        with opened(people, "rt", encoding="utf-8") as file:
            texts += [line for i, line in zip(range(600), file) if i % 60 == 0]
    strokes = [json.loads(text)["strokes"] for text in texts]
    return [[stroke for stroke in drawing if stroke] for drawing in strokes if any(drawing)]


def predict(place, drawn):
    """What the command line says of drawings."""
    lines = "".join(json.dumps({"strokes": strokes}) + "\n" for strokes in drawn)
    result = check(place.run("predict", "--json", "--ink", place.write("drawn.jsonl",
                                                                       lines.encode())), 0)
    return [json.loads(line) for line in result.out.splitlines()]


def check_same(guess, answer):
    for key in "verdict", "digit":
        equal(guess[key], answer[key])
    pairs = [(guess["probability"], answer["probability"]),
             *zip(guess["probabilities"], answer["probabilities"], strict=True)]
    for got, expected in pairs:
        assert abs(got - expected) <= 1e-6, f"{guess}\n{answer}"


@test
def answers_are_those_of_predict(place):
    """Digits drawn with a pointer are recognised as predict does, anywhere and of any size."""
    placements = [(0.9, 0.5, 0.5), (0.5, 0.1, 0.9), (0.7, 1, 0), (0.35, 0, 0), (0.6, 0.6, 1)]
    with Window(place, "--lang", "en") as window:
        drawn, guesses = [], []
        for i, strokes in enumerate(drawings(place)):
            paper = window.last["layout"]["paper"]
            drawn.append(fit(strokes, paper, *placements[i % len(placements)]))
            guesses.append(window.draw(drawn[-1]))
    answers = predict(place, drawn)
    for guess, answer in zip(guesses, answers, strict=True):
        check_same(guess, answer)
    verdicts = {guess["verdict"] for guess in guesses}
    assert {"digit", "not-a-digit"} <= verdicts, verdicts
    assert len({guess["digit"] for guess in guesses}) >= 8, guesses


@test
def a_stroke_beyond_the_paper(place):
    """It is held on to outside the paper and outside the window."""
    with Window(place) as window:
        x, y, width, height = window.last["layout"]["paper"]
        middle = x + width // 2
        inside = window.draw([[[middle, y + height // 4], [middle, y + 3 * height // 4]]])
        equal(inside["digit"], 1)
        outside = window.draw([[[middle, y + height // 4], [middle, y + height + 40]]])
        equal(outside["digit"], 1)
        window.draw([[[middle, y + height // 2], [-30, y + height // 2], [middle, y + 20]]])
        assert window.last["guess"]["verdict"] != "empty"


@test
def erasing_and_taking_back(place):
    with Window(place) as window:
        x, y, width, height = window.last["layout"]["paper"]
        middle = x + width // 2
        line = [[middle, y + height // 5], [middle, y + 4 * height // 5]]
        first = window.draw([line])
        equal(first["digit"], 1)
        window.settle(*window.stroke(line, 3))  # the right button erases
        equal(window.last["guess"]["verdict"], "empty")
        window.settle("key ctrl+z")
        equal(window.last["guess"], first)
        window.settle("key ctrl+z")
        equal(window.last["guess"]["verdict"], "empty")
        window.settle("key ctrl+y")
        equal(window.last["guess"], first)
        window.click(*window.middle("clear"))
        equal(window.last["guess"]["verdict"], "empty")
        window.click(*window.middle("undo"))
        equal(window.last["guess"], first)
        window.settle("key e")
        equal(window.last["tool"]["eraser"], True)
        window.settle(*window.stroke(line))
        equal(window.last["guess"]["verdict"], "empty")
        window.settle("key e")
        equal(window.last["tool"]["eraser"], False)


@test
def what_is_chosen_is_told(place):
    with Window(place, "--lang", "en", "--theme", "dark") as window:
        equal(window.last["language"]["language"], "en")
        told = [event["event"] for event in window.events]
        equal(told[:8],
              ["scene", "layout", "guess", "select", "mode", "language", "look", "tool"])
        window.await_samples()
        for keys, name, key, expected in (
                ("l", "language", "language", "pt-BR"), ("t", "look", "theme", "light"),
                ("ctrl+plus", "look", "scale", 1.1), ("ctrl+minus", "look", "scale", 1),
                ("Next", "reveal", "layers", 0), ("space", "reveal", "layers", 1),
                ("Prior", "reveal", "layers", 0), ("space", "reveal", "layers", 1),
                ("space", "reveal", "layers", 2), ("space", "reveal", "layers", 3),
                ("p", "look", "sizes", "projector"), ("h", "look", "controls", False),
                ("h", "look", "controls", True), ("question", "help", "open", True),
                ("Escape", "help", "open", False), ("3", "sample", "label", 3),
                ("v", "guess", "verdict", "hidden"), ("n", "sample", "label", None),
                ("c", "guess", "verdict", "empty"), ("v", "reveal", "answer", True)):
            window.settle(f"key {keys}")
            equal(window.last[name][key], expected)
        nib = window.last["tool"]["nib"]
        window.settle("key bracketright")
        thicker = window.last["tool"]["nib"]
        assert thicker > nib
        x, y, width, height = window.last["layout"]["paper"]
        window.settle(window.at(x + width // 2, y + height // 2), "click 4")  # the wheel
        assert window.last["tool"]["nib"] > thicker
        window.settle("key n")
        sample = window.last["sample"]
        equal(sample["source"], "generated")
        assert 0 <= sample["label"] <= 9 and sample["index"] >= 0, sample
        assert window.last["guess"]["verdict"] != "empty"
        window.process.terminate()
        equal(window.process.wait(PATIENCE), 143)
        settings = json.loads(place.read(".config/lume/settings.json"))
        equal([settings[key] for key in ("language", "theme", "projector")],
              ["pt-BR", "light", True])


def select(window):
    """Click along the middle of the network until a neuron answers."""
    x, y, width, height = window.last["layout"]["network"]
    for at in range(x, x + width, 6):
        if any(event["event"] == "select" for event in window.click(at, y + 3 * height // 5)):
            return window.last["select"]
    raise AssertionError("no neuron is found")


@test
def a_neuron_is_changed(place):
    """A click opens the inspector; its bias is dragged, and the accuracy told changes."""
    with Window(place) as window:
        equal(select(window)["layer"], "h1")
        assert window.last["layout"]["inspector"] is not None
        before = window.await_samples()
        equal(before["n"], 10000)
        bias = window.last["experiment"]["bias"]
        x, y, width, height = window.last["layout"]["buttons"]["bias"]
        knob = y + height // 2
        window.settle(*window.stroke([[x + width // 2, knob], [x + width // 2 + 9, knob],
                                      [x + width - 2, knob]]))
        experiment = window.last["experiment"]
        assert experiment["changed"] and experiment["bias"] > bias + 5, experiment
        while window.last["accuracy"]["accuracy"] > before["learned"] - 0.001:
            window.wait("accuracy")
        equal(window.last["accuracy"]["learned"], before["learned"])
        window.settle("key r")
        equal(window.last["experiment"], {"event": "experiment", "changed": False, "bias": bias,
                                          "clamp": None})
        while window.last["accuracy"]["accuracy"] != before["learned"]:
            window.wait("accuracy")
        window.settle("key k")
        equal(window.last["experiment"]["clamp"], 0)
        window.settle("key Escape")
        equal(window.last["select"], {"event": "select", "layer": None, "neuron": None})
        equal(window.last["layout"]["inspector"], None)


@test
def a_script_is_played(place):
    """In a window of the same size it does what the pointer did."""
    with Window(place) as window:
        paper = window.last["layout"]["paper"]
    drawn = fit(drawings(place)[5], paper, 0.7, 0.5, 0.5)
    steps = []
    for points in drawn:
        steps += [("down", *points[0]), *(("move", *point) for point in points[1:]),
                  ("up", *points[-1])]
    lines = [{"at": 0.5 + 0.002 * i, "event": event, "x": x, "y": y}
             for i, (event, x, y) in enumerate(steps)]
    lines += [{"at": 2, "event": "key", "key": "L"},
              {"at": 2, "event": "do", "action": "sample-of", "argument": 4},
              {"at": 2.2, "event": "do", "action": "undo"}, {"at": 2.5, "event": "close"}]
    script = place.write("script", "".join(json.dumps(line) + "\n" for line in lines).encode())
    with Window(place, "--script", script, "--lang", "en", "--data", place.data) as window:
        window.wait("language", language="pt-BR")
        window.wait("sample", label=4, source="mnist")
        window.wait("sample", source=None)
        equal(window.process.wait(PATIENCE), 0)
        check_same(window.last["guess"], predict(place, [drawn])[0])


@test
def another_size(place):
    """A new layout for a new size, in which digits are recognised as before."""
    with Window(place) as window:
        strokes = drawings(place)[3]
        old = window.last["layout"]
        equal(old["size"], [WIDTH, HEIGHT])
        window.display.do("windowsize", "--sync", window.id, 900, 600)
        new = window.wait("layout", size=[900, 600])
        assert new["paper"] != old["paper"]
        drawn = fit(strokes, new["paper"], 0.8, 0.5, 0.5)
        guess = window.draw(drawn)
        check_same(guess, predict(place, [drawn])[0])


main()
