# SPDX-License-Identifier: MIT
"""What training gives: the model, the report, the log, and the same bits however it was run."""

import csv
import json
import math
import os
import re
import stat

from harness import SIDE, blobs, cases, check, equal, idx, main, test

LOG_KEYS = ["epoch", "train_seconds", "train_loss", "train_accuracy", "validation_loss",
            "validation_accuracy", "learning_rate"]


def outcome(result):
    lines = check(result, 0, None).out.splitlines()
    equal(len(lines), 1)
    return json.loads(lines[0])


@test
def a_report_for_people(place):
    out = place / "m"
    lines = check(place.train("-o", out, "--threads", "1", "--cpu", "scalar"), 0, None) \
        .out.splitlines()
    equal(lines[0], "network 784-16-16-10 (sigmoid, sigmoid, softmax), 13002 parameters")
    equal(lines[1], "images  550 to train on, 50 to validate, 100 to test")
    assert lines[2].startswith("recipe  cross-entropy, "), lines
    equal(lines[3], "runs on 1 thread, scalar")
    number = r"\d+\.\d{4}"
    share = r"\d+\.\d\d %"
    for i in (1, 2, 3):
        assert re.fullmatch(rf"epoch {i}/3  loss {number}  accuracy {share}  validation loss "
                            rf"{number}  accuracy {share}  \d+\.\d\d s", lines[3 + i]), lines
    assert re.fullmatch(rf"best epoch \d: validation loss {number}, accuracy {share}", lines[7])
    assert re.fullmatch(rf"test loss {number}, accuracy {share}", lines[8]), lines
    assert lines[9].startswith(f"saved {out} after "), lines
    equal(len(lines), 10)


@test
def it_learns(place):
    result = outcome(place.train("--epochs", "30", "--json", "-o", place / "m"))
    assert result["test_accuracy"] > 0.95, result
    assert result["train_loss"] < 1, result
    measured = json.loads(check(place.run("eval", "--json", "--data", place.data, "--model",
                                          place / "m"), 0, None).out)
    equal(measured["accuracy"], result["test_accuracy"])
    equal(measured["loss"], result["test_loss"])


@test
def quiet_prints_nothing(place):
    check(place.train("--quiet", "-o", place / "m"), 0, "")
    equal(place.names(), ["m"])


@test
def json_is_one_object(place):
    result = outcome(place.train("--json", "--quiet", "-o", place / "m", "--seed", "7"))
    equal(result["output"], place / "m")
    equal(result["stopped"], "epochs")
    equal((result["epochs"], result["parameters"], result["seed"]), (3, 13002, 7))
    assert 1 <= result["best_epoch"] <= 3
    assert 0 < result["train_seconds"] <= result["seconds"]


@test
def log_as_csv(place):
    log = place.write("log.csv", b"old and longer than what comes\n" * 100)
    check(place.train("--quiet", "-o", place / "m", "--log", log), 0, "")
    with open(log, newline="") as file:
        rows = list(csv.DictReader(file))
    equal(list(rows[0]), LOG_KEYS)
    equal([row["epoch"] for row in rows], ["1", "2", "3"])
    for row in rows:
        assert all(math.isfinite(float(value)) for value in row.values()), row


@test
def log_as_json_lines(place):
    log = place / "log.jsonl"
    result = outcome(place.train("--json", "-o", place / "m", "--log", log))
    rows = [json.loads(line) for line in place.read(log).splitlines()]
    equal([list(row) for row in rows], [LOG_KEYS] * 3)
    equal([row["epoch"] for row in rows], [1, 2, 3])
    equal(rows[-1]["train_loss"], result["train_loss"])
    best = rows[result["best_epoch"] - 1]
    equal(best["validation_accuracy"], result["validation_accuracy"])
    equal(best["validation_accuracy"], max(row["validation_accuracy"] for row in rows))
    assert abs(sum(row["train_seconds"] for row in rows) - result["train_seconds"]) < 1e-9


