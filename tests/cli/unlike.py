# SPDX-License-Identifier: MIT
"""The second network, which tells digits from what is none."""

import json
import struct

from harness import check, equal, idx, main, test

TRAIN = ["--epochs", "3", "--data", "none", "--synthetic", "1500"]


def model_of(place, *options):
    check(place.run("train", "--quiet", *TRAIN, "-o", place / "m", *options), 0, "")
    with open(place / "m", "rb") as file:
        content = file.read()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    metadata = header.pop("__metadata__")
    tensors = {name: content[8 + size:][slice(*entry["data_offsets"])]
               for name, entry in header.items()}
    return metadata, tensors


@test
def it_stands_beside_the_first(place):
    """It changes nothing of the first network."""
    _, alone = model_of(place)
    metadata, both = model_of(place, "--unlike")
    equal({name: data for name, data in both.items() if name.startswith("layers.")}, alone)
    equal(metadata["unlike_sizes"], "784,32,2")
    equal(len(both["unlike.0.weight"]), 784 * 32 * 4)


@test
def same_bits(place):
    """The same bits on any threads and processor."""
    options = ["--unlike", "--augment", "--normalizer", "moments"]
    expected = model_of(place, *options, "--threads", "1", "--cpu", "scalar")
    for threads in ("2", "3"):
        equal(model_of(place, *options, "--threads", threads), expected)
    assert model_of(place, *options, "--seed", "2")[1]["unlike.0.bias"] != \
        expected[1]["unlike.0.bias"]


@test
def it_learns(place):
    """After some epochs it knows most of what is no digit, and leaves digits alone."""
    out = check(place.run("train", "--json", "--data", "synthetic", "--synthetic", "6000",
                          "--epochs", "8", "--normalizer", "moments", "--unlike", "-o",
                          place / "m"), 0, None).out
    result = json.loads(out)
    assert result["others_flagged"] > 0.75 and result["digits_flagged"] < 0.06, result
    text = check(place.run("train", *TRAIN, "--unlike", "-o", place / "n"), 0, None).out
    assert "\nno digit: it says so of " in text and "test digits" not in text, text


@test
def going_on(place):
    """A model to start from keeps its second network, or gets a new one."""
    _, first = model_of(place, "--unlike")
    start = ["--start", place / "m", "-o", place / "n", "--quiet", *TRAIN]
    check(place.run("train", *start), 0, "")
    kept = json.loads(place.run("info", "--json", place / "n").out)
    assert kept["unlike"], kept
    check(place.run("train", *start, "--unlike", "--seed", "3"), 0, "")
    with open(place / "n", "rb") as file:
        assert first["unlike.0.weight"] not in file.read()


@test
def what_it_needs(place):
    small = [place.write("i", idx([20, 27, 28], bytes(20 * 27 * 28))),
             place.write("l", idx([20], bytes(20)))]
    check(place.run("train", "--images", small[0], "--labels", small[1], "--unlike", "-o",
                    place / "m"), 2, "",
          "lume: --unlike: needs images as the generator draws them, expected 28x28, got 27x28\n")
    check(place.run("train", *TRAIN, "--unlike", "--validation", "0", "-o", place / "m"), 2, "",
          "lume: --unlike: needs validation images to set its limit by, and there are none\n")


main()
