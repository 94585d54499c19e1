#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the seeds of the fuzz targets: corpus/TARGET/NAME beside this script."""

import json
import pathlib
import struct
import zlib


def idx(dims, elements, kind=8):
    header = struct.pack(">BBBB", 0, 0, kind, len(dims))
    return header + b"".join(struct.pack(">I", dim) for dim in dims) + elements


def gzip(content, flags=0, fields=b"", level=9, strategy=zlib.Z_DEFAULT_STRATEGY):
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    data = deflate.compress(content) + deflate.flush()
    header = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\x02\xff" + fields
    if flags & 2:
        header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    return header + data + struct.pack("<II", zlib.crc32(content), len(content))


def model(activations, n_inputs=4, format="lume", unlike=(), **metadata):
    """A model file of layers of two units, prelu with its slope; `unlike`: the second network."""
    header, data = {}, b""
    if format:
        keys = {"format": format, "version": "1", "activations": ",".join(activations), **metadata}
        if unlike:
            keys["unlike_activations"] = ",".join(unlike)
        header["__metadata__"] = keys
    for network, names in ("layers", activations), ("unlike", unlike):
        n_in = n_inputs
        for n, activation in enumerate(names):
            shapes = {"weight": [2, n_in], "bias": [2]}
            if activation == "prelu":
                shapes["slope"] = [1]
            for part, shape in shapes.items():
                count = shape[0] * (shape[1] if len(shape) == 2 else 1)
                values = struct.pack(f"<{count}f", *(i / 4 - 0.5 for i in range(count)))
                offsets = [len(data), len(data) + len(values)]
                entry = {"dtype": "F32", "shape": shape, "data_offsets": offsets}
                header[f"{network}.{n}.{part}"] = entry
                data += values
            n_in = 2
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def png(width, height, depth, kind, rows, *chunks, interlace=0, end=True):
    """A PNG file; `rows` is its pixels with the filter byte before each row, `chunks` stand before
    them."""
    def chunk(name, data):
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    file += b"".join(chunk(name, data) for name, data in chunks)
    return file + chunk(b"IDAT", zlib.compress(rows, 9)) + (chunk(b"IEND", b"") if end else b"")


def ink(*lines, end=b"\n"):
    """An ink file; lines that are not text are drawings."""
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return b"".join(text.encode() + end for text in texts)


def mo(pairs, order="<", revision=0, table=28, shift=0):
    """A catalogue of messages, in the order given; `shift` moves the strings' offsets."""
    sides, texts, start = [], b"", table + 16 * len(pairs)
    for side in range(2):
        for pair in pairs:
            text = pair[side].encode()
            sides += [len(text), start + len(texts) + shift]
            texts += text + b"\0"
    words = [0x950412DE, revision, len(pairs), table, table + 8 * len(pairs), 0, table]
    return struct.pack(f"{order}{len(words) + len(sides)}I", *words, *sides) + texts


def script(*steps):
    """A script of input events, half a second apart."""
    lines = (json.dumps({"at": at / 2, **step}) + "\n" for at, step in enumerate(steps))
    return "".join(lines).encode()


LABELS = idx([5], bytes([7, 2, 1, 0, 4]))
IMAGES = idx([2, 4, 4], bytes(range(0, 256, 8)))
SMALL = gzip(IMAGES)

STROKE = (b"\0" + b"\xff" * 12) * 2 + (b"\0" + b"\xff" * 5 + b"\0\0" + b"\xff" * 5) * 8 + \
    (b"\0" + b"\xff" * 12) * 2

DRAWING = {"label": 3, "writer": "p12", "strokes": [[[0.5, 0.25], [1, -2e1, 0.125]], [[3, 4]]]}
INK = ink(DRAWING, {"strokes": []}, {"label": 9, "writer": "p13", "strokes": [[], [[7, 8.5]]]})

MESSAGES = [("", "Content-Type: text/plain; charset=UTF-8\n"), ("Clear", "Limpar"),
            ("Undo", "Desfazer"), ("bias", "vi\u00e9s"), ("layer", "camada")]

