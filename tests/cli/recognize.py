# SPDX-License-Identifier: MIT
"""Verdicts, and predict and eval on ink files."""

import gzip
import json
import math
import os
import struct

from harness import SIDE, blobs, cases, check, drawing, drawings, equal, idx, main, test

LINE = [[(0, 0), (1, 4)]]


def model(place, biases, unlike=None, name="m"):
    """A model that puts out the softmax of `biases`, whatever it sees; `unlike`: what it adds to
    an image's likeness to no digit."""
    keys = {"format": "lume", "version": "1", "activations": "softmax"}
    header, data = {"__metadata__": keys}, b""
    networks = {"layers": biases}
    if unlike is not None:
        networks["unlike"] = [0, unlike]
        keys["unlike_activations"] = "softmax"
    for network, values in networks.items():
        n = len(values)
        for part, shape, content in (("weight", [n, SIDE * SIDE], bytes(4 * n * SIDE * SIDE)),
                                     ("bias", [n], struct.pack(f"<{n}f", *values))):
            offsets = [len(data), len(data) + len(content)]
            header[f"{network}.0.{part}"] = {"dtype": "F32", "shape": shape,
                                             "data_offsets": offsets}
            data += content
    text = json.dumps(header).encode()
    return place.write(name, struct.pack("<Q", len(text)) + text + data)


def answers(place, *arguments, code=0, err="", **options):
    result = check(place.run("predict", "--json", *arguments, **options), code, None, err)
    return [json.loads(line) for line in result.out.splitlines()]


def measure(place, *arguments, **options):
    return json.loads(check(place.run("eval", "--json", *arguments, **options), 0, None).out)


SURE = [0] * 7 + [6, 0, 0]
TIED = [0] * 4 + [5] + [0] * 4 + [4.9]


@cases([
    ("a digit", SURE, None, "7 (97.82 %)", "digit", 7, 0),
    ("a digit that looks like one", SURE, -3, "7 (97.82 %)", "digit", 7, 0),
    ("a tie", TIED, -3, "not sure: 4 (51.05 %) or 9 (46.19 %)", "unsure", 4, 9),
    ("what looks like none", SURE, 4, "this does not look like a digit (unlike 98.20 %)",
     "not-a-digit", 7, 0),
    ("a tie that looks like none", TIED, 0.5,
     "this does not look like a digit (unlike 62.25 %)", "not-a-digit", 4, 9),
])
def verdicts(place, biases, unlike, text, verdict, digit, second):
    pen = place.write("pen", drawing(3, "p1", LINE).encode())
    name = model(place, biases, unlike)
    out = check(place.run("predict", "--model", name, "--ink", pen), 0, None).out
    equal(out.splitlines()[0], f"{pen}: {text}")
    equal(len(out.splitlines()), 11)
    (one,) = answers(place, "--model", name, "--ink", pen)
    equal(list(one), ["file", "index", "line", "label", "writer", "verdict", "digit",
                      "probability", "second", "margin", "unlike", "probabilities"])
    equal([one[key] for key in ("file", "index", "line", "label", "writer")],
          [pen, 0, 1, 3, "p1"])
    equal((one["verdict"], one["digit"], one["second"]), (verdict, digit, second))
    values = one["probabilities"]
    equal((one["probability"], max(values)), (values[digit], values[digit]))
    assert abs(one["margin"] - (values[digit] - values[second])) < 1e-6
    if unlike is None:
        equal(one["unlike"], None)
    else:
        assert abs(one["unlike"] - 1 / (1 + math.exp(-unlike))) < 1e-6
    shares = measure(place, "--model", name, "--ink", pen)["verdicts"]
    equal(shares, {key: float(key == verdict)
                   for key in ("digit", "unsure", "not-a-digit", "empty")})


