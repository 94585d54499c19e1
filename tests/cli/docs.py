# SPDX-License-Identifier: MIT
"""The manual page and the completions name every option and value, and none that there is not."""

import os
import re
import shutil
import subprocess

from harness import PROGRAM, SOURCE, Skip, check, drawings, equal, has_command, main, test

MANUAL = SOURCE / "src/cli/lume.1.scd"
BASH = SOURCE / "assets/completions/lume.bash"
ZSH = SOURCE / "assets/completions/_lume"
ALL_COMMANDS = ["train", "eval", "predict", "info", "export", "synth", "draw"]
COMMANDS = [name for name in ALL_COMMANDS if has_command(name)]

# Values that are no registry of their own topic.
EXTRA_VALUES = {"--part": ["test", "train"], "--batch-size": ["full"], "--hidden": ["none"],
                "--index": ["all"], "--lang": ["en", "pt-BR"],
                "--theme": ["dark", "light"], "--scene": ["draw", "mistakes", "teach", "train"],
                "--pitfall": ["batch-size", "exploding", "learning-rate", "overfitting",
                              "vanishing", "zeros"],
                "--step": ["answer", "forward-1", "gradient", "hidden-deltas-1", "loss",
                           "new-answer", "output-deltas", "picture", "update"],
                "--kind": ["all", "digits", "others"]}
TOPICS = {"--activation": "activations", "--init": "initializers", "--loss": "losses",
          "--optimizer": "optimizers", "--schedule": "schedules", "--input-scale": "scalings",
          "--style": "styles", "--preset": "presets", "--format": "formats", "--cpu": "cpus"}


def options(place, command):
    """The options that --help shows."""
    found = set()
    for line in check(place.run(command, "--help"), 0, None).out.splitlines():
        if re.match(r"  (-\w, |    )--", line):
            found |= set(re.findall(r"(?<![\w-])--[a-z0-9-]+", line.split("  ", 3)[-1][:40]
                                    if line.startswith("      ") else line[:40]))
            for short in re.findall(r"^  (-\w),", line):
                found.add(short)
    assert "--help" in found
    return found


def entries(place, topic):
    return [line.split()[0] for line in check(place.run("help", topic), 0, None).out.splitlines()
            if re.match(r"  \S", line)]


@test
def manual_has_every_option(place):
    text = MANUAL.read_text()
    for command in COMMANDS:
        section = re.search(rf"^## lume {command}\n(.*?)(?=^#)", text, re.S | re.M).group(1)
        heads = [line for line in section.splitlines() if line.startswith("*-")]
        named = set(re.findall(r"\*(--?[a-z0-9-]+)\*", "\n".join(heads)))
        equal(named, options(place, command) - {"--help", "-h"})


@test
def manual_tells_the_ranges_of_augmentation(place):
    """The manual, the help and the code agree on what --augment does."""
    told = " ".join(check(place.run("train", "--help"), 0, None).out.split())
    ranges = re.search(r"shift \S+, rotate \S+, scale \S+, shear [0-9.]+", told).group()
    assert ranges in " ".join(MANUAL.read_text().split()), ranges
    options = [word for name, value in (part.split() for part in ranges.split(", "))
               for word in (f"--augment-{name}", value)]
    check(place.train("--quiet", "-o", place / "m", "--augment"), 0, "")
    check(place.train("--quiet", "-o", place / "n", *options), 0, "")
    equal(place.read("m") == place.read("n"), True)


@test
def manual_has_every_command_and_topic(place):
    text = MANUAL.read_text()
    listed = check(place.run("--help"), 0, None).out
    names = re.findall(r"^  ([a-z]+)", listed, re.M)
    assert set(COMMANDS) <= set(names) and "help" in names
    for name in names:
        assert f"*{name}*" in text or f"*lume {name}*" in text, name


@test
def manual_has_every_exit_code(place):
    text = MANUAL.read_text()
    for code in (0, 1, 2, 3, 4, 5, 6, 7, 130, 143, 129):
        assert f"*{code}*" in text, code


@test
def manual_has_every_json_key(place):
    import json
    text = MANUAL.read_text()
    section = text[text.index("# JSON"):text.index("# EXIT STATUS")]
    model = place.model()
    log = place / "log.jsonl"
    pen = place.write("pen", drawings(20, 1))
    outputs = [
        place.train("--json", "-o", place / "other", "--log", log).out,
        place.read(log).decode(),
        place.run("eval", "--model", model, "--data", place.data, "--json").out,
        place.run("predict", "--model", model, "--json", "--activations",
                  os.path.join(place.data, "t10k-images-idx3-ubyte")).out,
        place.run("eval", "--model", model, "--ink", pen, "--json").out,
        place.run("predict", "--model", model, "--ink", pen, "--json").out,
        place.run("info", "--json", model).out,
        place.run("info", "--json", os.path.join(place.data, "t10k-images-idx3-ubyte")).out,
        place.run("info", "--json", os.path.join(place.data, "t10k-labels-idx1-ubyte")).out,
    ]
    if has_command("draw"):
        told = place.run("draw", "--describe", "--select", "h1:3", "--screenshot", "a.svg").out
        outputs.append(re.sub('"buttons":{.*?}', '"buttons":{}', told))
    for output in outputs:
        keys = re.findall(r'"(\w+)":', output)
        assert keys, output
        for line in output.splitlines():
            json.loads(line)
        for key in keys:
            assert f"*{key}*" in section or f'"{key}"' in section, key