@test
def log_is_never_behind(place):
    """When an epoch has been told of, its record is in the file."""
    log = place / "log.csv"
    process = place.start("train", "--data", place.data, "--epochs", "200", "-o", place / "m",
                          "--log", log)
    seen = 0
    for line in process.stdout:
        if line.startswith(b"epoch"):
            seen += 1
            assert place.read(log).count(b"\n") >= seen + 1, seen
    equal((seen, process.stderr.read(), process.wait()), (200, b"", 0))


@test
def log_without_validation(place):
    log, table = place / "log.jsonl", place / "log.csv"
    for path in (log, table):
        check(place.train("--quiet", "--validation", "0", "-o", place / "m", "--log", path), 0, "")
    for line in place.read(log).splitlines():
        row = json.loads(line)
        equal((row["validation_loss"], row["validation_accuracy"]), (None, None))
    with open(table, newline="") as file:
        equal([row["validation_loss"] for row in csv.DictReader(file)], ["", "", ""])


def model_of(place, *arguments):
    check(place.train("--quiet", "-o", place / "m", *arguments), 0, "")
    return place.read("m")


RECIPES = {
    "momentum": ["--optimizer", "momentum", "--lr", "0.1"],
    "adam, augmented": ["--optimizer", "adam", "--augment"],
    "dropout, batch of 10": ["--dropout", "0.2", "--batch-size", "10"],
    "full batch, clipped": ["--batch-size", "full", "--clip-norm", "1"],
    "normalized, relu": ["--normalizer", "moments", "--activation", "relu", "--lr", "0.001"],
}


@cases([(f"same bits on any threads and processor: {name}", options)
        for name, options in RECIPES.items()])
def same_bits(place, options):
    expected = model_of(place, *options, "--threads", "1", "--cpu", "scalar")
    for threads in (2, 3, 8):
        equal(model_of(place, *options, "--threads", str(threads)) == expected, True)
    for line in check(place.run("help", "cpus"), 0, None).out.splitlines():
        equal(model_of(place, *options, "--cpu", line.split()[0]) == expected, True)
    assert model_of(place, *options, "--seed", "2") != expected


# Each option that training can be told, with a value that must lead to other weights.
TELLING = {
    "--validation": "100", "--hidden": "16,12", "--activation": "tanh", "--init": "he",
    "--input-scale": "standard", "--normalizer": "deskew", "--loss": "binary-cross-entropy",
    "--optimizer": "rmsprop", "--learning-rate": "0.01", "--schedule": "step",
    "--batch-size": "63", "--epochs": "4", "--l1": "0.01", "--l2": "0.01", "--dropout": "0.3",
    "--clip-norm": "0.01", "--no-shuffle": None, "--augment": None, "--augment-shift": "0.5",
    "--augment-rotate": "5", "--augment-scale": "0.1", "--augment-shear": "0.1", "--seed": "2",
    "--min-loss": "100", "--classes": "11", "--unlike": None, "--synthetic": "100",
    "--train-size": "300",
}
# And those that this cannot be said of, tested elsewhere.
OTHERS = {
    "--data", "--images", "--labels", "--test-images", "--test-labels", "--start", "--no-augment",
    "--momentum", "--patience", "--preset", "--threads", "--cpu", "--output", "--log", "--quiet",
    "--json", "--help", "--lr", "--ink", "--hold-out",
}


def weights_of(place, *options):
    """The weights alone: metadata may differ."""
    content = model_of(place, *options)
    return content[8 + int.from_bytes(content[:8], "little"):]