@test
def an_empty_page_has_no_answer(place):
    pen = place.write("pen", (drawing(3, "p1", []) + drawing(None, None, [[], []])).encode())
    for unlike in None, 9:
        name = model(place, SURE, unlike)
        out = check(place.run("predict", "--model", name, "--ink", pen), 0).out
        equal(out, f"{pen}[0]: nothing is drawn\n{pen}[1]: nothing is drawn\n")
        check(place.run("predict", "--model", name, "--ink", pen, "--index", "1"), 0,
              f"{pen}[1]: nothing is drawn\n")
        for one in answers(place, "--model", name, "--ink", pen):
            equal([one[key] for key in ("verdict", "digit", "second", "probability", "margin")],
                  ["empty", None, None, 0, 0])
            equal(one["unlike"], None if unlike is None else 0)
            equal(one["probabilities"], None)
        equal((one["label"], one["writer"], one["line"]), (None, None, 2))
    blank = place.write("blank", idx((1, SIDE, SIDE), bytes(SIDE * SIDE)))
    check(place.run("predict", "--model", name, blank), 0, f"{blank}: nothing is drawn\n")
    equal(answers(place, "--model", name, blank)[0]["digit"], None)


@test
def a_model_of_one_output_has_no_second(place):
    pen = place.write("pen", drawing(0, None, LINE).encode())
    header = {f"layers.0.{part}": {"dtype": "F32", "shape": shape, "data_offsets": offsets}
              for part, shape, offsets in (("weight", [1, 784], [0, 3136]),
                                           ("bias", [1], [3136, 3140]))}
    text = json.dumps(header).encode()
    name = place.write("m", struct.pack("<Q", len(text)) + text + bytes(3136) +
                       struct.pack("<f", -1))
    out = check(place.run("predict", "--model", name, "--ink", pen), 0).out
    equal(out.splitlines()[0], f"{pen}: not sure: 0 (26.89 %)")
    (one,) = answers(place, "--model", name, "--ink", pen)
    equal((one["digit"], one["second"], one["margin"]), (0, None, one["probability"]))


@test
def which_drawings_are_recognised(place):
    pen = place.write("pen.jsonl", drawings(30, 1))
    packed = place.write("packed", gzip.compress(drawings(30, 1)))
    all_of_it = answers(place, "--ink", pen)
    equal([one["index"] for one in all_of_it], list(range(30)))
    equal([one["label"] for one in all_of_it], [i % 10 for i in range(30)])
    equal([one["writer"] for one in all_of_it], [f"p{i // 10}" for i in range(30)])
    equal(answers(place, "--ink", pen, "--index", "all"), all_of_it)
    equal(answers(place, "--ink", pen, "--index", "7"), all_of_it[7:8])
    equal(answers(place, f"--ink={pen}", "--index", "0"), all_of_it[:1])
    for source in packed, "-":
        found = answers(place, "--ink", source, input=drawings(30, 1) if source == "-" else None)
        equal([dict(one, file=pen) for one in found], all_of_it)
    check(place.run("predict", "--ink", pen, "--index", "30"), 2, "",
          f"lume: {pen}: has no image 30, expected 0 to 29\n")
    images, _ = blobs(3, 1)
    other = place.write("images", idx((3, SIDE, SIDE), images))
    both = answers(place, other, "--ink", pen)
    equal([one["file"] for one in both], [other] + [pen] * 30)
    equal(both[1:], all_of_it)
    assert "line" not in both[0] and "label" not in both[0]
    text = check(place.run("predict", "--ink", pen, "--index", "3", "--show", "--activations"), 0)
    assert len(text.out.splitlines()) > 1 + 10 + 10 + 42, text.out


@test
def size_and_place_make_no_difference(place):
    rows = [json.loads(line) for line in drawings(20, 5).splitlines()]

    def moved(scale, dx, dy):
        strokes = ([[[scale * x + dx, scale * y + dy] for x, y in stroke]
                    for stroke in row["strokes"]] for row in rows)
        name = place.write("moved", "".join(drawing(None, None, s) for s in strokes).encode())
        return [one["probabilities"] for one in answers(place, "--ink", name)]

    first = moved(1, 0, 0)
    for change in (1000, 0, 0), (0.001, 0, 0), (64, -512, 4096), (1, 8, -3):
        equal(moved(*change), first)


