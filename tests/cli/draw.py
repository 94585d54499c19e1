# SPDX-License-Identifier: MIT
"""Pictures of the Draw scene: the same to the pixel each time, and those in tests/gui/golden.

With LUME_WRITE_GOLDEN set the golden pictures are written instead, after a change of the scene, the
built-in model or the trainer: look at each before it becomes the new one. They are compared where
the font is the one they were made with.
"""

import json
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree
import zlib

from harness import PROGRAM, SOURCE, Skip, cases, check, drawing, equal, has_command, main, test

GOLDEN = SOURCE / "tests/gui/golden"
FONT_SUM = 0x1c8b0edc  # CRC-32 of the regular font, which LUME_FONT names

# A 3 with a label, the same without, a cross, nothing but a dot.
THREE = [[[20, 10], [40, 0], [62, 4], [72, 20], [64, 38], [44, 46], [66, 52], [78, 70], [70, 92],
          [46, 100], [18, 92]]]
INK = "".join([drawing(3, None, THREE), drawing(None, None, THREE),
               drawing(7, None, [[[0, 0], [100, 100]], [[0, 100], [100, 0]]]),
               drawing(1, None, [[[5, 5]]])]).encode()

SMALL = ["--size", "640x400"]
NO_MNIST = ["--data", "nonexistent"]
PICTURES = {
    "scene-empty.png": SMALL,
    "scene-three.png": ["--ink", "INK", *SMALL],
    "scene-layer-1.png": ["--ink", "INK", "--select", "h1:3", *SMALL],
    "scene-output.png": ["--ink", "INK", "--index", "1", "--select", "out:4", *SMALL],
    "scene-weights.png": ["--ink", "INK", "--weights", *SMALL],
    "scene-light-pt.png": ["--ink", "INK", "--lang", "pt-BR", "--theme", "light", "--select",
                           "h2:9", *SMALL],
    "scene-no-digit.png": ["--ink", "INK", "--index", "2", *SMALL],
    "scene-shape.png": ["--ink", "INK", "--model", "MODEL", "--select", "h1:69", *SMALL],
    "scene-projector.svg": ["--ink", "INK", "--lang", "pt-BR", "--projector", "--select", "out:3"],
    "scene-mistakes.svg": ["--cell", "9,4", "--no-controls", "--size", "800x500"],
    "scene-three.svg": ["--ink", "INK", "--size", "800x500"],
    "train-ready.png": ["--scene", "train", *NO_MNIST],
    "train-dark.png": ["--epochs", "6", "--ink", "INK", *NO_MNIST],
    "train-light-pt.png": ["--epochs", "6", "--ink", "INK", "--lang", "pt-BR", "--theme", "light",
                           *NO_MNIST],
    "train-projector.png": ["--epochs", "6", "--ink", "INK", "--projector", *NO_MNIST],
    "train-slide-pt.png": ["--epochs", "6", "--ink", "INK", "--projector", "--no-controls",
                           "--lang", "pt-BR", *NO_MNIST],
    "train-small.png": ["--epochs", "2", "--ink", "INK", "--size", "800x500", *NO_MNIST],
    "train-pitfall.png": ["--pitfall", "learning-rate", "--ink", "INK", *NO_MNIST],
    "train-exploding.svg": ["--pitfall", "exploding", "--lang", "pt-BR", *NO_MNIST],
    "train-moment.png": ["--epochs", "4", "--script", "BACK", "--ink", "INK", *NO_MNIST],
    "scene-teach.png": ["--ink", "INK", "--scene", "teach", "--label", "8", "--step",
                        "output-deltas", *SMALL],
    "scene-teach-learned.png": ["--ink", "INK", "--scene", "teach", "--label", "8", "--step",
                                "new-answer", "--lang", "pt-BR", "--theme", "light", *SMALL],
    "scene-teach.svg": ["--ink", "INK", "--index", "1", "--scene", "teach", "--label", "2",
                        "--step", "hidden-deltas-1", "--lang", "pt-BR", "--projector"],
}

