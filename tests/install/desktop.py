#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Usage: desktop.py LUME ROOT DESKTOP METAINFO ICON

What a desktop shows of lume agrees with the program, in every language that lume speaks. The
validators of freedesktop.org are asked too, where they are installed.
"""
import configparser
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

LUME, *PATHS = map(pathlib.Path, sys.argv[1:])
ROOT, DESKTOP, METAINFO, ICON = PATHS
del sys.argv[1:]

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LANGUAGES = sorted(path.stem for path in (ROOT / "assets/po").glob("*.po"))
TEXTS = {"Name", "GenericName", "Comment", "Keywords"}


def validate(test, *command):
    if shutil.which(command[0]):
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False)
        test.assertEqual(result.returncode, 0, result.stdout)


def read_entry():
    entry = configparser.ConfigParser(delimiters="=", interpolation=None, strict=True)
    entry.optionxform = str  # keys as they stand there
    entry.read(DESKTOP, encoding="utf-8")
    return entry


class Entry(unittest.TestCase):
    def setUp(self):
        self.file = read_entry()
        self.entry = self.file["Desktop Entry"]

    def test_is_valid(self):
        validate(self, "desktop-file-validate", str(DESKTOP))
        self.assertEqual(self.entry["Type"], "Application")
        self.assertEqual(self.entry["Terminal"], "false")

    def test_has_the_icon(self):
        self.assertEqual((DESKTOP.suffix, ICON.suffix), (".desktop", ".svg"))
        self.assertEqual(self.entry["Icon"], ICON.stem)
        self.assertEqual(DESKTOP.stem, ICON.stem)

    def test_is_translated(self):
        for section in self.file.sections():
            used = {key for key in self.file[section] if key in TEXTS} - {"Name"}
            if section != "Desktop Entry":  # there it is the program's own name
                used.add("Name")
            translations = {f"{key}[{language}]" for key in used for language in LANGUAGES}
            self.assertEqual({key for key in self.file[section] if "[" in key}, translations)
            for key in translations:
                self.assertNotEqual(self.file[section][key], self.file[section][key.split("[")[0]])

    def test_starts_what_there_is(self):
        """Commands are ones that lume has, with options that they take."""
        self.assertEqual(self.entry["TryExec"], "lume")
        sections = self.file.sections()
        actions = self.entry["Actions"].rstrip(";").split(";")
        self.assertEqual(sections, ["Desktop Entry", *map("Desktop Action {}".format, actions)])
        for section in sections:
            program, command, *options = shlex.split(self.file[section]["Exec"])
            self.assertEqual(program, "lume")
            told = subprocess.run([LUME, "help", command], stdout=subprocess.PIPE, text=True,
                                  check=True).stdout
            for option in options:
                self.assertRegex(told, rf"(?m)^ +(-\w, )?{option}\b")


class Metainfo(unittest.TestCase):
    def setUp(self):
        self.root = ElementTree.parse(METAINFO).getroot()

    def text(self, path):
        return self.root.find(path).text

    def test_is_valid(self):
        validate(self, "appstreamcli", "validate", "--no-net", str(METAINFO))

    def test_is_of_the_entry(self):
        entry = read_entry()["Desktop Entry"]
        self.assertEqual(METAINFO.name, f"{DESKTOP.stem}.metainfo.xml")
        self.assertEqual(self.text("id"), DESKTOP.stem)
        self.assertEqual(self.text("launchable"), DESKTOP.name)
        self.assertEqual(self.text("icon"), ICON.stem)
        self.assertEqual(self.text("provides/binary"), "lume")
        categories = [category.text for category in self.root.iter("category")]
        self.assertEqual(";".join(categories) + ";", entry["Categories"])
        self.assertEqual(self.text("summary"), entry["Comment"])
        for language in LANGUAGES:
            summary = self.text(f"summary[@{LANGUAGE}='{language}']")
            self.assertEqual(summary, entry[f"Comment[{language}]"])

    def test_is_translated(self):
        """Each paragraph and each item of a list is followed by its translations."""
        description = self.root.find("description")
        for parent in (description, *description.iter("ul")):
            said = [child for child in parent if child.tag in ("p", "li")]
            languages = [child.get(LANGUAGE) for child in said]
            step = 1 + len(LANGUAGES)
            self.assertEqual(languages, [None, *LANGUAGES] * (len(said) // step))
            self.assertEqual(len(said), len({" ".join(child.text.split()) for child in said}))

    def test_has_the_releases_of_the_changelog(self):
        changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
        told = re.findall(r"^## \[?(\d+\.\d+\.\d+)\]? - (\d{4}-\d\d-\d\d)$", changelog, re.M)
        shown = [(release.get("version"), release.get("date"))
                 for release in self.root.iter("release")]
        self.assertEqual(shown, told)


class Icon(unittest.TestCase):
    def setUp(self):
        self.root = ElementTree.parse(ICON).getroot()

    def test_is_a_square_with_a_title(self):
        self.assertEqual(self.root.tag, SVG + "svg")
        x, y, width, height = map(float, self.root.get("viewBox").split())
        self.assertEqual((x, y, width), (0, 0, height))
        self.assertEqual([self.root[i].tag for i in (0, 1)], [SVG + "title", SVG + "desc"])

    def test_stands_alone(self):
        """No scripts, pictures, fonts or other files; every name that is used is there."""
        names = [element.get("id") for element in self.root.iter() if element.get("id")]
        used = set(re.findall(r'(?:href="|url\()([^")]+)', ICON.read_text("utf-8")))
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(used, {f"#{name}" for name in names})
        allowed = {"svg", "title", "desc", "defs", "linearGradient", "radialGradient", "stop", "g",
                   "rect", "circle", "path", "use"}
        self.assertEqual({element.tag for element in self.root.iter()} -
                         {SVG + tag for tag in allowed}, set())


if __name__ == "__main__":
    unittest.main()
