#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Usage: texts.py ROOT

Every text of the window is translated into every language, and nothing else is. A text whose only
places (`#: FILE`) are files that do not exist yet may wait for them.
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
KEYWORDS = ["--keyword", "--keyword=N_", "--keyword=text_get:2", "--keyword=text_fill:2",
            "--keyword=app_notify:2"]
ENDS = re.compile(r"([ .:?!…]*)$")

Entry = collections.namedtuple("Entry", "text translation files fuzzy unsupported")


def gettext(*command, text=None):
    """Output of one of gettext's programs in one form: a line a string."""
    return subprocess.run([*command, "--no-wrap", "--add-location=file", "-o", "-"], text=True,
                          input=text, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout


def string(block, keyword):
    """What follows a keyword; strings go on in the next lines."""
    match = re.search(rf'^{keyword} ((?:"(?:\\.|[^"\\])*"\n?)+)', block, re.M)
    joined = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(1))) if match else ""
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), joined)


def entries(text):
    for block in text.split("\n\n"):
        if re.search("^msgid ", block, re.M):
            yield Entry(string(block, "msgid"), string(block, "msgstr"),
                        re.findall(r"\S+", " ".join(re.findall("^#: (.*)", block, re.M))),
                        bool(re.search("^#,.*fuzzy", block, re.M)),
                        bool(re.search("^(msgctxt|msgid_plural)", block, re.M)))


def used_texts():
    files = sorted(path.relative_to(ROOT) for path in (ROOT / "src/gui").glob("*.[ch]"))
    output = gettext("xgettext", "--from-code=UTF-8", "--language=C", *KEYWORDS, *map(str, files))
    return {entry.text: entry.files for entry in entries(output) if entry.text}


def problems(catalogue, used, exists):
    """What is wrong with the text of a .po file, a line each."""
    found = set()
    for entry in entries(gettext("msgcat", "-", text=catalogue)):
        name = f'"{entry.text}"'
        found.add(entry.text)
        if not entry.text:
            continue
        if entry.fuzzy or not entry.translation:
            yield f"{name} is {'fuzzy' if entry.fuzzy else 'not translated'}"
        if entry.unsupported:
            yield f"{name} has a context or plural forms, which nothing looks up"
        if entry.text not in used and (not entry.files or any(map(exists, entry.files))):
            yield f"{name} is used nowhere"
        for what, of in (("places", lambda text: sorted(re.findall(r"{\d}", text))),
                         ("an end", lambda text: ENDS.search(text)[1])):
            if entry.translation and of(entry.text) != of(entry.translation):
                yield f"{name} has {what} that its translation has not, or the reverse"
        if any(re.search(r"[\0-\x1f]|^\s|\s$", part) for part in (entry.text, entry.translation)):
            yield f"{name} has control characters or blanks around it"
    for text in sorted(set(used) - found):
        yield f'missing:\n\n#: {" ".join(used[text])}\nmsgid "{text}"\nmsgstr ""\n'
    if re.search("^#~", catalogue, re.M):
        yield "obsolete texts (#~)"


GOOD = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#: src/gui/here.c
msgid "layer {1}, {2}:"
msgstr "{2}, camada {1}:"

#: src/gui/later.c
msgid "loss"
msgstr "perda"
"""


class Texts(unittest.TestCase):
    def test_all_are_translated(self):
        used = used_texts()
        self.assertGreater(len(used), 40)
        catalogues = sorted((ROOT / "assets/po").glob("*.po"))
        self.assertGreater(len(catalogues), 0)
        for path in catalogues:
            wrong = problems(path.read_text(encoding="utf-8"), used,
                             lambda name: (ROOT / name).exists())
            self.assertEqual("\n".join(wrong), "", path.name)

    def test_all_catalogues_are_built_in(self):
        listed = re.search(r"^translations = \[(.*)\]", (ROOT / "src/gui/meson.build").read_text(),
                           re.M)[1]
        source = (ROOT / "src/gui/text.c").read_text(encoding="utf-8")
        names = sorted(path.stem for path in (ROOT / "assets/po").glob("*.po"))
        self.assertEqual(sorted(re.findall("'(.*?)'", listed)), names)
        for name in names:
            self.assertIn(f'"{name.replace("_", "-")}"', source)
            self.assertIn(f"= text_{name}_bytes,", source)

    def check(self, expected, old="", new=""):
        """What is said of GOOD with something replaced."""
        self.assertIn(old, GOOD)
        wrong = list(problems(GOOD.replace(old, new), {"layer {1}, {2}:": ["src/gui/here.c"]},
                              lambda name: name == "src/gui/here.c"))
        self.assertEqual(len(wrong), 1 if expected else 0, wrong)
        self.assertIn(expected, "".join(wrong))

    def test_what_is_wrong_is_found(self):
        self.check("")
        self.check("fuzzy", "#: src/gui/here.c\n", "#, fuzzy\n#: src/gui/here.c\n")
        self.check("not translated", '"perda"', '""')
        self.check("a context", 'msgid "loss"', 'msgctxt "x"\nmsgid "loss"')
        self.check("used nowhere", "later.c", "here.c")
        self.check("used nowhere", "#: src/gui/later.c\n")
        self.check("has places", "{2}, camada {1}:", "camada {1}:")
        self.check("has an end", "{2}, camada {1}:", "{2}, camada {1}")
        self.check("blanks", '"perda"', '" perda"')
        self.check("obsolete", 'msgid "loss"\nmsgstr', '#~ msgid "loss"\n#~ msgstr')
        self.check("missing", '#: src/gui/here.c\nmsgid "layer {1}, {2}:"\n'
                   'msgstr "{2}, camada {1}:"\n')


if __name__ == "__main__":
    if not shutil.which("xgettext"):
        print("no xgettext: skipped")
        sys.exit(77)
    unittest.main()