SEEDS = {
    "idx": {
        "labels": LABELS,
        "images": IMAGES,
        "labels-gzip": gzip(LABELS),
        "images-gzip": SMALL,
        "empty": b"",
        "one-byte": b"\0",
        "cut-header": IMAGES[:9],
        "cut-data": IMAGES[:-1],
        "one-more": IMAGES + b"\0",
        "reversed": b"\x03\x08\0\0" + IMAGES[4:],
        "floats": idx([1], b"\0\0\0\0", 0x0D),
        "two-dimensions": idx([2, 2], b"abcd"),
        "zero": idx([0], b""),
        "wraps-32": idx([65536, 65536, 1], b""),
        "wraps-64": idx([0xFFFFFFFF] * 3, b""),
        "bomb": gzip(idx([3], b"abc" + bytes(100000))),
        "huge-gzip": gzip(idx([0x7FFFFFFF], b"abc")),
        "two-members": gzip(IMAGES[:20]) + gzip(IMAGES[20:]),
        "padded": SMALL + bytes(5),
        "garbage": SMALL + b"x",
        "cut-gzip": SMALL[:-9],
        "double-gzip": gzip(SMALL),
        "html": b"<!DOCTYPE html><html>",
        "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "zip": b"PK\x03\x04\x14\0\0\0",
    },
    "gzip": {
        "small": gzip(b"digits"),
        "empty": gzip(b""),
        "stored": gzip(b"stored block", level=0),
        "fixed": gzip(b"aaaaaaaabbbbbbbb" * 8, strategy=zlib.Z_FIXED),
        "long-run": gzip(bytes(100000)),
        "name": gzip(b"named", 8, b"name.idx\0"),
        "all-fields": gzip(b"fields", 0x1F, b"\x03\0abcname\0comment\0"),
        "members": gzip(b"one") + gzip(b"") + gzip(b"two"),
        "padded": gzip(b"padded") + bytes(8),
        "garbage": gzip(b"garbage") + b"\x1f",
        "cut-header": gzip(b"cut", 8, b"name")[:13],
        "cut-trailer": gzip(b"cut")[:-3],
        "bad-crc": gzip(b"crc")[:-8] + bytes(8),
        "deflate": SMALL[10:-8],
        "reserved-flag": gzip(b"flag", 0x20),
    },
    "ink": {
        "plain": INK,
        "gzip": gzip(INK),
        "blank-lines": ink("", DRAWING, " \t", DRAWING, end=b"\r\n"),
        "no-end": INK[:-1],
        "mark": b"\xef\xbb\xbf" + INK,
        "other-keys": ink({"id": [{"strokes": "}"}, None], "strokes": [], "ok": True, "no": False}),
        "nulls": ink({"label": None, "writer": None, "strokes": [[[1e9, -1e9, 1e300]]]}),
        "escapes": ink(r'{"str\u006fkes":[],"writer":"\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00"}'),
        "digits": ink({"strokes": [[[0.1234567890123456789, 123456789.123456789]]]}),
        "empty": b"",
        "blank": b"\n \n",
        "zero": b"\0",
        "not-json": ink("hello"),
        "array": ink([DRAWING]),
        "no-strokes": ink({"label": 3}),
        "flat": ink({"strokes": [[1, 2], [3, 4]]}),
        "deep": ink({"strokes": [[[[1, 2]]]]}),
        "one-number": ink({"strokes": [[[1]]]}),
        "four-numbers": ink({"strokes": [[[1, 2, 3, 4]]]}),
        "huge": ink({"strokes": [[[1e30, 0]]]}),
        "nan": ink({"strokes": [[[float("nan"), 0]]]}),
        "overflow": ink('{"strokes":[[[1e400,0]]]}'),
        "label-10": ink({"label": 10, "strokes": []}),
        "label-text": ink({"label": "3", "strokes": []}),
        "label-half": ink({"label": 3.5, "strokes": []}),
        "long-writer": ink({"writer": "w" * 65, "strokes": []}),
        "twice": ink('{"label":1,"label":1,"strokes":[]}'),
        "nested": b"[" * 40,
        "strokes-number": ink({"strokes": 1}),
        "stroke-number": ink({"strokes": [[], 1]}),
        "no-number": ink({"strokes": [[[]]]}),
        "null": ink({"strokes": [[[None, 0]]]}),
        "writer-number": ink({"writer": 3}),
        "no-writer": ink({"writer": "", "strokes": []}),
        "label-below": ink({"label": -1}),
        "exponents": ink('{"strokes":[[[0.123456768E+2,89.123456917e-97,-4.5e30]]]}'),
        "half-a-pair": ink(r'{"a":"\ud83d\ufe00"}'),
        "low-half": ink(r'{"a":"\udc00"}'),
        "bad-hex": ink(r'{"a":"\u00g0"}'),
        "bad-escape": ink(r'{"a":"\x"}'),
        "bad-utf-8": b'{"a":"\xc3("}',
        "control": b'{"a":"\x1b"}',
        "no-colon": b'{"a"}',
        "no-comma": b'{"a":1"b":2}',
        "no-fraction": b"[1.,1e]",
        "word": b"[nul]",
        "many-writers": ink(*({"writer": f"w{i % 40}", "strokes": []} for i in range(80))),
        "double-gzip": gzip(gzip(INK)),
        "fields": gzip(INK, 0x1F, b"\x03\0abcname\0comment\0"),
        "cut-fields": gzip(INK, 0x14, b"\x03\0abcname\0")[:12],
        "bad-deflate": gzip(INK)[:20] + b"\xff" * 20,
        "cut-gzip": gzip(INK)[:-9],
        "bad-crc": gzip(INK)[:-8] + bytes(8),
        "members": gzip(INK[:50]) + gzip(INK[50:]) + bytes(3),
        "html": b"<!DOCTYPE html><html>",
        "utf-16": INK[:20].decode().encode("utf-16"),
    },
    "model": {
        "small": model(["sigmoid", "softmax"]),
        "full": model(["relu", "softmax"], sizes="4,2,2", image="2x2", normalizer="deskew",
                      input_scale="0.5", input_offset="-1e-3", loss="cross-entropy",
                      optimizer="adam", seed="7", epochs="20", validation_accuracy="0.5",
                      test_accuracy="1", data_checksum="crc32:0123abcd"),
        "slope": model(["prelu", "gelu", "identity"]),
        "step": model(["step"], n_inputs=1),
        "pair": model(["sigmoid", "softmax"], unlike=["prelu", "softmax"], unlike_sizes="4,2,2"),
        "no-shares": model(["softmax"], unlike=["tanh"]),
        "unlike-alone": model([], unlike=["softmax"]),
        "foreign-pair": model(["sigmoid", "softmax"], format=None, unlike=["softmax"]),
        "foreign": model(["sigmoid", "softmax"], format=None),
        "newer": model(["tanh"], version="2"),
        "wrong-sizes": model(["tanh"], sizes="4,3"),
        "nested": struct.pack("<Q", 16) + b"[" * 8 + b"]" * 8,
        "huge": struct.pack("<Q", 1 << 63) + b"{}",
        "cut": model(["tanh"])[:-1],
        "empty": b"",
    },
    "mo": {
        "little": mo(MESSAGES),
        "big": mo(MESSAGES, ">"),
        "one": mo(MESSAGES[1:2]),
        "none": mo([]),
        "minor": mo(MESSAGES, revision=0x10001),
        "newer": mo(MESSAGES, revision=0x20000),
        "plural": mo([("layer\0layers", "camada\0camadas")]),
        "unsorted": mo(MESSAGES[::-1]),
        "same": mo(MESSAGES[1:2] * 5),
        "untranslated": mo([("Clear", ""), ("Undo", "")]),
        "cut-header": mo(MESSAGES)[:18],
        "cut-table": mo(MESSAGES)[:50],
        "cut-text": mo(MESSAGES)[:-1],
        "beyond": mo(MESSAGES, shift=1 << 16),
        "wraps": mo(MESSAGES, shift=0xFFFFFF00),
        "not-ended": mo(MESSAGES, shift=-1),
        "many": mo(MESSAGES)[:8] + b"\xff\xff\xff\xff" + mo(MESSAGES)[12:],
        "far-table": mo(MESSAGES)[:12] + b"\xfc\xff\xff\xff" + mo(MESSAGES)[16:],
        "other-magic": b"\xde\x12\x04\x94" + mo(MESSAGES)[4:],
        "empty": b"",
    },
    "script": {
        "stroke": script({"event": "down", "x": 100, "y": 200.5},
                         {"event": "move", "x": 110, "y": -1e9}, {"event": "up", "x": 1, "y": 2}),
        "eraser": script({"event": "down", "x": 0, "y": 0, "pointer": 2, "button": "eraser"},
                         {"event": "cancel", "pointer": 2}, {"event": "cancel"}),
        "keys": script({"event": "key", "key": "Ctrl+Z", "repeat": True},
                       {"event": "key", "key": "?", "repeat": False}, {"event": "wheel",
                                                                       "notches": -1}),
        "actions": script({"event": "do", "action": "sample-of", "argument": 3},
                          {"event": "do", "action": "clear"}),
        "window": script({"event": "resize", "width": 800, "height": 500},
                         {"event": "drop", "path": "a \u00e9.png"},
                         {"event": "drop", "path": "b"}, {"event": "close"}),
        "blank-lines": b"\n \t\r\n" + script({"event": "close"}) + b"\n",
        "no-end": script({"event": "close"})[:-1],
        "falling": script({"event": "close", "at": 2}, {"event": "close", "at": 1}),
        "unknown-event": script({"event": "tap"}),
        "unknown-key": script({"event": "key", "key": "Q"}),
        "unknown-action": script({"event": "do", "action": "dance"}),
        "other-key": script({"event": "close", "x": 1}),
        "missing": script({"event": "down", "x": 1}),
        "twice": b'{"at":0,"at":0,"event":"close"}',
        "no-event": b'{"at":0}',
        "range": script({"event": "resize", "width": 0, "height": 16385}),
        "overflow": b'{"at":0,"event":"wheel","notches":1e400}',
        "control": b'{"at":0,"event":"\\n\x7f"}',
        "no-object": b"[]",
        "deep": b"[[[[[1]]]]]",
        "not-json": b"down",
        "empty": b"",
    },
    "png": {
        "stroke": png(12, 12, 8, 0, STROKE),
        "bits": png(8, 4, 1, 0, b"\0\xff\0\xe7\0\xe7\0\xff"),
        "palette": png(4, 2, 2, 3, b"\0\x1b\0\xe4", (b"PLTE", bytes(range(12))),
                       (b"tRNS", b"\0\x80")),
        "colour": png(2, 2, 8, 2, b"\0" + bytes(6) + b"\1" + bytes(range(6))),
        "deep": png(2, 2, 16, 6, b"\2" + bytes(range(16)) + b"\4" + bytes(16)),
        "clear": png(3, 1, 8, 4, b"\0\xff\0\xff\xff\xff\0"),
        "interlaced": png(3, 3, 8, 0, b"\0\0" * 2 + b"\0\xff" + b"\0\0\0" + b"\0\xff\0\xff",
                          interlace=1),
        "key": png(2, 1, 8, 0, b"\0\x64\xff", (b"tRNS", b"\0\x64")),
        "text": png(1, 1, 8, 0, b"\0\0", (b"gAMA", b"\0\0\xb1\x8f"), (b"tEXt", b"a\0b")),
        "no-end": png(1, 1, 8, 0, b"\0\0", end=False),
        "short": png(12, 12, 8, 0, STROKE[:50]),
        "wide": png(16384, 1, 1, 0, b"\0" + bytes(2048)),
        "too-large": png(8000, 8001, 1, 0, b"\0"),
        "cut": png(12, 12, 8, 0, STROKE)[:-20],
        "empty": b"",
    },
}

