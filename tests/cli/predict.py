# SPDX-License-Identifier: MIT
"""predict, eval, info and export: what they print, and what they do with files that are no good."""

import gzip
import json
import os
import re
import struct
import zlib

from harness import SIDE, blobs, check, equal, idx, main, test

TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"


def png(width, height, pixels):
    """A grey PNG file."""
    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + \
            struct.pack(">I", zlib.crc32(name + content))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0,
                                                           0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def ring(side=64, paper=255, ink=0):
    """A picture of a 0."""
    middle = side / 2
    return png(side, side, bytes(
        ink if (side * 0.25) ** 2 < (x - middle) ** 2 + (y - middle) ** 2 < (side * 0.35) ** 2
        else paper for y in range(side) for x in range(side)))


def objects(result, code=0, err=""):
    return [json.loads(line) for line in check(result, code, None, err).out.splitlines()]


@test
def json_of_an_image(place):
    images = os.path.join(place.data, TEST_IMAGES)
    (one,) = objects(place.run("predict", "--json", "--model", place.model(), images))
    equal(list(one), ["file", "index", "verdict", "digit", "probability", "second", "margin",
                      "unlike", "probabilities"])
    equal((one["file"], one["index"], len(one["probabilities"])), (images, 0, 10))
    equal(one["probability"], max(one["probabilities"]))
    equal(one["probabilities"][one["digit"]], one["probability"])
    assert abs(sum(one["probabilities"]) - 1) < 1e-5


@test
def activations_follow_from_each_other(place):
    import math
    images = os.path.join(place.data, TEST_IMAGES)
    (one,) = objects(place.run("predict", "--json", "--activations", "--model", place.model(),
                               "--index", "7", images))
    equal(one["index"], 7)
    equal([len(layer["z"]) for layer in one["layers"]], [16, 16, 10])
    for layer in one["layers"][:2]:
        for z, a in zip(layer["z"], layer["a"]):
            assert abs(a - 1 / (1 + math.exp(-z))) < 1e-5
    equal(one["layers"][2]["a"], one["probabilities"])
    text = check(place.run("predict", "--activations", "--model", place.model(), images), 0,
                 None).out
    equal(re.findall(r"^layer.*$", text, re.M),
          ["layer 1, sigmoid", "layer 2, sigmoid", "layer 3, softmax"])
    equal(len(re.findall(r"^ +\d+  z +-?\d+\.\d{4}  a +-?\d+\.\d{4}$", text, re.M)), 42)


@test
def all_images_agree_with_eval(place):
    model = place.model()
    images = os.path.join(place.data, TEST_IMAGES)
    answers = objects(place.run("predict", "--json", "--model", model, "--index", "all", images))
    equal([answer["index"] for answer in answers], list(range(100)))
    (measured,) = objects(place.run("eval", "--json", "--model", model, "--data", place.data))
    labels = place.read(os.path.join(place.data, TEST_LABELS))[8:]
    confusion = [[0] * 10 for _ in range(10)]
    for label, answer in zip(labels, answers):
        confusion[label][answer["digit"]] += 1
    equal(measured["confusion"], confusion)
    equal(measured["n"], 100)
    right = sum(confusion[i][i] for i in range(10))
    equal(measured["accuracy"], right / 100)
    for i in range(10):
        answered = sum(row[i] for row in confusion)
        equal(measured["recall"][i], confusion[i][i] / sum(confusion[i]))
        equal(measured["precision"][i], confusion[i][i] / answered if answered else 0)
    assert 0 <= measured["calibration_error"] <= 1 and measured["images_per_second"] > 0


@test
def text_of_an_image(place):
    images = os.path.join(place.data, TEST_IMAGES)
    lines = check(place.run("predict", "--model", place.model(), "--show", images), 0, None) \
        .out.splitlines()
    answer = r"\d \(\d+\.\d\d %\)"
    assert re.fullmatch(re.escape(images) + rf"\[0\]: (not sure: {answer} or )?{answer}", lines[0])
    equal([line[4:5] for line in lines[-10:]], list("0123456789"))
    assert len(lines) == 11 + 5 and all(len(line) == 2 * SIDE for line in lines[1:6]), lines
    several = check(place.run("predict", "--model", place.model(), images, images), 0, None).out
    equal(len(several.splitlines()), 2)


@test
def pictures(place):
    model = place.model()
    dark = place.write("dark.png", ring())
    light = place.write("light", ring(paper=10, ink=240))
    first, second = objects(place.run("predict", "--json", "--model", model, dark, light))
    equal(first["digit"], second["digit"])
    with open(dark, "rb") as file:
        (piped,) = objects(place.run("predict", "--json", "--model", model, "-", stdin=file))
    equal(piped["probabilities"], first["probabilities"])
    check(place.run("predict", "--model", model, "--index", "1", dark), 2, "",
          f"lume: {dark}: has no image 1, expected 0 to 0\n")
    blank = place.write("blank.png", png(30, 30, bytes([255]) * 900))
    (nothing,) = objects(place.run("predict", "--json", "--model", model, blank))
    equal((nothing["verdict"], nothing["digit"]), ("empty", None))


