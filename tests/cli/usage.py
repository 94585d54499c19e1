# SPDX-License-Identifier: MIT
"""Every kind of bad usage: exit code 2, one line that says what to do, and nothing touched."""

import os
import re

from harness import PROGRAM, cases, check, equal, has_command, main, test  # noqa: F401

LONG = "x" * 5000
INTEGERS = "expected 1 to 1000000"
SEE = 'see "lume train --help"'

ROWS = [
    # words
    (("trian",), 'unknown command "trian" (did you mean "train"?)'),
    (("evaluate",), 'unknown command "evaluate" (did you mean "eval"?)'),
    (("xyzzy",), 'unknown command "xyzzy", see "lume --help"'),
    (("",), 'unknown command "", see "lume --help"'),
    (("--versoin",), 'unknown option "--versoin" (did you mean "--version"?)'),
    (("--data", "x"), 'unknown option "--data", see "lume --help"'),
    (("help", "trian"), 'no help on "trian" (did you mean "train"?)'),
    (("help", "activation"), 'no help on "activation" (did you mean "activations"?)'),
    (("help", "xyzzy"), 'no help on "xyzzy", see "lume --help"'),
    (("help", "train", "eval"), 'unexpected operand "eval"'),
    (("train", "--epoch", "3"), 'unknown option "--epoch" (did you mean "--epochs"?)'),
    (("train", "--epoch=3"), 'unknown option "--epoch=3" (did you mean "--epochs"?)'),
    (("train", "--qui"), 'unknown option "--qui" (did you mean "--quiet"?)'),
    (("train", "--lerning-rate", "1"),
     'unknown option "--lerning-rate" (did you mean "--learning-rate"?)'),
    (("train", "--xyzzy"), f'unknown option "--xyzzy", {SEE}'),
    (("train", "-z"), f'unknown option "-z", {SEE}'),
    (("train", "-qz"), f'unknown option "-qz", {SEE}'),
    (("train", "extra"), 'unexpected operand "extra"'),
    (("train", "--", "--quiet"), 'unexpected operand "--quiet"'),
    (("predict",), 'missing operand, expected "lume predict FILE..." or --ink'),
    (("info", "a", "b"), 'unexpected operand "b"'),
    (("export", "a"), 'missing operand, expected "lume export MODEL OUT"'),
    (("export", "a", "b", "c"), 'unexpected operand "c"'),
    (("synth",), 'missing operand, expected "lume synth OUT"'),
    (("synth", "a", "b"), 'unexpected operand "b"'),
    # values
    (("train", "--epochs"), "--epochs: missing value, expected N"),
    (("train", "-o"), "--output: missing value, expected FILE"),
    (("train", "--quiet=3"), '--quiet: takes no value, got "3"'),
    (("train", "--epochs", "-1"), f'--epochs: out of range, {INTEGERS}, got "-1"'),
    (("train", "--epochs", "0"), f'--epochs: out of range, {INTEGERS}, got "0"'),
    (("train", "--epochs", "1000001"), f'--epochs: out of range, {INTEGERS}, got "1000001"'),
    (("train", "--epochs", "1e3"), f'--epochs: not an integer, {INTEGERS}, got "1e3" (write 1000)'),
    (("train", "--epochs", "3.0"), f'--epochs: not an integer, {INTEGERS}, got "3.0" (write 3)'),
    (("train", "--epochs", "3x"), f'--epochs: not an integer, {INTEGERS}, got "3x"'),
    (("train", "--epochs", " 3"), f'--epochs: not an integer, {INTEGERS}, got " 3"'),
    (("train", "--epochs", "0x10"), f'--epochs: not an integer, {INTEGERS}, got "0x10"'),
    (("train", "--epochs", ""), f'--epochs: not an integer, {INTEGERS}, got ""'),
    (("train", "--epochs", "--quiet"), f'--epochs: not an integer, {INTEGERS}, got "--quiet"'),
    (("train", "--epochs", "99999999999999999999999"),
     f'--epochs: out of range, {INTEGERS}, got "99999999999999999999999"'),
    (("train", "--epochs", LONG), f'--epochs: not an integer, {INTEGERS}, got "{"x" * 256}"'),
    (("train", "--seed", "18446744073709551616"),
     '--seed: out of range, expected 0 to 18446744073709551615, got "18446744073709551616"'),
    (("train", "--seed", "-1"),
     '--seed: out of range, expected 0 to 18446744073709551615, got "-1"'),
    (("train", "--threads", "0"), '--threads: out of range, expected 1 to 256, got "0"'),
    (("train", "--threads", "257"), '--threads: out of range, expected 1 to 256, got "257"'),
    (("train", "--classes", "1"), '--classes: out of range, expected 2 to 256, got "1"'),
    (("train", "--batch-size", "0"),
     '--batch-size: out of range, expected 1 to 2147483648, got "0"'),
    (("train", "--batch-size", "ful"),
     '--batch-size: not an integer, expected 1 to 2147483648, got "ful"'),
    (("train", "--lr", "nan"),
     '--learning-rate: not a number, expected above 0 to 1000000, got "nan"'),
    (("train", "--lr", "inf"),
     '--learning-rate: not a number, expected above 0 to 1000000, got "inf"'),
    (("train", "--lr", "0"),
     '--learning-rate: out of range, expected above 0 to 1000000, got "0"'),
    (("train", "--lr", "1e-60"),
     '--learning-rate: out of range, expected above 0 to 1000000, got "1e-60"'),
    (("train", "--lr", "-0.1"),
     '--learning-rate: out of range, expected above 0 to 1000000, got "-0.1"'),
    (("train", "--lr", "0,01"),
     '--learning-rate: not a number, expected above 0 to 1000000, got "0,01" '
     "(write 0.01, with a point)"),
    (("train", "--lr", "0x1p-3"),
     '--learning-rate: not a number, expected above 0 to 1000000, got "0x1p-3"'),
    (("train", "--learning-rate", ""),
     '--learning-rate: not a number, expected above 0 to 1000000, got ""'),
    (("train", "--momentum", "1"), '--momentum: out of range, expected 0 to below 1, got "1"'),
    (("train", "--dropout", "1"), '--dropout: out of range, expected 0 to below 1, got "1"'),
    (("train", "--l2", "-1"), '--l2: out of range, expected 0 or more, got "-1"'),
    (("train", "--l2", "1e39"), '--l2: out of range, expected 0 or more, got "1e39"'),
    (("train", "--augment-rotate", "46"),
     '--augment-rotate: out of range, expected 0 to 45, got "46"'),
    (("train", "--data", ""), "--data: empty value, expected DIR|synthetic|none"),
    (("predict", "--index", "-1", "x"),
     '--index: out of range, expected 0 to 4294967295, got "-1"'),
    (("predict", "--index", "any", "x"),
     '--index: not an integer, expected 0 to 4294967295, got "any"'),
    (("train", "--ink"), "--ink: missing value, expected FILE[:WEIGHT]"),
    (("train", "--ink", ""), '--ink: empty path, expected FILE[:WEIGHT], got ""'),
    (("train", "--ink", ":8"), '--ink: empty path, expected FILE[:WEIGHT], got ":8"'),
    (("train", "--ink", "a:0"), '--ink: weight out of range, expected 1 to 1000, got "0"'),
    (("train", "--ink", "a:1001"), '--ink: weight out of range, expected 1 to 1000, got "1001"'),
    (("train", "--ink", "a:99999999999999999999999"),
     '--ink: weight out of range, expected 1 to 1000, got "99999999999999999999999"'),
    (("train", *["--ink", "a"] * 17), "--ink: too many files, expected at most 16"),
    (("train", "--hold-out", ""), "--hold-out: empty value, expected NAME[,...]"),
    (("train", "--synthetic", "0"), '--synthetic: out of range, expected 1 to 1000000, got "0"'),
    (("train", "--synthetic", "6e4"),
     '--synthetic: not an integer, expected 1 to 1000000, got "6e4" (write 60000)'),
    # names
    (("train", "--activation", "sigmod"),
     '--activation: unknown activation "sigmod" (did you mean "sigmoid"?)'),
    (("train", "--activation", "relu,,tanh"),
     '--activation: unknown activation, expected {activations}, got ""'),
    (("train", "--loss", "cross-entropi"),
     '--loss: unknown loss "cross-entropi" (did you mean "cross-entropy"?)'),
    (("train", "--loss", "l2"),
     '--loss: unknown loss, expected {losses}, got "l2"'),
    (("train", "--init", "xavier"),
     '--init: unknown initializer, expected {initializers}, got "xavier"'),
    (("train", "--optimizer", "SGD"),
     '--optimizer: unknown optimizer, expected {optimizers}, got "SGD"'),
    (("train", "--optimizer", "sdg"),
     '--optimizer: unknown optimizer "sdg" (did you mean "sgd"?)'),
    (("train", "--schedule", "linear"),
     '--schedule: unknown schedule, expected {schedules}, got "linear"'),
    (("train", "--preset", "bset"), '--preset: unknown preset "bset" (did you mean "best"?)'),
    (("train", "--input-scale", "x"),
     '--input-scale: unknown scaling, expected {scalings}, got "x"'),
    (("eval", "--part", "tests"), '--part: unknown part "tests" (did you mean "test"?)'),
    (("export", "--format", "pickle", "a", "b"),
     '--format: unknown format, expected {formats}, got "pickle"'),
    (("export", "a", "b.pt"), "b.pt: its name tells no format, expected --format {formats}"),
    (("export", "a", "b"), "b: its name tells no format, expected --format {formats}"),
    (("synth", "--style", "7-crosed", "a.jsonl"),
     '--style: unknown style "7-crosed" (did you mean "7-crossed"?)'),
    (("synth", "--kind", "digit", "a.jsonl"),
     '--kind: unknown kind "digit" (did you mean "digits"?)'),
    (("synth", "--count", "0", "a.jsonl"),
     '--count: out of range, expected 1 to 1000000, got "0"'),
    (("synth", "--count", "1e3", "a.jsonl"),
     '--count: not an integer, expected 1 to 1000000, got "1e3" (write 1000)'),
    (("synth", "--seed", "-1", "a.jsonl"),
     '--seed: out of range, expected 0 to 18446744073709551615, got "-1"'),
    # layers
    (("train", "--hidden", "16,x"),
     '--hidden: expected none or widths of 1 to 65536 with commas between, got "16,x"'),
    (("train", "--hidden", "0"),
     '--hidden: expected none or widths of 1 to 65536 with commas between, got "0"'),
    (("train", "--hidden", "65537"),
     '--hidden: expected none or widths of 1 to 65536 with commas between, got "65537"'),
    (("train", "--hidden", "16,"),
     '--hidden: expected none or widths of 1 to 65536 with commas between, got "16,"'),
    (("train", "--hidden", ",".join(["1"] * 64)), "--hidden: too many layers, expected at most 63"),
    (("train", "--activation", ",".join(["relu"] * 65)),
     "--activation: too many layers, expected at most 64"),
    (("train", "--hidden", "4,4,4", "--activation", "relu,relu"),
     "--activation: expected 1 name, or one for each of the 3 hidden layers, or for all 4 layers, "
     "got 2"),
    # combinations
    (("train", "--images", "a", "--labels", "b", "--data", "c"), "--images: conflicts with --data"),
    (("train", "--images", "a"), "--images: needs --labels beside it"),
    (("train", "--labels", "a"), "--labels: needs --images beside it"),
    (("train", "--images", "a", "--labels", "b", "--test-images", "c"),
     "--test-images: needs --test-labels beside it"),
    (("train", "--test-images", "a", "--test-labels", "b"),
     "--test-images: needs --images beside it"),
    (("train", "--hold-out", "p1"), "--hold-out: needs --ink beside it"),
    (("train", "--data", "none"), "--data: none leaves nothing to train on, expected --ink or "
     "--synthetic beside it"),
    (("train", "--data", "synthetic", "--classes", "9"),
     "--data: gives digits from 0 to 9, expected 10 classes or more, got 9"),
    (("train", "--synthetic", "9", "--classes", "9"),
     "--synthetic: gives digits from 0 to 9, expected 10 classes or more, got 9"),
    (("train", "--data", "synthetic", "--images", "a", "--labels", "b"),
     "--images: conflicts with --data"),
    (("train", "--start", "m", "--hidden", "3"), "--hidden: conflicts with --start"),
    (("train", "--start", "m", "--activation", "relu"), "--activation: conflicts with --start"),
    (("train", "--start", "m", "--normalizer", "none"), "--normalizer: conflicts with --start"),
    (("train", "--start", "m", "--classes", "9"), "--classes: conflicts with --start"),
    (("train", "--start", "m", "--init", "he"), "--init: conflicts with --start"),
    (("train", "--start", "m", "--input-scale", "unit"), "--input-scale: conflicts with --start"),
    (("train", "--augment", "--no-augment"), "--no-augment: conflicts with --augment"),
    (("train", "--augment-shift", "1", "--no-augment"),
     "--no-augment: conflicts with --augment-shift"),
    (("train", "--patience", "3", "--validation", "0"),
     "--patience: conflicts with --validation 0: nothing to watch"),
    (("train", "--optimizer", "perceptron", "--hidden", "16"),
     "--hidden: conflicts with --optimizer perceptron, which trains one layer"),
    (("train", "--optimizer", "adaline", "--activation", "relu"),
     "--activation: conflicts with --optimizer adaline, which is made for identity"),
    (("train", "--optimizer", "adam", "--momentum", "0.5"),
     "--momentum: conflicts with --optimizer adam, which has none"),
    (("train", "--hidden", "none", "--dropout", "0.5"),
     "--dropout: silences hidden units, and there are none"),
    (("train", "--log", "x.txt"),
     "--log: unknown kind of log, expected a name that ends in .csv or .jsonl, got \"x.txt\""),
    (("train", "--log", ".csv"),
     "--log: unknown kind of log, expected a name that ends in .csv or .jsonl, got \".csv\""),
    (("train", "--log", "m.csv", "-o", "m.csv"), "--log: is the same file as --output"),
    (("train", "--images", "-", "--labels", "-"),
     'only one file can come from standard input, got "-" 2 times'),
    (("train", "--images", "-", "--labels", "b", "--test-images", "-", "--test-labels", "-"),
     'only one file can come from standard input, got "-" 3 times'),
    (("eval", "--images", "-", "--labels", "-"),
     "images and labels cannot both come from standard input"),
    (("eval", "--images", "a"), "--images: needs --labels beside it"),
    (("eval", "--images", "a", "--labels", "b", "--part", "test"),
     "--part: conflicts with --images"),
    (("predict", "--show", "--json", "x"), "--show: conflicts with --json"),
    (("synth", "--kind", "all", "--style", "7-crossed", "a.idx"), "--style: conflicts with --kind"),
    (("synth", "--labels", "l", "a.jsonl"),
     "--labels: is for IDX files, an ink file has its labels inside"),
    (("synth", "--labels", "l", "a.jsonl.gz"),
     "--labels: is for IDX files, an ink file has its labels inside"),
    (("synth", "a-ubyte"), "a-ubyte: an IDX file of images needs --labels beside it"),
    (("synth", "--labels", "a.idx.gz", "a.idx.gz"), "--labels: is the same file as OUT"),
    *[(("synth", "--labels", "l", name), f"{name}: its name tells no format, expected one that "
       "ends in .jsonl, .idx or -ubyte, or in .gz after that")
      for name in ("a", "a.json", ".jsonl", ".idx.gz", "-", "a.jsonl.gz.gz", "a.gz", "a.jsonlx")],
    (("eval", "--ink", "a", "--data", "b"), "--ink: conflicts with --data"),
    (("eval", "--ink", "a", "--images", "b", "--labels", "c"), "--ink: conflicts with --images"),
    (("eval", "--ink", "a", "--part", "test"), "--ink: conflicts with --part"),
    # what would be a trap for printf or a terminal
    (("%s%n%d",), 'unknown command "%s%n%d", see "lume --help"'),
    (("train", "--%s%n"), f'unknown option "--%s%n", {SEE}'),
    (("train", "a\nb\x1b[2J"), 'unexpected operand "a\\x0ab\\x1b[2J"'),
    (("train", "--epochs", "\x07"), f'--epochs: not an integer, {INTEGERS}, got "\\x07"'),
]