# The command's number, then its words, a 0 byte after each.
COMMAND_LINES = {
    "nothing": [0],
    "usual": [0, "--hidden", "16,16", "--activation", "relu,tanh,softmax", "--epochs=3"],
    "numbers": [0, "--lr", "1e-3", "--l2=0.5", "--dropout", ".5", "--seed",
                "18446744073709551615", "--batch-size", "full", "--threads", "8"],
    "comma": [0, "--lr", "0,01"],
    "exponent": [0, "--epochs", "1e3"],
    "rule": [0, "--optimizer", "perceptron"],
    "preset": [0, "--preset", "best", "--no-augment", "--normalizer", "moments"],
    "letters": [0, "-qo", "file", "-h"],
    "prefix": [0, "--epoch", "3"],
    "missing": [0, "--epochs"],
    "control": [0, "--loss", "\x1b[2J\n%n"],
    "eval": [1, "--images", "a", "--labels", "b", "--part=test"],
    "predict": [2, "--index", "all", "--", "-x", "y"],
    "info": [3, "a", "--json"],
    "export": [4, "--format", "onnx", "a", "b"],
    "ink": [0, "--ink", "a:3", "--ink", "b:c", "--hold-out", "p1,p2", "--data", "none"],
    "weight": [0, "--ink", "a:0"],
    "synthetic": [0, "--data", "synthetic", "--synthetic", "5"],
    "synth": [5, "--count", "3", "--style", "7-crossed", "a.jsonl"],
}
SEEDS["options"] = {
    name: bytes(words[:1]) + b"".join(word.encode() + b"\0" for word in words[1:])
    for name, words in COMMAND_LINES.items()
}

for target, seeds in SEEDS.items():
    folder = pathlib.Path(__file__).parent / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds.items():
        (folder / name).write_bytes(content)
