# SPDX-License-Identifier: MIT
"""The live line on a terminal: it fits, it goes, and it stays away where it is not wanted."""

import fcntl
import json
import os
import pty
import re
import struct
import termios
import threading

from harness import cases, equal, main, test

BLOCKS = re.compile("[▏▎▍▌▋▊▉█]")


def run_on_terminal(place, *arguments, columns=80, env=None, separate=False, wrap=(), **options):
    """Train with standard error on a terminal, and standard output too unless `separate`. Returns
    the exit code, what the terminal got, and what a pipe at standard output did."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    values = {"TERM": "xterm", "LC_ALL": "C.UTF-8"}
    values.update(env or {})
    process = place.start("train", "--data", place.data, "--lr", "0.02", *arguments, env=values,
                          wrap=wrap, stderr=theirs, **({} if separate else {"stdout": theirs}),
                          **options)
    os.close(theirs)
    got = bytearray()

    def read():
        try:
            while part := os.read(ours, 65536):
                got.extend(part)
        except OSError:  # the other side is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    out = process.stdout.read() if separate else b""
    process.wait(timeout=120)
    reader.join()
    os.close(ours)
    return process.returncode, got.decode(), out.decode()


def drawn(text):
    """The live lines that a terminal got."""
    lines = re.findall("\r([^\r\n]*)\x1b\\[K", text)
    return [line for line in lines if line]


def screen(text):
    """What a terminal shows in the end: a line is what stands after the last carriage return."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        lines.append(line.rsplit("\r", 1)[-1].replace("\x1b[K", ""))
    return lines


@test
def the_line_comes_and_goes(place):
    code, text, _ = run_on_terminal(place, "--epochs", "60", "-o", "m")
    equal(code, 0)
    live = drawn(text)
    assert live and all(line.startswith("▏") or BLOCKS.match(line) or line[0] == " "
                        for line in live), live
    assert any("60/60" in line for line in live)
    shown = r"epoch \d+/60  loss \d\.\d{4}  \d+\.\d\d %  \d+k? images/s"
    assert re.search(shown, live[-1]), live[-1]
    lines = screen(text)
    equal(lines[0], "network 784-16-16-10 (sigmoid, sigmoid, softmax), 13002 parameters")
    equal(len([line for line in lines if line.startswith("epoch ")]), 60)
    assert lines[-2].startswith("saved m after "), lines
    equal(lines[-1], "")


@cases([(f"{columns} columns", columns) for columns in (1, 20, 21, 30, 40, 60, 80, 132, 400, 1000)])
def widths(place, columns):
    code, text, _ = run_on_terminal(place, "--epochs", "20", "-o", "m", columns=columns)
    equal(code, 0)
    live = drawn(text)
    assert live
    for line in live:
        assert len(line) < max(columns, 20), (len(line), line)
        assert "epoch " in line, line
    assert any(BLOCKS.search(line) for line in live) == (columns >= 40)


@test
def a_terminal_that_does_not_know_its_width(place):
    code, text, _ = run_on_terminal(place, "--epochs", "20", "-o", "m", columns=0)
    equal(code, 0)
    assert 60 < max(map(len, drawn(text))) < 80


@test
def plain_letters_without_utf8(place):
    for value in ("C", "xx_XX.nonsense", ""):
        code, text, _ = run_on_terminal(place, "--epochs", "20", "-o", "m",
                                        env={"LC_ALL": value, "LANG": value})
        equal(code, 0)
        assert text.isascii(), text
        assert any(re.match(r"\[#+-*\]  epoch ", line) for line in drawn(text)), text


NO_LINE = {
    "TERM=dumb": {"TERM": "dumb"}, "TERM empty": {"TERM": ""}, "TERM unset": {"TERM": None},
    "NO_COLOR": {"NO_COLOR": "1"},
}


@cases([(f"no escapes with {name}", env) for name, env in NO_LINE.items()])
def no_escapes(place, env):
    code, text, _ = run_on_terminal(place, "--epochs", "20", "-o", "m", env=env)
    equal(code, 0)
    assert "\x1b" not in text and "\r" not in text.replace("\r\n", ""), text
    assert text.startswith("network "), text


@test
def quiet_means_quiet(place):
    equal(run_on_terminal(place, "--epochs", "20", "-o", "m", "--quiet"), (0, "", ""))


@test
def json_beside_the_line(place):
    code, text, out = run_on_terminal(place, "--epochs", "60", "-o", "m", "--json", separate=True)
    equal(code, 0)
    equal(json.loads(out)["epochs"], 60)
    equal(out.count("\n"), 1)
    assert drawn(text)
    equal(screen(text), [""])


@test
def lines_to_a_pipe_beside_the_line(place):
    code, text, out = run_on_terminal(place, "--epochs", "60", "-o", "m", separate=True)
    equal(code, 0)
    assert out.isascii() and "\x1b" not in out and "\r" not in out
    equal(out.count("\nepoch "), 60)
    assert drawn(text)


@test
def errors_start_a_line_of_their_own(place):
    code, text, _ = run_on_terminal(place, "--epochs", "100", "-o", "m", "--optimizer", "sgd",
                                    "--l2", "25", "--lr", "0.1", "--schedule", "constant")
    equal(code, 7)
    assert re.match("lume: .* epoch", screen(text)[-2]), screen(text)


@test
def in_the_background_it_leaves_the_terminal_alone(place):
    def own_terminal():
        os.setsid()
        fcntl.ioctl(2, termios.TIOCSCTTY, 0)

    job = ["bash", "-c", 'set -m; "$0" "$@" & set +m; wait $!']
    code, text, out = run_on_terminal(place, "--epochs", "60", "-o", "m", separate=True, wrap=job,
                                      preexec_fn=own_terminal)
    equal((code, text), (0, ""))
    equal(out.count("\nepoch "), 60)


main()
