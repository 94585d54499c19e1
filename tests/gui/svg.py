#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read what paint_svg writes with an XML parser: svg.py WRITE-SVG"""
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SHAPES = {"line", "polyline", "circle", "rect", "path", "text"}


def check_head(root):
    assert root.tag == SVG + "svg"
    assert root.get("viewBox") == "0 0 640 400"
    assert root.get(LANGUAGE) == "pt-BR"
    assert root[0].tag == SVG + "title" and root[0].text == 'lume <3 & "0"'
    assert root[1].tag == SVG + "desc" and root[1].text == "bad: \ufffd\ufffd"


def check_texts(root):
    group = root.find(f".//{SVG}g[@id='texts']")
    texts = [element.text for element in group]
    assert texts[:4] == ['a < b && c > "d"', "]]>", "broken \ufffd( \ufffd[31m", "Até já…"], texts
    assert texts[4].endswith("…") and "much too long for that".startswith(texts[4][:-1]), texts
    for element in group:
        assert element.get("text-anchor") == "end" and element.get("font-weight") == "bold"
    assert group[0].get("x") == "600.5"
    assert float(group[4].get("textLength")) <= 60


def check_groups(root):
    names = [group.get("id") for group in root.iter(SVG + "g") if group.get("id")]
    assert names == ["network", "paper", "texts"], names
    network = root.find(f".//{SVG}g[@id='network']")
    lines = network.findall(SVG + "line")
    assert len(lines) == 416, len(lines)
    dashed = [line for line in lines if line.get("stroke-dasharray")]
    assert 150 < len(dashed) < 270 and {line.get("stroke") for line in dashed} == {"#ff8c42"}
    assert len(network.findall(SVG + "circle")) == 84
    clips = {clip.get("id") for clip in root.iter(SVG + "clipPath")}
    used = {group.get("clip-path") for group in root.iter(SVG + "g")} - {None}
    assert used == {f"url(#{clip})" for clip in clips} and used


def check_picture(root):
    """The squares of the digit cover its 28 x 28 pixels once."""
    group = root.find(f".//{SVG}g[@shape-rendering='crispEdges']")
    assert group.get("transform") == "translate(32 56) scale(4 4)", group.get("transform")
    seen = set()
    for path in group:
        runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.get("d"))
        assert "".join(f"M{x} {y}h{n}v1h-{back}z" for x, y, n, back in runs) == path.get("d")
        for x, y, n, back in runs:
            assert n == back
            squares = {(int(x) + i, int(y)) for i in range(int(n))}
            assert not squares & seen
            seen |= squares
    assert seen == {(x, y) for x in range(28) for y in range(28)}
    assert len({path.get("fill") for path in group}) == len(group)


def check_numbers(root):
    """No number needs more than the format has, and none follows a locale."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"}:
                assert re.fullmatch(r"-?\d+(\.\d{1,2})?", value), (name, value)
            assert "nan" not in value and "inf" not in value, (name, value)


def main():
    command = sys.argv[1:]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    again = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    root = ElementTree.fromstring(output.decode("utf-8"))
    checks = [check_head, check_texts, check_groups, check_picture, check_numbers]
    print(f"1..{len(checks) + 1}")
    failed = 0
    for number, check in enumerate(checks, 1):
        try:
            check(root)
            print("ok", number, check.__name__)
        except (AssertionError, AttributeError, TypeError, IndexError) as error:
            failed += 1
            print("not ok", number, check.__name__)
            print("#", repr(error))
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    good = output == again and SHAPES <= kinds
    print("ok" if good else "not ok", len(checks) + 1, "the same bytes, with all shapes")
    return 1 if failed or not good else 0


sys.exit(main())
