# SPDX-License-Identifier: MIT
"""Where models and logs go: odd targets, odd names, little room, several writers."""

import os
import re
import shutil
import stat
import subprocess

from harness import PROGRAM, Skip, cases, check, equal, main, test

ENDLESS = ["--epochs", "1000000"]


def limited(limit):
    return ["bash", "-c", f'ulimit {limit} || exit 99; exec "$0" "$@"']


@test
def a_symbolic_link_stays(place):
    os.mkdir(place / "sub")
    target = place.write("sub/target", b"old")
    os.chmod(target, 0o640)
    os.symlink("sub/target", place / "link")
    check(place.train("--quiet", "-o", "link"), 0, "")
    assert os.path.islink(place / "link")
    equal(os.readlink(place / "link"), "sub/target")
    equal(place.read(target), place.read(place.model()))
    equal(stat.S_IMODE(os.stat(target).st_mode), 0o640)
    equal(os.listdir(place / "sub"), ["target"])


@test
def a_new_file_follows_umask(place):
    for mask in ("022", "077"):
        path = place / f"m{mask}"
        check(place.train("--quiet", "-o", path,
                          wrap=["sh", "-c", f'umask {mask}; exec "$0" "$@"']), 0, "")
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o666 & ~int(mask, 8))


def bad_targets(place):
    os.mkfifo(place / "fifo")
    os.mkdir(place / "folder")
    os.symlink("loop", place / "loop")
    place.write("file", b"")
    return ["fifo", "folder", "folder/", "/dev/null", "/dev/full", "loop", "missing/m", "file/m",
            "", "x" * 300, "./" * 2100 + "m"]


@test
def targets_that_cannot_be(place):
    targets = bad_targets(place)
    before = place.names()
    for target in targets:
        result = place.run("train", "--data", place.data, *ENDLESS, "-o", target)
        code = 2 if target == "" else 4
        check(result, code, "", None)
        assert result.err.startswith("lume: ") and result.err.count("\n") == 1, result
        equal(place.names(), before)


@test
def logs_that_cannot_be(place):
    os.mkfifo(place / "fifo.csv")
    os.mkdir(place / "folder.csv")
    os.symlink("/dev/full", place / "full.csv")
    for log in ("fifo.csv", "folder.csv", "full.csv", "missing/log.csv"):
        check(place.run("train", "--data", place.data, *ENDLESS, "-o", place / "m", "--log", log),
              4, "", None)
        assert not os.path.exists(place / "m")


@test
def a_folder_that_is_read_only(place):
    if os.geteuid() == 0:
        raise Skip("root may write anywhere")
    os.mkdir(place / "folder")
    place.write("folder/m", b"old")
    os.chmod(place / "folder", 0o500)
    check(place.run("train", "--data", place.data, *ENDLESS, "-o", "folder/m"), 4, "", None)
    equal(place.read("folder/m"), b"old")


NAMES = {
    "a newline": b"a\nb", "an escape": b"\x1b[31mred", "formats": b"%s%n%d%%", "a dash": b"-m",
    "an option": b"--quiet", "blanks": b" a  b ", "quotes": b"'\"\\", "UTF-8": "é字".encode(),
    "no UTF-8": b"\xff\xfe\x80", "255 bytes": b"x" * 251, "a tilde": b"~", "a star": b"*",
}


@cases([(f"names with {what}", name) for what, name in NAMES.items()])
def odd_names(place, name):
    """Saved, read back, and told without control bytes."""
    name = os.fsdecode(name + b".st")
    result = check(place.train("-o", "./" + name), 0, None)
    shown = "./" + re.sub("[\x00-\x1f\x7f]", lambda c: f"\\x{ord(c.group()):02x}", name)
    assert f"\nsaved {shown} after " in result.out, result.out
    check(place.run("info", "--", name), 0, None)
    images = os.path.join(place.data, "t10k-images-idx3-ubyte")
    os.symlink(images, place / ("i" + name[1:]))
    result = place.run("predict", "--json", "--model", name, "--", "i" + name[1:])
    check(result, 0, None)
    assert "\x1b" not in result.out and result.out.count("\n") == 1, result
    os.remove(place / name)
    missing = check(place.run("info", "--", name), 4, "", None)
    assert missing.err.startswith(f"lume: {shown[2:]}: "), missing
    assert missing.err.count("\n") == 1 and "\x1b" not in missing.err