@test
def every_option_tells(place):
    listed = check(place.run("train", "--help"), 0, None).out
    names = set(re.findall(r"^  (?:-\w,|   ) --([a-z0-9-]+)", listed, re.M))
    equal({f"--{name}" for name in names} - OTHERS, set(TELLING) - OTHERS)
    usual = weights_of(place, "--batch-size", "64")
    for name, value in TELLING.items():
        options = [name] if value is None else [name, value]
        assert weights_of(place, "--batch-size", "64", *options) != usual, name
    for optimizer in ("momentum", "nesterov"):
        assert weights_of(place, "--optimizer", optimizer) != \
            weights_of(place, "--optimizer", optimizer, "--momentum", "0.5"), optimizer


@test
def no_augment_takes_it_from_a_preset(place):
    assert "--augment" in check(place.run("help", "presets"), 0, None).out
    warped = weights_of(place, "--preset", "best")
    plain = weights_of(place, "--preset", "best", "--no-augment")
    assert warped != plain
    presets = place.run("help", "presets").out
    best = [word for word in presets[presets.index("  best"):].split() if word.startswith("--")]
    equal(plain == weights_of(place, *[word for word in best if "--augment" not in word
                                       and not re.match("--(epochs|learning-rate)", word)]), True)
    assert weights_of(place, "--augment-shift", "3", "--augment") != \
        weights_of(place, "--augment")


@test
def an_optimizer_brings_its_learning_rate(place):
    def recipe(*options):
        lines = check(place.run("train", "--data", place.data, "--epochs", "1", "-o", place / "m",
                                *options), 0, None).out
        return re.search("learning rate ([^,]+)", lines).group(1)

    rates = {name: recipe("--optimizer", name)
             for name in ("sgd", "momentum", "adam", "perceptron")}
    assert float(rates["adam"]) < float(rates["momentum"]) <= float(rates["sgd"]), rates
    equal(recipe("--optimizer", "sgd", "--lr", "0.0625"), "0.0625")
    equal(recipe("--preset", "fast", "--optimizer", "sgd"), rates["sgd"])
    assert recipe("--preset", "fast") != recipe()


@test
def the_best_epoch_is_what_is_saved(place):
    options = ["--optimizer", "sgd", "--lr", "30", "--schedule", "constant", "--seed", "3"]
    log = place / "log.csv"
    check(place.train("--quiet", "-o", place / "m", *options, "--epochs", "30", "--log", log), 0,
          "")
    with open(log, newline="") as file:
        rows = list(csv.DictReader(file))
    ranked = sorted(rows, key=lambda row: (-float(row["validation_accuracy"]),
                                           float(row["validation_loss"])))
    best = int(ranked[0]["epoch"])
    assert 1 < best < 30, ranked
    equal(json.loads(place.run("info", "--json", place / "m").out)["epochs"], best)
    check(place.train("--quiet", "-o", place / "n", *options, "--epochs", str(best)), 0, "")
    equal(place.read("m") == place.read("n"), True)


@test
def scaling_by_mean_and_deviation(place):
    check(place.train("--quiet", "-o", place / "m", "--validation", "0", "--input-scale",
                      "standard"), 0, "")
    info = json.loads(place.run("info", "--json", place / "m").out)
    pixels = place.read(os.path.join(place.data, "train-images-idx3-ubyte"))[16:]
    mean = sum(pixels) / len(pixels)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in pixels) / len(pixels))
    assert abs(info["input_scale"] * deviation - 1) < 1e-5, info
    assert abs(info["input_offset"] * deviation / mean + 1) < 1e-5, info
    check(place.train("--quiet", "-o", place / "m"), 0, "")
    info = json.loads(place.run("info", "--json", place / "m").out)
    equal((round(info["input_scale"] * 255, 5), info["input_offset"]), (1, 0))


@test
def every_name_trains(place):
    def names(topic):
        text = check(place.run("help", topic), 0, None).out
        return [line.split()[0] for line in text.splitlines() if re.match(r"  \S", line)]

    runs = [["--loss", name] for name in names("losses")]
    runs += [["--init", name] for name in names("initializers")]
    runs += [["--optimizer", name] for name in names("optimizers")]
    runs += [["--schedule", name] for name in names("schedules")]
    runs += [["--input-scale", name] for name in names("scalings")]
    runs += [["--cpu", name] for name in names("cpus")]
    runs += [["--activation", name, "--lr", "0.001"] for name in names("activations")
             if name not in ("step", "softmax")]
    for options in runs:
        check(place.train("--quiet", "-o", place / "m", "--epochs", "1", *options), 0, "")
        check(place.run("info", place / "m"), 0, None)