@test
def one_bad_file_among_several(place):
    model = place.model()
    good = place.write("good.png", ring())
    bad = place.write("bad.png", b"<!DOCTYPE html><html></html>")
    result = place.run("predict", "--json", "--model", model, good, bad, good)
    equal([one["file"] for one in objects(result, 3, None)], [good, good])
    equal(result.err.count("\n"), 1)
    assert result.err.startswith(f"lume: {bad}: "), result.err
    result = place.run("predict", "--json", "--model", model, bad, good, "missing")
    equal([one["file"] for one in objects(result, 4, None)], [good])
    equal(result.err.count("\n"), 2)
    result = place.run("predict", "--model", model, bad, "missing", bad)
    check(result, 3, "", None)
    equal(result.err.count("\n"), 3)


@test
def images_that_do_not_fit(place):
    model = place.model()
    small = place.write("small", idx((2, 5, 7), bytes(70)))
    check(place.run("predict", "--model", model, small), 3, "",
          f"lume: {small}: does not fit the model, expected 28x28, got 5x7\n")
    labels = os.path.join(place.data, TEST_LABELS)
    check(place.run("predict", "--model", model, labels), 3, "", None)
    images = os.path.join(place.data, TEST_IMAGES)
    check(place.run("predict", "--model", model, "--index", "100", images), 2, "",
          f"lume: {images}: has no image 100, expected 0 to 99\n")
    two = place.write("two", idx((2,), bytes(2)))
    check(place.run("eval", "--model", model, "--images", small, "--labels", two), 3, "", None)


@test
def eval_of_parts(place):
    model = place.model()
    equal(objects(place.run("eval", "--json", "--model", model, "--data", place.data, "--part",
                            "train"))[0]["n"], 600)
    equal(objects(place.run("eval", "--json", "--model", model,
                            env={"LUME_DATA": place.data}))[0]["n"], 100)
    images, labels = (os.path.join(place.data, name) for name in (TEST_IMAGES, TEST_LABELS))
    equal(objects(place.run("eval", "--json", "--model", model, "--images", images, "--labels",
                            labels))[0]["n"], 100)
    check(place.run("eval", "--model", model, "--images", labels, "--labels", images), 3, "", None)
    text = check(place.run("eval", "--model", model, "--data", place.data), 0, None).out
    assert text.startswith("images             100\naccuracy           "), text
    equal(len(text.splitlines()), 6 + 2 + 10 + 3 + 10)


@test
def padded_gzip_is_a_warning(place):
    images, labels = blobs(20, 3)
    padded = place.write("padded.gz", gzip.compress(idx((20, SIDE, SIDE), images)) + bytes(512))
    names = place.write("labels", idx((20,), labels))
    objects(place.run("eval", "--json", "--model", place.model(), "--images", padded, "--labels",
                      names),
            err=f"lume: warning: {padded}: the gzip file ends in zeros, which are ignored\n")


@test
def the_built_in_model(place):
    (info,) = objects(place.run("info", "--json"))
    equal((info["type"], info["image"]), ("model", [28, 28]))
    zero = place.write("zero.png", ring())
    (answer,) = objects(place.run("predict", "--json", zero))
    equal(answer["digit"], 0)


@test
def info_of_files(place):
    images, labels = (os.path.join(place.data, name) for name in (TEST_IMAGES, TEST_LABELS))
    (one,) = objects(place.run("info", "--json", images))
    equal((one["type"], one["dimensions"]), ("images", [100, 28, 28]))
    content = place.read(images)[16:]
    assert abs(one["mean"] - sum(content) / len(content)) < 1e-9
    equal(one["paper"], content.count(0) / len(content))
    equal(objects(place.run("info", "--json", labels)),
          [{"type": "labels", "dimensions": [100], "labels": [10] * 10}])
    packed = place.write("packed", gzip.compress(place.read(labels)))
    equal(check(place.run("info", packed), 0, None).out, place.run("info", labels).out)
    with open(labels, "rb") as file:
        equal(check(place.run("info", "-", stdin=file), 0, None).out, place.run("info", labels).out)
    check(place.run("export", place.model(), place / "m.csv"), 0, "")
    values = [float(v) for v in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", place.read("m.csv").decode())]
    for layer in objects(place.run("info", "--json", place.model()))[0]["layers"]:
        assert layer["weight_min"] < 0 < layer["weight_max"]
        assert layer["weight_min"] in values and layer["weight_max"] in values
    text = check(place.run("info", place.model()), 0, None).out
    assert text.startswith("lume model\nsizes     784-16-16-10, 13002 parameters\n"), text
    for bad in (b"", b"\0", b"GIF89a" * 9, b"\x10\0\0\0\0\0\0\0{not json}      "):
        check(place.run("info", place.write("bad", bad)), 3, "", None)
    check(place.run("info", "/dev/zero"), 4, "", None)
    check(place.run("info", place.path), 4, "", None)


@test
def export_formats(place):
    model = place.model()
    for name in ("npz", "csv", "onnx"):
        check(place.run("export", model, place / f"by-suffix.{name}"), 0, "")
        check(place.run("export", "--format", name, model, place / f"x-{name}"), 0, "")
        equal(place.read(f"x-{name}"), place.read(f"by-suffix.{name}"))
        assert len(place.read(f"x-{name}")) > 10000
    os.mkfifo(place / "fifo.csv")
    os.mkdir(place / "folder.csv")
    for out in ("fifo.csv", "folder.csv", "/dev/null", "missing/x.csv"):
        check(place.run("export", "--format", "csv", model, out), 4, "", None)
    check(place.run("export", "missing", place / "new.csv"), 4, "", None)
    assert not os.path.exists(place / "new.csv")


main()