@test
def eval_of_drawings(place):
    content = drawing(1, "p0", []).encode() + drawings(40, 2) + \
        (drawing(5, None, []) + drawing(2, None, LINE)).encode()
    pen = place.write("pen", content)
    found = answers(place, "--ink", pen)
    measured = measure(place, "--ink", pen)
    right = [one["digit"] == one["label"] for one in found]
    equal((measured["n"], measured["accuracy"]), (43, sum(right) / 43))
    confusion = [[0] * 10 for _ in range(10)]
    for one in found:
        if one["digit"] is not None:
            confusion[one["label"]][one["digit"]] += 1
    equal(measured["confusion"], confusion)
    equal(measured["verdicts"], {
        verdict: sum(one["verdict"] == verdict for one in found) / 43
        for verdict in ("digit", "unsure", "not-a-digit", "empty")})
    equal(measured["verdicts"]["empty"], 2 / 43)
    equal([writer["writer"] for writer in measured["writers"]], ["p0", "p1", "p2", None])
    for writer in measured["writers"]:
        theirs = [ok for ok, one in zip(right, found) if one["writer"] == writer["writer"]]
        equal((writer["n"], writer["accuracy"]), (len(theirs), sum(theirs) / len(theirs)))
    lines = check(place.run("eval", "--ink", pen), 0, None).out.splitlines()
    equal(lines[0], "drawings           43")
    assert lines[4].endswith("4.65 % empty"), lines
    equal([line.split()[-2:] for line in lines[-4:]],
          [["21", "p0"], ["10", "p1"], ["10", "p2"], ["2", "(unknown)"]])
    equal(lines[-5], "accuracy  drawings  writer")
    equal(measure(place, "--ink", "-", input=content)["accuracy"], measured["accuracy"])


@test
def writers_are_sorted_by_name(place):
    rows = [drawing(1, name, LINE) for name in ("b", "a10", "a9", "\u00e9", "b\n", "a10")]
    pen = place.write("pen", "".join(rows).encode())
    found = measure(place, "--ink", pen)["writers"]
    equal([(one["writer"], one["n"]) for one in found],
          [("a10", 2), ("a9", 1), ("b", 1), ("b\n", 1), ("\u00e9", 1)])
    out = check(place.run("eval", "--ink", pen), 0, None).out
    assert "  b\\x0a\n" in out, out
    plain = place.write("plain", drawing(1, None, LINE).encode())
    assert "writer" not in check(place.run("eval", "--ink", plain), 0, None).out
    equal(measure(place, "--ink", plain)["writers"][0]["writer"], None)


@test
def images_have_verdicts_too(place):
    measured = measure(place, "--data", place.data, "--model", place.model())
    images = os.path.join(place.data, "t10k-images-idx3-ubyte")
    found = answers(place, "--model", place.model(), "--index", "all", images)
    equal(measured["verdicts"], {
        verdict: sum(one["verdict"] == verdict for one in found) / 100
        for verdict in ("digit", "unsure", "not-a-digit", "empty")})
    assert "writers" not in measured


LABELLED = drawing(1, None, LINE)


