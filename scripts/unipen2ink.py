# SPDX-License-Identifier: MIT
"""Turns digits in UNIPEN form into an ink file: python3 unipen2ink.py LETTER <UNIPEN >INK

What is known of the form is what "Pen-Based Recognition of Handwritten Digits" has: for each digit

    .SEGMENT DIGIT 3-4 ? "7"       it is made of components 3 to 4, and shows a 7
    .COMMENT  7 12 224             it shows a 7, writer 12 drew it, as his digit 224
    .PEN_DOWN                      component 3: a line a point, y grows upwards
     267   333
    .PEN_UP

in a box of 500 x 500, unless .X_DIM and .Y_DIM say otherwise. Times are left out. The box becomes 0
to 1 with y growing downwards, and writer 12 is called LETTER12.
"""
import json
import re
import sys

SEGMENT = re.compile(r'\.SEGMENT\s+DIGIT\s+(\d+)(?:-(\d+))?\s+\S+\s+"(\d)"')


class Converter:
    def __init__(self, letter):
        self.letter = letter
        self.size = [500, 500]
        self.drawings = []
        self.n_strokes = 0  # that the digit should have
        self.pen_is_down = False

    def take(self, line):
        """Read one line; what is not about digits is passed over."""
        word, *rest = line.split() or [""]
        if word == ".SEGMENT":
            self.begin(line)
        elif word == ".COMMENT":
            self.name_writer(rest)
        elif word in (".X_DIM", ".Y_DIM"):
            self.size[word == ".Y_DIM"] = int(rest[0])
        elif word == ".PEN_DOWN":
            self.expect(not self.pen_is_down, "the pen is down already")
            self.drawings[-1]["strokes"].append([])
            self.pen_is_down = True
        elif word == ".PEN_UP":
            self.expect(self.pen_is_down, "the pen is up already")
            self.pen_is_down = False
        elif word and word[0] != ".":
            self.expect(self.pen_is_down, "a point while the pen is up")
            self.expect(len(rest) == 1, "a point has two coordinates")
            x, y = int(word) / self.size[0], 1 - int(rest[0]) / self.size[1]
            self.drawings[-1]["strokes"][-1].append([round(x, 3), round(y, 3)])

    def begin(self, line):
        self.end()
        match = SEGMENT.match(line)
        self.expect(match, 'expected .SEGMENT DIGIT 3-4 ? "7"')
        first, last, label = match.groups()
        self.n_strokes = int(last or first) - int(first) + 1
        self.drawings.append({"label": int(label), "writer": None, "strokes": []})

    def name_writer(self, words):
        if self.drawings and len(words) >= 2 and self.drawings[-1]["writer"] is None:
            self.expect(int(words[0]) == self.drawings[-1]["label"], "two labels for a digit")
            self.drawings[-1]["writer"] = f"{self.letter}{int(words[1]):02}"

    def end(self):
        """Check the digit that ends here."""
        if self.drawings:
            drawing = self.drawings[-1]
            n = len(drawing["strokes"])
            self.expect(n == self.n_strokes and all(drawing["strokes"]) and not self.pen_is_down,
                        f"the digit before has {n} strokes, expected {self.n_strokes}")
            self.expect(drawing["writer"], "the digit before has no writer")

    @staticmethod
    def expect(condition, what):
        if not condition:
            raise ValueError(what)


def main():
    converter = Converter(sys.argv[1])
    number = 0
    try:
        for number, line in enumerate(sys.stdin, 1):
            converter.take(line)
        converter.end()
    except (ValueError, IndexError) as error:
        sys.exit(f"unipen2ink: line {number}: {error}")
    for drawing in converter.drawings:
        print(json.dumps(drawing, separators=(",", ":")))


if __name__ == "__main__":
    main()