def shown(arguments):
    return "lume " + " ".join(a if len(a) < 60 else a[:60] + "..." for a in arguments)


def names(place, topic):
    """The names that lume knows, as its messages list them."""
    lines = check(place.run("help", topic), 0, None).out.splitlines()
    found = [line.split()[0] for line in lines if re.match(r"  \S", line)]
    assert len(found) > 1
    return ", ".join(found[:-1]) + " or " + found[-1]


@cases([(ascii(shown(arguments)), arguments, message) for arguments, message in ROWS])
def refused(place, arguments, message):
    message = re.sub(r"\{(\w+)\}", lambda match: names(place, match.group(1)), message)
    # Data that would do, so that nothing but the usage is wrong.
    result = place.run(*arguments, env={"LUME_DATA": place.data})
    check(result, 2, "", f"lume: {message}\n")
    equal(place.names(), [])


@test
def no_command(place):
    """That opens the window, for which there is no display here."""
    if has_command("draw"):
        check(place.run(), 6, "", None)
    else:
        check(place.run(), 2, "", 'lume: missing command, see "lume --help"\n')


@test
def too_many_images_set_apart(place):
    out = place / "m"
    for n in ("600", "601", "2147483648"):
        check(place.train("--validation", n, "-o", out), 2, "",
              f"lume: --validation: leaves nothing to train on, expected less than 600, got {n}\n")
    equal(place.names(), [])