@test
def manual_has_every_event(place):
    """What --describe tells and what --script takes; the README has them, too."""
    if not has_command("draw"):
        raise Skip("built without the window")
    script = place.write("script", b"{}")
    words = ["--data", place.data, "--screenshot", "a.svg", "--script", script]
    refused = check(place.run("draw", *words), 3, "", None).err
    played = re.findall(r'"([a-z]+)"', refused)
    equal(len(played), 10)
    check_events(place, MANUAL.read_text(), words, played)
    check_events(place, (SOURCE / "README.md").read_text().replace("`", "*"), words, played)


def check_events(place, text, words, played):
    """All events and keys are in a text, and the lines of its example are played."""
    import json
    lines = re.findall(r'^\s*({"at":.*?})', text, re.M)
    assert len(lines) > 3, text
    place.write("script", "\n".join(line for line in lines if "drop" not in line).encode())
    out = check(place.run("draw", "--describe", *words), 0, None).out
    told = [json.loads(line) for line in out.splitlines()]
    for key in {key for event in told for key in event} | {event["event"] for event in told}:
        assert key == "event" or f"*{key}*" in text, key
    for event in played:
        assert f"*{event}*" in text or f'"event":"{event}"' in text, event


@test
def manual_is_well_formed(place):
    if not shutil.which("scdoc"):
        raise Skip("no scdoc")
    with open(MANUAL, "rb") as file:
        done = subprocess.run(["scdoc"], stdin=file, capture_output=True)
    equal((done.returncode, done.stderr), (0, b""))


def bash(script):
    path = f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", f"source '{BASH}'; {script}"], capture_output=True,
                          text=True, check=True, env={**os.environ, "PATH": path})
    equal(done.stderr, "")
    return done.stdout.split()


@test
def bash_completes_every_option_and_value(place):
    for command in COMMANDS:
        long = {name for name in options(place, command) if name.startswith("--")}
        equal(set(bash(f"_lume_options {command}")), long)
    for option, topic in TOPICS.items():
        equal(bash(f"_lume_values {option}"), entries(place, topic))
    for option, values in EXTRA_VALUES.items():
        equal(sorted(bash(f"_lume_values {option}")), values)
    topics = re.findall(r"^  ([a-z]+) ", check(place.run("--help"), 0, None).out
                        .split("Topics:")[1].split("Options:")[0], re.M)
    equal(bash("echo $_lume_topics"), topics)
    equal(bash("echo $_lume_commands"), [*ALL_COMMANDS, "help"])


@test
def bash_completes_words(place):
    def complete(*words):
        line = " ".join(f"'{word}'" for word in words)
        return bash(f"cd '{place.path}'; compopt() {{ :; }}; COMP_WORDS=({line}); "
                    f"COMP_CWORD={len(words) - 1}; _lume; printf '%s\\n' \"${{COMPREPLY[@]}}\"")

    equal(complete("lume", "tr"), ["train"])
    equal(complete("lume", "train", "--learn"), ["--learning-rate"])
    equal(complete("lume", "train", "--optimizer", "ada"), ["adam", "adamw", "adaline"])
    equal(complete("lume", "train", "--optimizer", "=", "nes"), ["nesterov"])
    equal(complete("lume", "train", "--optimizer", "="),
          "sgd momentum nesterov rmsprop adam adamw perceptron adaline".split())
    equal(complete("lume", "help", "sched"), ["schedules"])
    place.write("seven.png", b"")
    equal(complete("lume", "predict", "sev"), ["seven.png"])


@test
def zsh_completes_every_option_and_value(place):
    text = ZSH.read_text()
    for command in COMMANDS:
        body = re.search(rf"^_lume_{command}\(\) {{\n(.*?)^}}", text, re.S | re.M).group(1)
        named = set(re.findall(r"'(?:\([^)]*\)|\*)?(--[a-z0-9-]+)\[", body))
        named |= set(re.findall(r"\{(-\w),(?:--[a-z-]+)\}", body))
        named |= set(re.findall(r"\{-\w,(--[a-z-]+)\}", body))
        equal(named, options(place, command))
        for option in named & set(TOPICS):
            assert re.search(rf"['*)]{option}\[.*_lume_names {TOPICS[option]}'", body), option


@test
def zsh_asks_the_program(place):
    if not shutil.which("zsh"):
        raise Skip("no zsh")
    subprocess.run(["zsh", "-n", ZSH], check=True)
    functions = ZSH.read_text().removesuffix('_lume "$@"\n')
    path = f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"
    script = functions + 'compadd() { print -r -- $* $names }; _lume_names -X what presets'
    done = subprocess.run(["zsh", "-fc", script], capture_output=True, text=True,
                          env={**os.environ, "PATH": path})
    equal((done.stdout.split(), done.stderr),
          (["-X", "what", "-a", "names", *entries(place, "presets")], ""))


main()