@test
def shapes(place):
    def layers(*options):
        check(place.train("--quiet", "-o", place / "m", "--epochs", "1", *options), 0, "")
        info = json.loads(check(place.run("info", "--json", place / "m"), 0, None).out)
        return [(x["inputs"], x["outputs"], x["activation"]) for x in info["layers"]]

    equal(layers("--hidden", "none"), [(784, 10, "softmax")])
    equal(layers("--hidden", "none", "--activation", "sigmoid", "--loss", "mse"),
          [(784, 10, "sigmoid")])
    equal(layers("--hidden", "8", "--activation", "tanh"), [(784, 8, "tanh"), (8, 10, "softmax")])
    equal(layers("--hidden", "8,7", "--activation", "tanh,relu"),
          [(784, 8, "tanh"), (8, 7, "relu"), (7, 10, "softmax")])
    equal(layers("--hidden", "8,7", "--activation", "tanh,relu,sigmoid", "--loss",
                 "binary-cross-entropy"), [(784, 8, "tanh"), (8, 7, "relu"), (7, 10, "sigmoid")])
    equal(layers("--loss", "binary-cross-entropy")[-1], (16, 10, "sigmoid"))
    equal(layers("--optimizer", "perceptron"), [(784, 10, "step")])
    equal(layers("--optimizer", "adaline"), [(784, 10, "identity")])
    equal(json.loads(place.run("info", "--json", place / "m").out)["loss"], "mse")
    equal(layers("--classes", "27")[-1], (16, 27, "softmax"))


@test
def presets_give_way(place):
    result = outcome(place.train("--json", "--preset", "best", "-o", place / "m"))
    equal(result["epochs"], 3)
    best = place.run("help", "presets").out
    assert "--epochs=" in best, best
    plain = model_of(place, "--preset", "fast", "--schedule", "constant")
    assert plain != model_of(place, "--preset", "fast", "--schedule", "step")


@test
def going_on_from_a_model(place):
    first = place.model("first")
    second = place / "second"
    check(place.train("--quiet", "--start", first, "-o", second, "--optimizer", "sgd", "--lr",
                      "1e-9"), 0, "")
    one, two = (json.loads(place.run("info", "--json", path).out)["layers"]
                for path in (first, second))
    equal([round(layer["weight_min"], 4) for layer in one],
          [round(layer["weight_min"], 4) for layer in two])
    images, labels = blobs(20, 3)
    small = place.write("small", idx((20, 14, SIDE * 2), images))
    names = place.write("labels", idx((20,), labels))
    check(place.run("train", "--images", small, "--labels", names, "--start", first, "-o",
                    second), 3, "", f"lume: {first}: takes other images, expected 14x56, "
                    "got 28x28\n")


@test
def going_on_keeps_the_recipe(place):
    for options in (["--optimizer", "perceptron"], ["--optimizer", "adaline"],
                    ["--optimizer", "momentum", "--loss", "mse"]):
        check(place.train("--quiet", "-o", place / "m", *options), 0, "")
        more = [] if options[1] != "momentum" else ["--momentum", "0.5"]
        check(place.train("--quiet", "--start", place / "m", "-o", place / "n", *more), 0, "")
        one, two = (json.loads(place.run("info", "--json", place / name).out)
                    for name in ("m", "n"))
        equal((one["optimizer"], one["loss"]), (two["optimizer"], two["loss"]))
    check(place.train("--start", place / "m", "-o", place / "n", "--optimizer", "perceptron"), 2,
          None, None)
    check(place.train("--quiet", "--hidden", "none", "-o", place / "m"), 0, "")
    check(place.train("--start", place / "m", "-o", place / "n", "--dropout", "0.5"), 2, "",
          "lume: --dropout: silences hidden units, and there are none\n")


