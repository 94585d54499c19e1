# SPDX-License-Identifier: MIT
"""The locale and the rest of the environment change nothing that is written or printed."""

import os
import re

from harness import PROGRAM, Skip, check, drawings, equal, main, test

# The build makes locales with other decimal points; LOCPATH is where.
LOCALES = ["C", "C.UTF-8", "xx_XX.nonsense", ""]
MADE = ["de_DE.UTF-8", "fa_IR.UTF-8", "ps_AF.UTF-8", "pt_BR.UTF-8", "tr_TR.UTF-8"]


def everything(place, env):
    """What all commands print and write under an environment, times left out."""
    model, log = place / "m", place / "log.jsonl"
    images = os.path.join(place.data, "t10k-images-idx3-ubyte")
    pen = place.write("pen", drawings(20, 1))
    printed = [
        place.run(*words, env=env) for words in (
            ["train", "--data", place.data, "--epochs", "2", "--lr", "0.015", "--l2", "0.001",
             "--augment-shift", "1.5", "--threads", "2", "-o", model, "--log", log],
            ["info", model],
            ["info", "--json", model],
            ["info", images],
            ["eval", "--model", model, "--data", place.data],
            ["eval", "--model", model, "--data", place.data, "--json"],
            ["predict", "--model", model, "--activations", "--show", images],
            ["predict", "--model", model, "--activations", "--json", "--index", "all", images],
            ["eval", "--model", model, "--ink", pen],
            ["eval", "--model", model, "--ink", pen, "--json"],
            ["predict", "--model", model, "--ink", pen],
            ["predict", "--model", model, "--ink", pen, "--json"],
            ["train", "--help"],
            ["train", "--lr", "0,01"],
            ["train", "--epochs", "1.000"],
            ["trian"],
            ["info", "missing"],
        )]
    for kind in ("npz", "csv", "onnx"):
        check(place.run("export", model, place / f"out.{kind}", env=env), 0, "")
    written = [place.read(name) for name in ("m", "out.npz", "out.csv", "out.onnx")]
    text = "\n".join(f"{r.code}\n{r.out}\n{r.err}" for r in printed) + place.read(log).decode()
    for times in (r"\d+\.\d\d s\b", r'"train_seconds":[^,]+', r"speed +\d+",
                  r'"images_per_second":[^,]+'):
        text, n = re.subn(times, "TIME", text)
        assert n > 0, times
    return text, written


@test
def every_locale_is_alike(place):
    expected = everything(place, {"LC_ALL": "C"})
    names = list(LOCALES)
    if "LOCPATH" in os.environ:
        names += MADE
    for name in names:
        env = {"LC_ALL": name, "LANG": name, "LC_NUMERIC": name, "LANGUAGE": name}
        if "LOCPATH" in os.environ:
            env["LOCPATH"] = os.environ["LOCPATH"]
        equal(everything(place, env), expected)


@test
def the_made_locales_are_real(place):
    import locale
    if "LOCPATH" not in os.environ:
        raise Skip("no localedef")
    locale.setlocale(locale.LC_NUMERIC, "pt_BR.UTF-8")
    equal(locale.localeconv()["decimal_point"], ",")
    locale.setlocale(locale.LC_NUMERIC, "C")


@test
def no_environment_at_all(place):
    model = place.model()
    images = os.path.join(place.data, "t10k-images-idx3-ubyte")
    expected = place.run("predict", "--model", model, images)
    bare = {"PATH": None, "HOME": None, "LC_ALL": None}
    equal(place.run("predict", "--model", model, images, env=bare), check(expected, 0, None))
    check(place.train("--quiet", "-o", place / "m", env=bare), 0, "")
    equal(place.read("m"), place.read(model))
    check(place.run("eval", "--model", model, env=bare), 4, "",
          "lume: cannot tell where your files are: neither HOME nor XDG_DATA_HOME is set\n")


@test
def odd_homes(place):
    place.write("file", b"")
    train = ["train", "--quiet", "--data", place.data, "--epochs", "1"]
    for home in ("/proc/nowhere", place / "file"):
        check(place.run(*train, env={"HOME": home}), 4, "", None)
    check(place.run(*train, env={"HOME": place / "new", "XDG_DATA_HOME": "relative"}), 0, "")
    assert os.path.isfile(place / "new/.local/share/lume/digits.safetensors")
    equal(place.names(), ["file", "new"])
    check(place.run(*train, env={"LUME_DATA": ""}), 0, "")


@test
def posixly_correct_changes_nothing(place):
    env = {"POSIXLY_CORRECT": "1"}
    images = os.path.join(place.data, "t10k-images-idx3-ubyte")
    words = ["predict", images, "--model", place.model(), "--json"]
    equal(place.run(*words, env=env), check(place.run(*words), 0, None))
    assert os.path.isabs(PROGRAM)


main()