@test
def an_output_that_is_an_input(place):
    data = {name: place.write(name, place.read(os.path.join(place.data, name)))
            for name in os.listdir(place.data)}
    images, labels = data["train-images-idx3-ubyte"], data["train-labels-idx1-ubyte"]
    before = place.read(images)
    os.link(images, place / "link")
    os.symlink(images, place / "symlink")
    for output in (images, labels, place / "link", "symlink", "./train-labels-idx1-ubyte"):
        check(place.run("train", "--images", images, "--labels", labels, "-o", output), 2, "",
              f'lume: --output: would overwrite an input, got "{output}"\n')
    check(place.run("train", "--data", place.path, "-o", images), 2, "",
          f'lume: --output: would overwrite an input, got "{images}"\n')
    check(place.run("train", "--data", ".", "-o", images), 2, "",
          f'lume: --output: would overwrite an input, got "{images}"\n')
    equal(place.read(images), before)
    model = place.model()
    check(place.train("--start", model, "-o", model), 2, "",
          f'lume: --output: would overwrite an input, got "{model}"\n')
    check(place.run("export", "--format", "csv", model, model), 2, "",
          f"lume: {model}: is the model itself\n")


@test
def options_end_at_two_dashes(place):
    check(place.run("info", "--", "--json"), 4, "", None)
    check(place.run("predict", "--model", place.model(), "--", "-x"), 4, "", None)


@test
def the_last_of_equal_options_counts(place):
    out = place / "m"
    check(place.train("--epochs", "9", "--epochs=1", "--json", "-o", out), 0, None)
    assert '"epochs":1,' in place.train("--epochs", "9", "--epochs=1", "--json", "-o", out).out


@test
def help_and_version(place):
    for words in (["--help"], ["-h"], ["help"]):
        result = check(place.run(*words), 0, None)
        assert result.out.startswith("Usage: lume COMMAND"), result.out
    check(place.run("--version"), 0, None)
    for command in ("train", "eval", "predict", "info", "export", "synth"):
        one = check(place.run("help", command), 0, None).out
        equal(one, check(place.run(command, "--help"), 0, None).out)
        equal(one, check(place.run(command, "-h"), 0, None).out)
        assert one.startswith(f"Usage: lume {command} "), one
        assert all(len(line) <= 80 for line in one.splitlines()), one


main()
