# SPDX-License-Identifier: MIT
"""What the tests of scripts/fetch-... share: a folder to fetch into, stubs of what downloads."""
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


class Fetching(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.stubs = self.folder / "stubs"
        self.stubs.mkdir()
        self.target = self.folder / "a folder" / "data"
        self.env = dict(os.environ, PATH=f"{self.stubs}:{os.environ['PATH']}",
                        STUBS=str(self.stubs))
        for name in ("LUME_DATA", "LUME_INK", "XDG_DATA_HOME"):
            self.env.pop(name, None)
        self.stub_download("exit 6\n")

    def stub(self, name, text):
        path = self.stubs / name
        path.write_text(text)
        path.chmod(0o755)

    def stub_download(self, commands):
        for name in ("curl", "wget"):
            self.stub(name, DOWNLOAD + commands)

    def asked(self):
        """How often a download was tried."""
        path = self.stubs / "asked"
        return path.read_text().count("https://") if path.exists() else 0

    def fetch(self, *arguments):
        return subprocess.run([SCRIPT, *arguments], env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False)

    def check_failed(self, result, *words):
        self.assertEqual((result.returncode, result.stdout), (1, ""), result.stderr)
        self.assertNotIn("Traceback", result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def check_interrupt_leaves_nothing(self):
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
