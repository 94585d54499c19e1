# SPDX-License-Identifier: MIT
"""Ink files: drawings as JSON lines, plain or gzip (include/lume/ink_set.h describes them).

As a program it prints how many drawings FILE holds and by how many writers, or says why it is no
file of digits with labels: python3 ink.py FILE
"""
import gzip
import json
import math
import sys
import zlib


def read(path):
    """The drawings of a file as dictionaries; ValueError names the line that is wrong."""
    with open(path, "rb") as file:
        text = file.read()
    if text[:2] == b"\x1f\x8b":
        try:
            text = gzip.decompress(text)
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(f"bad gzip, {error}") from None
    drawings = []
    for number, line in enumerate(text.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            try:
                drawings.append(checked(json.loads(line)))
            except (ValueError, TypeError, KeyError, RecursionError):
                raise ValueError(f"line {number} is no drawing of a digit, expected "
                                 '{"label":3,"writer":"p12","strokes":[[[x,y],…],…]}') from None
    if not drawings:
        raise ValueError("no drawings")
    return drawings


def checked(drawing):
    if drawing["label"] not in range(10) or not isinstance(drawing.get("writer", ""), str):
        raise ValueError
    for stroke in drawing["strokes"]:
        for x, y, *time in stroke:
            if len(time) > 1 or not math.isfinite(x + y):
                raise ValueError
    return drawing


def main():
    try:
        drawings = read(sys.argv[1])
    except (OSError, ValueError) as error:
        sys.exit(f"ink: {sys.argv[1]}: {error}")
    print(len(drawings), len({drawing.get("writer") for drawing in drawings}))


if __name__ == "__main__":
    main()
