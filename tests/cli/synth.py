# SPDX-License-Identifier: MIT
"""What lume writes by itself: ink files and images, of which kinds, and when it does not."""

import collections
import gzip
import json
import os

from harness import SIDE, check, equal, idx, main, test


def synth(place, *arguments):
    check(place.run("synth", *arguments), 0, "")


def drawings(place, *arguments, name="out.jsonl"):
    synth(place, *arguments, name)
    content = place.read(name)
    content = gzip.decompress(content) if name.endswith(".gz") else content
    return [json.loads(line) for line in content.splitlines()]


def styles(place):
    lines = check(place.run("help", "styles"), 0, None).out.splitlines()
    return {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "}


@test
def digits(place):
    items = drawings(place, "--count", "103")
    equal([item["label"] for item in items], [i % 10 for i in range(103)])
    known = styles(place)
    for item in items:
        assert item["writer"] in known and item["writer"][0] == str(item["label"]), item["writer"]
        assert item["strokes"] and all(stroke for stroke in item["strokes"])
    assert len({item["writer"] for item in items}) > 30
    equal(len({json.dumps(item["strokes"]) for item in items}), 103)
    equal(len(drawings(place)), 1000)


@test
def others_and_all(place):
    known = styles(place)
    others = drawings(place, "--count", "200", "--kind", "others")
    assert all("label" not in item for item in others)
    writers = {item["writer"] for item in others}
    assert writers < known and len(writers) > 20, writers
    assert not any(name[0].isdigit() for name in writers), writers
    both = drawings(place, "--count", "43", "--kind", "all")
    equal([item.get("label") for item in both],
          [i // 2 % 10 if i % 2 == 0 else None for i in range(43)])


@test
def one_style(place):
    items = drawings(place, "--count", "20", "--style", "7-crossed")
    equal({(item["label"], item["writer"]) for item in items}, {(7, "7-crossed")})
    equal(len({json.dumps(item["strokes"]) for item in items}), 20)
    letter = next(name for name in sorted(styles(place)) if not name[0].isdigit())
    equal({(item.get("label"), item["writer"])
           for item in drawings(place, "--count", "9", "--style", letter)}, {(None, letter)})


@test
def every_style(place):
    for style in styles(place):
        item, = drawings(place, "--count", "1", "--style", style)
        equal(item["writer"], style)


@test
def equal_seeds_equal_files(place):
    ways = [["--count", "30"], ["--count", "30", "--seed", "2"], ["--count", "30", "--augment"],
            ["--count", "30", "--kind", "all"], ["--count", "30", "--style", "1-plain"]]
    seen = set()
    for way in ways:
        synth(place, *way, "a.jsonl")
        synth(place, *way, "b.jsonl.gz")
        content = place.read("a.jsonl")
        equal(gzip.decompress(place.read("b.jsonl.gz")) == content, True)
        synth(place, *way, "a.jsonl")
        equal(place.read("a.jsonl") == content, True)
        seen.add(content)
        assert all(stroke for line in content.splitlines() for stroke in
                   json.loads(line)["strokes"] or [[]]), way
    equal(len(seen), len(ways))
    equal(drawings(place, "--count", "5", "--seed", "1"), drawings(place, "--count", "30")[:5])


def images(place, *arguments, form="{}.idx"):
    names = form.format("images"), form.format("labels")
    synth(place, *arguments, "--labels", names[1], names[0])
    pixels, labels = (place.read(name) for name in names)
    if form.endswith(".gz"):
        pixels, labels = gzip.decompress(pixels), gzip.decompress(labels)
    n = len(labels) - 8
    equal(len(pixels), 16 + n * SIDE * SIDE)
    equal(pixels, idx((n, SIDE, SIDE), pixels[16:]))
    equal(labels, idx((n,), labels[8:]))
    return pixels[16:], labels[8:]


@test
def images_of_digits(place):
    pixels, labels = images(place, "--count", "50")
    equal(list(labels), [i % 10 for i in range(50)])
    for i in range(50):
        image = pixels[i * SIDE * SIDE:(i + 1) * SIDE * SIDE]
        assert max(image) > 200 and 0.03 < sum(image) / 255 / len(image) < 0.4, i
        middle = [sum(value * (k // SIDE if axis else k % SIDE) for k, value in enumerate(image))
                  / sum(image) for axis in (0, 1)]
        assert all(12.5 < place < 15 for place in middle), middle
    for form in ("{}-ubyte", "{}.idx.gz", "{}-ubyte.gz", "{}.idx3-ubyte"):
        equal(images(place, "--count", "50", form=form) == (pixels, labels), True)
    warped, same = images(place, "--count", "50", "--augment")
    equal(same, labels)
    assert warped != pixels and images(place, "--count", "50", "--seed", "2")[0] != pixels


@test
def images_of_what_is_no_digit(place):
    equal(set(images(place, "--count", "20", "--kind", "others")[1]), {10})
    equal(list(images(place, "--count", "4", "--kind", "all")[1]), [0, 10, 1, 10])
    check(place.run("train", "--images", "images.idx", "--labels", "labels.idx", "--classes", "11",
                    "--quiet", "-o", "m", "--epochs", "1", "--validation", "0"), 0, "")


@test
def training_takes_them(place):
    synth(place, "--count", "2000", "pen.jsonl.gz")
    result = place.run("train", "--data", "none", "--ink", "pen.jsonl.gz:4", "--hold-out",
                       "7-crossed", "--epochs", "10", "--json", "-o", "m")
    count = collections.Counter(item["writer"] for item in drawings(place, "--count", "2000"))
    assert count["7-crossed"] > 5
    told = json.loads(check(result, 0, None).out)
    assert told["validation_accuracy"] > 0.8 and told["ink_accuracy"] > 0.3, told


@test
def outputs_that_cannot_be(place):
    os.mkdir(place / "d.jsonl")
    os.mkdir(place / "read-only", 0o500)
    check(place.run("synth", "absent/a.jsonl"), 4, "", None)
    check(place.run("synth", "d.jsonl"), 4, "", None)
    check(place.run("synth", "--labels", "absent/l", "a.idx"), 4, "", None)
    place.write("a.idx", b"old")
    os.link(place / "a.idx", place / "l.idx")
    check(place.run("synth", "--labels", "l.idx", "a.idx"), 2, "",
          "lume: --labels: is the same file as OUT\n")
    equal(place.read("a.idx"), b"old")
    equal(place.names(), ["a.idx", "d.jsonl", "l.idx", "read-only"])
    os.symlink("a.idx", place / "link.jsonl")
    synth(place, "--count", "1", "link.jsonl")
    assert os.path.islink(place / "link.jsonl") and place.read("a.idx").startswith(b"{"), "link"


main()