@test
def a_long_path(place):
    path = "./" * 2040 + "m"
    check(place.train("--quiet", "-o", path), 0, "")
    result = check(place.run("info", "./" * 2040 + "n"), 4, "", None)
    assert len(result.err) < 1100 and "..." in result.err, result


@test
def no_room_for_the_model(place):
    model = place.model()
    before = place.read(model)
    result = place.train("--quiet", "-o", model, wrap=limited("-f 8"))
    check(result, 4, "", f"lume: {model}: cannot write: File too large; "
          "the trained model is not saved\n")
    equal(place.read(model), before)
    equal(place.names(), [os.path.basename(model)])


@test
def no_room_for_the_log(place):
    result = place.train("--quiet", "--epochs", "1000", "-o", place / "m", "--log", "log.csv",
                         wrap=limited("-f 64"))
    check(result, 0, "", "lume: warning: log.csv: cannot write: File too large; "
          "the log ends here\n")
    check(place.run("info", place / "m"), 0, None)
    equal(os.path.getsize(place / "log.csv"), 65536)


@test
def a_model_that_grows_beyond_memory(place):
    if place.run("--version", wrap=limited("-v 300000")).code != 0:
        raise Skip("this build needs more address space than that")
    model = place.model()
    before = place.read(model)
    result = place.train("--hidden", "4000,4000", "-o", model, wrap=limited("-v 300000"))
    check(result, 5, None, None)
    assert "out of memory" in result.err and result.err.count("\n") == 1, result
    equal(place.read(model), before)
    equal(place.names(), [os.path.basename(model)])


@test
def no_more_descriptors(place):
    model = place.model()
    before = place.read(model)
    codes = []
    for n in range(3, 12):  # with the first few not even its libraries can be loaded
        result = place.train("--quiet", "--seed", "1", "-o", model, wrap=limited(f"-n {n}"))
        codes.append(result.code)
        if result.code == 4:
            assert "Too many open files" in result.err and result.err.count("\n") == 1, result
        else:
            assert result.code == 0 or n < 8, result
        equal(place.read(model), before)
        equal(place.names(), [os.path.basename(model)])
    assert 4 in codes and codes[-1] == 0, codes


@test
def a_small_stack(place):
    if place.run("--version", wrap=limited("-s 256")).code != 0:
        raise Skip("this build needs a larger stack than that")
    check(place.train("--quiet", "-o", place / "m", wrap=limited("-s 256")), 0, "")
    equal(place.read("m"), place.read(place.model()))


@test
def a_disk_that_fails(place):
    if not shutil.which("strace"):
        raise Skip("no strace")
    model = place.model()
    before = place.read(model)
    for call in ("fsync", "rename,renameat,renameat2"):
        trace = ["strace", "-f", "-o", os.devnull, "-e", f"trace={call}", "-e",
                 f"inject={call}:error=EIO"]
        if subprocess.run([*trace, "true"], capture_output=True).returncode != 0:
            raise Skip("strace may not trace here")
        result = place.train("--quiet", "--seed", "5", "-o", model, wrap=trace,
                             env={"ASAN_OPTIONS": "detect_leaks=0"})
        check(result, 4, "", None)
        assert result.err.endswith("Input/output error; the trained model is not saved\n"), result
        equal(place.read(model), before)
        equal(place.names(), [os.path.basename(model)])


@test
def two_trainers_of_one_file(place):
    expected = []
    for seed in ("1", "2"):
        check(place.train("--quiet", "-o", place / f"m{seed}", "--seed", seed), 0, "")
        expected.append(place.read(f"m{seed}"))
    assert expected[0] != expected[1]
    for _ in range(10):
        both = [place.start("train", "--quiet", "--data", place.data, "--epochs", "3", "--lr",
                            "0.02", "--seed", seed, "-o", "m") for seed in ("1", "2")]
        for process in both:
            equal((*process.communicate(timeout=60), process.returncode), (b"", b"", 0))
        assert place.read("m") in expected
    equal(place.names(), ["m", "m1", "m2"])


@test
def input_folders_that_are_none(place):
    os.mkdir(place / "empty")
    for data in ("empty", "missing", PROGRAM):
        result = check(place.run("train", "--data", data, "-o", place / "m"), 4, "", None)
        assert "scripts/fetch-mnist" in result.err, result
    os.mkdir(place / "fifos")
    for name in os.listdir(place.data):
        os.mkfifo(os.path.join(place / "fifos", name))
    check(place.run("eval", "--data", "fifos", "--model", place.model()), 4, "", None)


main()