@test
def the_normalizer_is_stored(place):
    model = place / "m"
    check(place.train("--quiet", "--normalizer", "moments", "-o", model), 0, "")
    equal(json.loads(place.run("info", "--json", model).out)["normalizer"], "moments")
    result = outcome(place.train("--json", "--start", model, "-o", place / "n"))
    equal(json.loads(place.run("info", "--json", place / "n").out)["normalizer"], "moments")
    measured = json.loads(place.run("eval", "--json", "--data", place.data, "--model",
                                    place / "n").out)
    equal((measured["accuracy"], measured["loss"]),
          (result["test_accuracy"], result["test_loss"]))
    check(place.train("--quiet", "-o", place / "o"), 0, "")
    plain = json.loads(place.run("eval", "--json", "--data", place.data, "--model",
                                 place / "o").out)
    assert plain["loss"] != measured["loss"]


@test
def images_are_normalized_once(place):
    """Those that are warped, after it; a warp of next to nothing shows what is done besides."""
    moments = ["--normalizer", "moments"]
    equal(weights_of(place, *moments) == weights_of(place, *moments, "--augment-shift", "1e-7"),
          True)
    equal(weights_of(place) == weights_of(place, "--augment-shift", "1e-7"), True)


@test
def eval_takes_the_loss_of_training(place):
    for loss in ("mse", "binary-cross-entropy", "cross-entropy"):
        result = outcome(place.train("--json", "--loss", loss, "-o", place / "m"))
        measured = json.loads(place.run("eval", "--json", "--data", place.data, "--model",
                                        place / "m").out)
        equal(measured["loss"], result["test_loss"])


@test
def early_ends(place):
    result = outcome(place.train("--json", "-o", place / "m", "--epochs", "1000", "--min-loss",
                                 "1.5"))
    equal(result["stopped"], "min-loss")
    result = outcome(place.train("--json", "-o", place / "m", "--epochs", "100000", "--patience",
                                 "3"))
    equal(result["stopped"], "patience")
    equal(result["epochs"], result["best_epoch"] + 3)


@test
def divergence_keeps_the_old_model(place):
    model = place.model()
    before = place.read(model)
    result = place.train("--lr", "1e6", "-o", model)
    check(result, 7, None, None)
    assert re.fullmatch(r"lume: .*epoch 1\b.*; nothing is saved\n", result.err), result
    equal(place.read(model), before)
    equal(place.names(), [os.path.basename(model)])


@test
def divergence_keeps_the_best_epoch(place):
    # Decay that turns each weight into -1.5 times itself with every step of 9 an epoch.
    result = place.train("--optimizer", "sgd", "--lr", "0.1", "--l2", "25", "--schedule",
                         "constant", "--epochs", "100", "--json", "-o", place / "m")
    check(result, 7, None, None)
    outcome_of_it = json.loads(result.out)
    best = outcome_of_it["best_epoch"]
    assert best >= 1 and outcome_of_it["epochs"] < 20, outcome_of_it
    equal(outcome_of_it["stopped"], "diverged")
    assert re.fullmatch(rf"lume: .*epoch {outcome_of_it['epochs'] + 1}\b.*; epoch {best} is "
                        r"saved\n", result.err), result
    equal(json.loads(place.run("info", "--json", place / "m").out)["epochs"], best)


