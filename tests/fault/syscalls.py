#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fail each system call of saving and loading in turn, with each error that it may give.

Usage: syscalls.py SAVE_LOAD. strace does it (-e inject). A failed save must leave the old file as
it was, a save that says it went well the new one, and neither a temporary file. Exit code 77:
strace is missing or may not trace.
"""

import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

ERRORS = ["ENOSPC", "EIO", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EMFILE"]
RESTARTED = {"openat", "read", "write", "fsync"}  # calls that EINTR only delays
SKIPPED = {"access", "faccessat", "brk", "mmap", "munmap", "mremap", "madvise", "getrandom",
           "exit_group"}
NOTHING_WRITTEN = "nothing written"
STATUS_IO = 3
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\w+)")

Call = collections.namedtuple("Call", "name count arguments result")


def strace(save_load, arguments, log, options=()):
    command = ["strace", "-o", log, *options, save_load, *arguments]
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", LC_ALL="C")
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)


def errors_of(call):
    return (
        ERRORS
        + (["EINTR"] if call.name in RESTARTED else [])
        + ([NOTHING_WRITTEN] if call.name == "write" else [])
    )


def traced_calls(log):
    """List the calls between the two marks; `count` is the how-manieth of its name it is."""
    counts = collections.Counter()
    calls, inside = [], False
    with open(log, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = CALL.match(line)
            if not found:
                continue
            name, arguments, result = found.groups()
            counts[name] += 1
            if "-of-test" in arguments:
                inside = "begin" in arguments
            elif inside and name not in SKIPPED:
                calls.append(Call(name, counts[name], arguments, result))
    return calls


def needed_to_save(calls):
    """Tell for each call whether its failure must be one of the save. Others may be swallowed: the
    search for stale files, and what comes when the new file is in its place."""
    temporary, needed = None, []
    for call in calls:
        of_temporary = call.arguments.split(",")[0] == temporary
        if "O_CREAT" in call.arguments:
            temporary = call.result
        if call.name == "openat":
            needed.append('"."' not in call.arguments)
        elif call.name in ("write", "fsync", "close", "fchmod"):
            needed.append(of_temporary)
        elif call.name.startswith("rename"):
            temporary = None
            needed.append(True)
        else:
            needed.append(False)
    return needed


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Torture:
    def __init__(self, save_load, folder):
        self.save_load, self.folder = save_load, folder
        self.log = os.path.join(folder, "log")
        self.n_runs, self.failures = 0, []

    def run(self, arguments, options=()):
        return strace(self.save_load, arguments, self.log, options)

    def inject(self, arguments, call, error):
        self.n_runs += 1
        result = "retval=0" if error == NOTHING_WRITTEN else f"error={error}"
        return self.run(arguments, ["-e", f"inject={call.name}:{result}:when={call.count}"])

    def fail(self, what, call, error, run):
        self.failures.append(
            f"{what}: {call.name}({call.arguments}) fails with {error}: "
            f"exit code {run.returncode}, message {run.stderr!r}"
        )

    def check(self, action, call, error, run, needed, fine):
        """`fine` tells whether the files are as the exit code says."""
        expected = [0] if error == "EINTR" else [STATUS_IO] if needed else [0, STATUS_IO]
        if run.returncode not in expected or not fine:
            self.fail(action, call, error, run)
        elif run.returncode == STATUS_IO and len(run.stderr.splitlines()) != 1:
            self.fail(action + " (one line of message)", call, error, run)

    def save(self, subject, path):
        store = os.path.dirname(path)
        contents = []
        for variant in "10":
            subprocess.run([self.save_load, "save", subject, path, variant], check=True)
            contents.append(read(path))
        new, old = contents
        assert new != old
        arguments = ["save", subject, path, "1"]
        assert self.run(arguments).returncode == 0 and read(path) == new
        calls = traced_calls(self.log)
        names = [call.name for call, needed in zip(calls, needed_to_save(calls)) if needed]
        assert {"openat", "write", "fsync", "close"} < set(names) and names.count("openat") == 2
        assert any("F_SETLK" in call.arguments for call in calls)
        for call, needed in zip(calls, needed_to_save(calls)):
            for error in errors_of(call):
                with open(path, "wb") as file:
                    file.write(old)
                run = self.inject(arguments, call, error)
                good = read(path) == (new if run.returncode == 0 else old)
                clean = os.listdir(store) == [os.path.basename(path)]
                self.check(f"save {subject}", call, error, run, needed, good and clean)

    def load(self, subject, path):
        arguments = ["load", subject, path]
        assert self.run(arguments).returncode == 0
        for call in traced_calls(self.log):
            for error in errors_of(call):
                run = self.inject(arguments, call, error)
                needed = call.name in ("openat", "read", "fstat", "newfstatat", "statx")
                self.check(f"load {subject}", call, error, run, needed, True)


def main():
    save_load = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        if not shutil.which("strace") or strace("true", [], log).returncode != 0:
            print("strace is missing or may not trace: skipped")
            return 77
        torture = Torture(save_load, folder)
        listing = subprocess.run([save_load, "list"], stdout=subprocess.PIPE, text=True, check=True)
        for subject in listing.stdout.split():
            store = os.path.join(folder, subject)
            os.mkdir(store)
            path = os.path.join(store, "file")
            torture.save(subject, path)
            torture.load(subject, path)
        for failure in torture.failures:
            print(failure)
        print(f"{torture.n_runs} failed system calls, {len(torture.failures)} handled badly")
        return 1 if torture.failures or torture.n_runs < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
