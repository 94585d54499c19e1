#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the seeds of the fuzz targets: corpus/TARGET/NAME beside this script."""

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


LABELS = idx([5], bytes([7, 2, 1, 0, 4]))
IMAGES = idx([2, 4, 4], bytes(range(0, 256, 8)))
SMALL = gzip(IMAGES)

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
}

for target, seeds in SEEDS.items():
    folder = pathlib.Path(__file__).parent / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds.items():
        (folder / name).write_bytes(content)