# By its logarithm, and some moments back.
BACK = "".join(json.dumps({"at": 0.1 * i, "event": "key", "key": key}) + "\n"
               for i, key in enumerate(["J"] + 9 * ["Ctrl+Left"]))


def draw(place, name, *options, **changes):
    ink = place.write("ink.jsonl", INK)
    words = [ink if word == "INK" else word for word in options]
    if "BACK" in words:
        words[words.index("BACK")] = place.write("back", BACK.encode())
    if "MODEL" in words:
        words[words.index("MODEL")] = place / "wide"
        check(place.train("--hidden", "70", "--quiet", "-o", place / "wide"), 0)
    check(place.run("draw", "--screenshot", place / name, *words, **changes), 0, "")
    return place.read(name)


def pixels(png):
    """Width, height and the RGB bytes of a PNG file, without a library."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, color = struct.unpack(">IIBB", png[16:26])
    equal((depth, color), (8, 2))
    packed, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        packed += png[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    data, stride = zlib.decompress(packed), 3 * width
    rows, above = [], bytes(stride)
    for y in range(height):
        line = data[y * (stride + 1):(y + 1) * (stride + 1)]
        row = bytearray(line[1:])
        for x in range(stride):
            a = row[x - 3] if x >= 3 else 0
            b = above[x]
            c = above[x - 3] if x >= 3 else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row[x] = (row[x] + (0, a, b, (a + b) // 2, nearest)[line[0]]) & 255
        rows.append(bytes(row))
        above = row
    return width, height, b"".join(rows)


def need_font():
    with open(os.environ["LUME_FONT"], "rb") as file:
        if zlib.crc32(file.read()) != FONT_SUM:
            raise Skip("made with another font")


def same_picture(one, other):
    return one == other or pixels(one) == pixels(other)  # another zlib


@cases([(f"golden picture {name}", name) for name in PICTURES])
def golden(place, name):
    need_font()
    got = draw(place, name, *PICTURES[name])
    if "LUME_WRITE_GOLDEN" in os.environ:
        (GOLDEN / name).write_bytes(got)
        return
    expected = (GOLDEN / name).read_bytes()
    same = same_picture(got, expected) if name.endswith(".png") else got == expected
    assert same, f"{name} differs"


@test
def trains_as_the_command_line_does(place):
    """The same bits, and the curves of it."""
    draw(place, "a.png", "--epochs", "2", "--seed", "3", "--save-model", place / "drawn",
         "--save-curves", place / "curves.csv", *NO_MNIST)
    check(place.run("train", "--data", "none", "--synthetic", "12000", "--epochs", "2", "--seed",
                    "3", "--quiet", "-o", place / "trained"), 0)
    tensors = [data[8 + struct.unpack("<Q", data[:8])[0]:]
               for data in (place.read("drawn"), place.read("trained"))]
    equal(tensors[0] == tensors[1], True)
    lines = place.read("curves.csv").decode().splitlines()
    equal(lines[0], "run,epoch,batches,train_loss,train_accuracy,validation_loss,"
                    "validation_accuracy")
    assert len(lines) > 3 and lines[-1].startswith("1,2,"), lines[-1]


@test
def picture_of_the_readme(place):
    """It shows what the program shows; scripts/screenshots makes it anew."""
    need_font()
    check(place.run("synth", "--count", "1", "--style", "3-round", "--seed", "6",
                    place / "three.jsonl"), 0)
    got = draw(place, "draw.png", "--ink", place / "three.jsonl", "--lang", "en")
    expected = (SOURCE / "assets/screenshots/draw.png").read_bytes()
    assert same_picture(got, expected), "assets/screenshots/draw.png differs"


@test
def the_same_each_time(place):
    """Whatever the locale, and whatever was there before."""
    for name in ("a.png", "a.svg"):
        options = ["--ink", "INK", "--select", "h2:1", "--lang", "en", *SMALL]
        first = draw(place, name, *options)
        equal(draw(place, name, *options, env={"LC_ALL": "pt_BR.UTF-8"}) == first, True)
    equal(place.names(), ["a.png", "a.svg", "ink.jsonl"])
    equal(pixels(draw(place, "a.png", *SMALL))[:2], (640, 400))


@test
def language_of_the_system(place):
    def language(**changes):
        return re.search('xml:lang="(.*?)"', draw(place, "a.svg", env=changes).decode())[1]

    equal(language(), "en")
    equal(language(LC_ALL="pt_BR.UTF-8"), "pt-BR")


@test
def svg_is_clean(place):
    """Text is text, layers are groups, and there are all lines."""
    text = draw(place, "a.svg", "--ink", "INK", "--select", "out:3").decode()
    root = xml.etree.ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    groups = {group.get("id"): group for group in root.iter(space + "g") if group.get("id")}
    assert {"paper", "picture", "layer-1", "layer-2", "layer-3", "inspector"} <= set(groups), groups
    equal([len(groups[f"lines-{k}"].findall(space + "line")) for k in (1, 2, 3)], [16, 256, 160])
    assert re.match(r"the network 784-16-16-10 answers 3 with \d", root.find(space + "desc").text)
    assert "network sees" in text and root.find(space + "title").text == "lume"


@test
def agrees_with_predict(place):
    """The answer, and z in the inspector, are those of `lume predict`."""
    told = json.loads(place.run("predict", "--json", "--activations", "--ink",
                                place.write("ink.jsonl", INK), "--index", "0").out)
    text = draw(place, "a.svg", "--ink", "INK", "--select", "h2:5").decode()
    assert f"answers {told['digit']} with {100 * told['probability']:.1f}" in text
    z = re.search(r">z = .* = (−?[0-9.]+)<", text)[1].replace("−", "-")
    equal(z, f"{told['layers'][1]['z'][5]:.2f}")


@cases([
    ("unknown format", ["--screenshot", "a.jpg"],
     "a.jpg: its name tells no format, expected one that ends in .png or .svg"),
    ("drawing that is not there", ["--screenshot", "a.png", "--ink", "ink.jsonl", "--index", "4"],
     "ink.jsonl: has no drawing 4, expected 0 to 3"),
    ("index without ink", ["--screenshot", "a.png", "--index", "4"], None),
    ("output is the ink", ["--screenshot", "./ink.jsonl", "--ink", "ink.jsonl"],
     "--screenshot: is the same file as --ink"),
    ("output is the model", ["--screenshot", "model.png", "--model", "model.png"],
     "--screenshot: is the same file as --model"),
    ("no cell", ["--screenshot", "a.png", "--cell", "9"],
     '--cell: no cell, expected TRUE,ANSWERED such as 9,4, got "9"'),
    ("cell too far", ["--screenshot", "a.png", "--cell", "9,10"],
     "no such cell, expected 0,0 to 9,9, got 9,10"),
    ("cell of another tab", ["--screenshot", "a.png", "--scene", "draw", "--cell", "9,4"],
     "--cell: needs --scene mistakes"),
    ("no neuron", ["--screenshot", "a.png", "--select", "x1:3"],
     '--select: no neuron, expected NEURON such as h1:3 or out:4, got "x1:3"'),
    ("layer 0", ["--screenshot", "a.png", "--select", "h0:3"], None),
    ("no unit", ["--screenshot", "a.png", "--select", "out:"], None),
    ("no colon", ["--screenshot", "a.png", "--select", "out"], None),
    ("layer of outputs", ["--screenshot", "a.png", "--select", "h3:0"],
     '--select: the model has 2 hidden layers, got "h3:0"'),
    ("neuron too far", ["--screenshot", "a.png", "--select", "out:10"],
     '--select: no such neuron, expected 0 to 9 in this layer, got "out:10"'),
    ("huge neuron", ["--screenshot", "a.png", "--select", "h1:18446744073709551615"],
     '--select: no such neuron, expected 0 to 15 in this layer, got "h1:18446744073709551615"'),
    ("no size", ["--screenshot", "a.png", "--size", "640"],
     '--size: no size, expected WxH from 320x200 to 16384x16384, got "640"'),
    ("size too small", ["--screenshot", "a.png", "--size", "319x200"], None),
    ("size too large", ["--screenshot", "a.png", "--size", "640x16385"], None),
    ("size with more", ["--screenshot", "a.png", "--size", "640x400x"], None),
    ("scale", ["--screenshot", "a.png", "--scale", "0"], None),
    ("scale too large", ["--screenshot", "a.png", "--scale", "4.1"], None),
    ("a picture of the full screen", ["--screenshot", "a.png", "--fullscreen"], None),
    ("output is the script", ["--screenshot", "./model.png", "--script", "model.png"],
     "--screenshot: is the same file as --script"),
    ("language", ["--screenshot", "a.png", "--lang", "de"], None),
])
def bad_usage(place, words, message):
    place.write("ink.jsonl", INK)
    place.write("model.png", b"")
    before = place.names()
    result = check(place.run("draw", *words), 2, "", None)
    if message:
        equal(result.err, f"lume: {message}\n")
    assert re.fullmatch(r"lume: .+\n", result.err), result
    equal(place.names(), before)
    equal(place.read("ink.jsonl"), INK)


@test
def other_failures(place):
    place.write("old.png", b"old")
    broken = place.write("broken", b"no model")
    check(place.run("draw", "--screenshot", "old.png", "--model", broken), 3, "", None)
    check(place.run("draw", "--screenshot", "old.png", "--ink", broken), 3, "", None)
    check(place.run("draw", "--screenshot", "missing/a.png"), 4, "", None)
    equal(place.read("old.png"), b"old")
    os.mkdir(place / "folder.png")
    check(place.run("draw", "--screenshot", "folder.png"), 4, "", None)
    check(place.run("draw", "--screenshot", "-a.svg", "--size=320x200"), 0, "")
    equal(place.names(), ["-a.svg", "broken", "folder.png", "old.png"])


@test
def no_display(place):
    """Nothing is printed before that is known, and nothing is written."""
    for words in (["draw", "--describe"], ["draw"], []):
        result = check(place.run(*words), 6, "", None)
        assert re.fullmatch("lume: .*display.*\n", result.err), result
    equal(place.names(), [])


def script(place, *steps):
    return place.write("script.jsonl", "".join(json.dumps(step) + "\n" for step in steps).encode())


def play(place, *steps, **changes):
    """What is told of a script, and the picture afterwards."""
    told = check(place.run("draw", "--script", script(place, *steps), "--describe", "--lang", "en",
                           "--screenshot", "a.png", *SMALL, **changes), 0, None).out
    return [json.loads(line) for line in told.splitlines()], place.read("a.png")


def last(events, kind):
    return [event for event in events if event["event"] == kind][-1]


def stroke_events(paper, points):
    x, y, width, height = paper
    places = [{"x": x + px * width / 100, "y": y + py * height / 100} for px, py in points]
    kinds = ["down"] + ["move"] * (len(points) - 1)
    steps = [{"at": 0.1 + 0.01 * i, "event": kind, **place}
             for i, (kind, place) in enumerate(zip(kinds, places))]
    return steps + [{**steps[-1], "event": "up"}]


@test
def script_is_played(place):
    """Digits that are drawn with a pointer get the answer that `lume predict` gives."""
    nothing = {"at": 0, "event": "cancel"}
    paper = last(play(place, nothing)[0], "layout")["paper"]
    points = [[10 + 0.7 * x, 10 + 0.8 * y] for x, y in THREE[0]]
    events, picture = play(place, *stroke_events(paper, points))
    told = json.loads(place.run("predict", "--json", "--ink",
                                place.write("ink.jsonl", drawing(None, None, [points]).encode()),
                                "--index", "0").out)
    guess = last(events, "guess")
    equal((guess["digit"], guess["verdict"]), (told["digit"], told["verdict"]))
    assert abs(guess["probability"] - told["probability"]) < 0.02, (guess, told)
    equal(last(events, "reveal"), {"event": "reveal", "layers": 3, "answer": True})
    again = play(place, *stroke_events(paper, points))
    equal(again[0], events)
    equal(again[1] == picture, True)


@test
def script_waits_for_what_it_began(place):
    """A sample is there before the next step, however long it takes to make."""
    sample = {"at": 0, "event": "do", "action": "sample-of", "argument": 4}
    events, picture = play(place, sample)
    told = last(events, "sample")
    equal((told["label"], told["source"]), (4, "generated"))
    for at in (0, 1):  # not there yet, and there
        events, cleared = play(place, sample, {"at": at, "event": "key", "key": "C"})
        equal(last(events, "sample")["source"], None)
        equal(cleared == picture, False)
    equal(play(place, sample, {"at": 9, "event": "close"},
               {"at": 9, "event": "key", "key": "C"})[1] == picture, True)


@test
def script_is_refused(place):
    place.write("script.jsonl", b'{"at":0,"event":"jump"}\n')
    check(place.run("draw", "--script", "script.jsonl", "--screenshot", "a.png"), 3, "", None)
    check(place.run("draw", "--script", "missing", "--screenshot", "a.png"), 4, "", None)
    equal(place.names(), ["script.jsonl"])


@test
def order_of_samples(place):
    """By the seed alone."""
    def sample(*options):
        path = script(place, {"at": 0, "event": "key", "key": "N"})
        return draw(place, "a.png", "--script", path, *options, *SMALL)

    equal(sample() == sample("--seed", "0"), True)
    equal(sample("--seed", "1") == sample("--seed", "1"), True)
    equal(sample() == sample("--seed", "1"), False)


@test
def settings_are_no_matter(place):
    """Pictures neither follow nor change what the window remembers."""
    first = draw(place, "a.png", *SMALL)
    os.makedirs(place / ".config/lume")
    place.write(".config/lume/settings.json", b'{"theme": "light", "projector": true}')
    equal(draw(place, "a.png", *SMALL) == first, True)
    path = script(place, {"at": 0, "event": "key", "key": "T"})
    draw(place, "b.png", "--script", path, *SMALL)
    equal(place.read(".config/lume/settings.json"), b'{"theme": "light", "projector": true}')


@test
def controls_can_be_left_out(place):
    text = draw(place, "a.svg").decode()
    assert 'id="controls"' in text and "Eraser" in text
    text = draw(place, "a.svg", "--no-controls").decode()
    assert 'id="controls"' not in text and "Eraser" not in text


@test
def nobody_listens(place):
    """The picture is made all the same; a pipe that closed is told of at the end."""
    for closed in (">&-", "> /dev/full"):
        done = subprocess.run(
            ["sh", "-c", f'exec "$0" "$@" {closed}', PROGRAM, "draw", "--describe",
             "--screenshot", place / "a.png", *SMALL],
            capture_output=True, text=True, env=place.environment(), cwd=place.path)
        equal(done.returncode, 4)
        assert re.fullmatch("lume: standard output: .*\n", done.stderr), done.stderr
        equal(place.read("a.png")[:4], b"\x89PNG")
        os.unlink(place / "a.png")


@test
def any_size(place):
    for size in ("320x200", "321x2000", "3000x200", "1023x767"):
        for more in ([], ["--projector", "--select", "h1:0"],
                     ["--scale", "4", "--select", "out:1"]):
            width, height = map(int, size.split("x"))
            png = draw(place, "a.png", "--ink", "INK", "--index", "3", "--size", size, *more)
            equal(struct.unpack(">II", png[16:24]), (width, height))


if not has_command("draw"):
    print("1..0 # SKIP built without the window")
    sys.exit(0)
main()