@cases([
    ("eval: no label", "eval", LABELLED + drawing(None, None, LINE), 3,
     "{}:2: label, expected a whole number from 0 to 9, got none"),
    ("eval: a blank page without label", "eval", LABELLED * 2 + drawing(None, None, []), 3,
     "{}:3: label, expected a whole number from 0 to 9, got none"),
    ("eval: nothing but blank pages", "eval", drawing(1, None, []) * 2, 3,
     "{}: drawings, expected some ink, got 2 blank pages"),
    ("eval: a label too large", "eval", "\n" + drawing(10, None, LINE), 3, None),
    ("eval: an empty file", "eval", "", 3, "{}: empty, expected an ink file"),
    ("predict: an empty file", "predict", "", 3, "{}: empty, expected an ink file"),
    ("predict: no point", "predict", '{"strokes":[[[1]]]}', 3, None),
    ("predict: far away", "predict", '{"strokes":[[[1e30,0]]]}', 3, None),
    ("predict: HTML", "predict", "<html>", 3,
     "{}: not an ink file, expected JSON lines, got what looks like an HTML page"),
])
def bad_ink(place, command, content, code, message):
    pen = place.write("pen", content.encode())
    result = check(place.run(command, "--ink", pen), code, "", None)
    equal((result.err.count("\n"), result.err.startswith(f"lume: {pen}")), (1, True))
    if message:
        equal(result.err, f"lume: {message.format(pen)}\n")


@test
def files_of_the_wrong_kind(place):
    pen = place.write("pen", drawings(10, 1))
    packed = place.write("packed", gzip.compress(drawings(10, 1)))
    images = os.path.join(place.data, "t10k-images-idx3-ubyte")
    for path in pen, packed:
        check(place.run("predict", path), 3, "", f"lume: {path}: expected a PNG picture or an IDX "
              "file, got an ink file: use --ink\n")
    for command in "predict", "eval":
        check(place.run(command, "--ink", images), 3, "", f"lume: {images}: not an ink file, "
              "expected JSON lines, got what looks like IDX images\n")
        check(place.run(command, "--ink", "missing"), 4, "", None)
        check(place.run(command, "--ink", place.path), 4, "", None)
        check(place.run(command, "--ink", "/dev/zero"), 4, "", None)
    letters = place.write("letters", drawing(25, None, LINE).encode())
    equal(answers(place, "--ink", letters)[0]["label"], 25)
    result = check(place.run("predict", "--json", "missing", "--ink", pen), 4, None, None)
    equal((len(result.out.splitlines()), result.err.count("\n")), (10, 1))


@test
def models_that_drawings_do_not_fit(place):
    header = {f"layers.0.{part}": {"dtype": "F32", "shape": shape, "data_offsets": offsets}
              for part, shape, offsets in (("weight", [2, 4], [0, 32]), ("bias", [2], [32, 40]))}
    text = json.dumps(header).encode()
    small = place.write("m", struct.pack("<Q", len(text)) + text + bytes(40))
    pen = place.write("pen", drawings(10, 1))
    for command in "predict", "eval":
        check(place.run(command, "--model", small, "--ink", pen), 3, "",
              f"lume: {pen}: does not fit the model, expected 2x2, got 28x28\n")
    wide = model(place, [0] * 300, name="wide")
    equal(len(answers(place, "--model", wide, "--ink", pen)), 10)
    check(place.run("eval", "--model", wide, "--ink", pen), 3, "",
          f"lume: {wide}: outputs, expected at most 256 to measure, got 300\n")


@test
def padded_gzip_is_a_warning(place):
    pen = place.write("pen", gzip.compress(drawings(10, 1)) + bytes(64))
    for command in "predict", "eval":
        check(place.run(command, "--ink", pen), 0, None,
              f"lume: warning: {pen}: the gzip file ends in zeros, which are ignored\n")


@test
def info_of_a_second_network(place):
    name = model(place, SURE, 0)
    text = check(place.run("info", name), 0).out
    assert "\nunlike    784-2, 1570 parameters\nunlike layer 1   784 to 2, softmax, " in text, text
    one = json.loads(check(place.run("info", "--json", name), 0).out)
    equal([(layer["inputs"], layer["outputs"]) for layer in one["unlike"]], [(784, 2)])
    equal(json.loads(check(place.run("info", "--json", place.model()), 0).out)["unlike"], None)


main()
