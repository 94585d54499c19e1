# SPDX-License-Identifier: MIT
"""What the tests of scripts/fetch-... share: a folder, and stand-ins for what downloads."""
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
echo "$*" >>"$STAND_INS/asked"
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
        self.stand_ins = self.folder / "stand-ins"
        self.stand_ins.mkdir()
        self.target = self.folder / "a folder" / "data"
        self.env = dict(os.environ, PATH=f"{self.stand_ins}:{os.environ['PATH']}",
                        STAND_INS=str(self.stand_ins))
        for name in ("LUME_DATA", "LUME_INK", "XDG_DATA_HOME"):
            self.env.pop(name, None)
        self.stand_in_download("exit 6\n")

    def stand_in(self, name, text):
        path = self.stand_ins / name
        path.write_text(text)
        path.chmod(0o755)

    def stand_in_download(self, commands):
        for name in ("curl", "wget"):
            self.stand_in(name, DOWNLOAD + commands)

    def asked(self):
        """How often a download was tried."""
        path = self.stand_ins / "asked"
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
        self.stand_in_download('echo half >"$out"; : >"$STAND_INS/started"; exec sleep 60\n')
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            (self.stand_ins / "started").unlink(missing_ok=True)
            process = subprocess.Popen(
                [SCRIPT, self.target], env=self.env, stderr=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            while not (self.stand_ins / "started").exists():
                time.sleep(0.01)
            os.killpg(process.pid, number)
            self.assertEqual(process.wait(timeout=20), status)
            self.assertEqual(os.listdir(self.target), [])