@test
def images_from_elsewhere(place):
    images, labels = blobs(60, 5, classes=4)
    both = [place.write("images", idx((60, SIDE, SIDE), images)),
            place.write("labels", idx((60,), labels))]
    result = outcome(place.run("train", "--images", both[0], "--labels", both[1], "--json", "-o",
                               place / "m", "--epochs", "1"))
    equal((result["test_loss"], result["test_accuracy"]), (None, None))
    with open(both[0], "rb") as file:
        piped = place.run("train", "--images", "-", "--labels", both[1], "--quiet", "-o",
                          place / "n", "--epochs", "1", stdin=file)
    check(piped, 0, "")
    equal(place.read("n"), place.read("m"))
    check(place.run("train", "--images", both[0], "--labels", both[1], "--classes", "3", "-o",
                    place / "o"), 3, "",
          f"lume: {both[1]}: label at index 3, expected 0 to 2, got 3\n")


@test
def test_images_of_another_size(place):
    images, labels = blobs(20, 5)
    both = ["--images", place.write("images", idx((20, SIDE, SIDE), images)),
            "--labels", place.write("labels", idx((20,), labels)),
            "--test-images", place.write("wide", idx((20, 14, 56), images)),
            "--test-labels", place.write("more", idx((20,), labels))]
    check(place.run("train", *both, "-o", place / "m"), 3, "",
          "lume: test images differ in size, expected 28x28, got 14x56\n")


@test
def a_set_of_few_images(place):
    images, labels = blobs(1, 5)
    both = ["--images", place.write("images", idx((1, SIDE, SIDE), images)),
            "--labels", place.write("labels", idx((1,), labels))]
    result = outcome(place.run("train", *both, "--json", "-o", place / "m", "--epochs", "2"))
    equal(result["validation_accuracy"], None)
    check(place.run("train", *both, "--patience", "3", "-o", place / "m"), 2, "",
          "lume: --patience: needs validation images to watch, and 1 images give none\n")


@test
def some_of_what_is_left(place):
    def trained_on(*options):
        told = check(place.train("--epochs", "1", "-o", place / "m", *options), 0, None)
        return re.search(r"(\d+) to train", told.out + told.err)[1]

    equal(trained_on("--train-size", "70"), "70")
    equal(trained_on("--train-size", "70", "--validation", "0"), "70")
    equal(trained_on("--train-size", "70", "--synthetic", "30"), "100")
    equal(model_of(place, "--train-size", "550") == model_of(place), True)
    check(place.train("--train-size", "551", "-o", place / "m"), 2, "",
          "lume: --train-size: only 550 are left to train on, got 551\n")


@test
def default_places(place):
    equal(check(place.run("train", "--quiet", "--epochs", "1"), 4, "", None).err,
          f"lume: {place.path}/.local/share/lume/mnist: no such folder: "
          "scripts/fetch-mnist gets MNIST\n")
    equal(place.names(), [])
    check(place.run("train", "--quiet", "--epochs", "1", env={"LUME_DATA": place.data}), 0, "")
    assert os.path.isfile(place / ".local/share/lume/digits.safetensors")
    for folder in (".local", ".local/share", ".local/share/lume"):
        equal(stat.S_IMODE(os.stat(place / folder).st_mode), 0o700)
    check(place.run("eval", env={"LUME_DATA": "", "XDG_DATA_HOME": ""}), 4, "",
          f"lume: {place.path}/.local/share/lume/mnist: no such folder: "
          "scripts/fetch-mnist gets MNIST\n")
    xdg = place / "share"
    os.makedirs(os.path.join(xdg, "lume"))
    os.symlink(place.data, os.path.join(xdg, "lume/mnist"))
    check(place.run("train", "--quiet", "--epochs", "1", env={"XDG_DATA_HOME": xdg}), 0, "")
    assert os.path.isfile(os.path.join(xdg, "lume/digits.safetensors"))
    check(place.run("train", "--quiet", env={"HOME": None, "LUME_DATA": place.data}), 4, "",
          "lume: cannot tell where your files are: neither HOME nor XDG_DATA_HOME is set\n")
    check(place.run("train", "--quiet", "--epochs", "1", "-o", place / "m",
                    env={"HOME": None, "LUME_DATA": place.data}), 0, "")


main()
