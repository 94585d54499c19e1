#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read the model file and its exports with Python: check_formats.py WRITE_FORMATS

Each file is read by code that knows nothing of lume, and the network in it, computed here, must
answer as lume did. Needs NumPy (exit code 77 without it); uses PyTorch and onnx where they are.
"""

import csv
import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    sys.exit(77)
try:
    import torch
except ImportError:
    torch = None
try:
    import onnx
except ImportError:
    onnx = None

NEAR = 1e-5  # lume adds floats, in another order, and has its own exp


def erf(x):
    return np.vectorize(math.erf)(x)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# As the literature defines them, in double precision. Of others only the files are compared.
ACTIVATIONS = {
    "identity": lambda z, s: z,
    "step": lambda z, s: (z >= 0) * 1.0,
    "sigmoid": lambda z, s: sigmoid(z),
    "tanh": lambda z, s: np.tanh(z),
    "arctan": lambda z, s: np.arctan(z),
    "relu": lambda z, s: np.maximum(z, 0),
    "leaky-relu": lambda z, s: np.where(z < 0, 0.01 * z, z),
    "prelu": lambda z, s: np.where(z < 0, s * z, z),
    "elu": lambda z, s: np.where(z < 0, np.expm1(z), z),
    "softplus": lambda z, s: np.logaddexp(0, z),
    "gelu": lambda z, s: z * (1 + erf(z / math.sqrt(2))) / 2,
    "silu": lambda z, s: z * sigmoid(z),
    "softmax": lambda z, s: softmax(z),
}


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    assert length % 8 == 0 and all(isinstance(v, str) for v in metadata.values())
    tensors, end = {}, 0
    for name, entry in header.items():
        begin, stop = entry["data_offsets"]
        assert entry["dtype"] == "F32" and begin == end, name
        end = stop
        values = np.frombuffer(data[8 + length + begin : 8 + length + stop], "<f4")
        tensors[name] = values.reshape(entry["shape"])
    assert 8 + length + end == len(data)
    return metadata, tensors


def read_npz(path):
    metadata, tensors = {}, {}
    with np.load(path, allow_pickle=False) as archive:
        assert archive.zip.testzip() is None
        for name in archive.files:
            if archive[name].dtype == np.float32:
                tensors[name] = archive[name]
            else:
                assert archive[name].shape == () and archive[name].dtype.kind == "U", name
                metadata[name] = str(archive[name])
    return metadata, tensors


def read_csv(path):
    metadata, tensors, rows = {}, {}, {}
    with open(path, newline="", encoding="ascii") as file:
        for name, *cells in csv.reader(file):
            if not name.startswith(("layers.", "unlike.")):
                metadata[name] = ",".join(cells)
                continue
            values = np.array([np.float32(cell) for cell in cells])
            if name.endswith("]"):
                name, row = name[:-1].split("[")
                assert int(row) == len(rows.setdefault(name, []))
                rows[name].append(values)
            else:
                tensors[name] = values
    tensors.update({name: np.stack(values) for name, values in rows.items()})
    return metadata, tensors


def protobuf(data):
    """Split a message into (field, value): integers, or bytes."""

    def varint(at):
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value, at

    at, fields = 0, []
    while at < len(data):
        tag, at = varint(at)
        if tag & 7 == 0:
            value, at = varint(at)
            value -= (value >> 63) << 64
        elif tag & 7 == 2:
            size, at = varint(at)
            value, at = data[at : at + size], at + size
            assert len(value) == size
        else:
            assert tag & 7 == 5
            value, at = struct.unpack("<f", data[at : at + 4])[0], at + 4
        fields.append((tag >> 3, value))
    return fields


def every(fields, number):
    return [value for field, value in fields if field == number]


def one(fields, number):
    (value,) = every(fields, number)
    return value


def read_onnx(path):
    model = protobuf(path.read_bytes())
    graph = protobuf(one(model, 7))
    entries = [protobuf(entry) for entry in every(model, 14)]
    metadata = {one(entry, 1).decode(): one(entry, 2).decode() for entry in entries}
    tensors = {}
    for tensor in map(protobuf, every(graph, 5)):
        assert one(tensor, 2) == 1
        values = np.frombuffer(one(tensor, 9), "<f4")
        tensors[one(tensor, 8).decode()] = values.reshape(every(tensor, 1))
    outputs = [one(protobuf(output), 1).decode() for output in every(graph, 12)]
    return metadata, tensors, [protobuf(node) for node in every(graph, 1)], outputs


OPERATORS = {
    "Identity": lambda a, x: x,
    "Mul": lambda a, x, y: x * y,
    "Add": lambda a, x, y: x + y,
    "Gemm": lambda a, x, w, b: x @ (w.T if a.pop("transB") else w) + b,
    "GreaterOrEqual": lambda a, x, y: x >= y,
    "Cast": lambda a, x: x.astype({1: np.float32}[a.pop("to")]),
    "Sigmoid": lambda a, x: sigmoid(x),
    "Tanh": lambda a, x: np.tanh(x),
    "Atan": lambda a, x: np.arctan(x),
    "Relu": lambda a, x: np.maximum(x, 0),
    "LeakyRelu": lambda a, x: np.where(x < 0, a.pop("alpha") * x, x),
    "PRelu": lambda a, x, s: np.where(x < 0, s * x, x),
    "Elu": lambda a, x: np.where(x < 0, a.pop("alpha") * np.expm1(x), x),
    "Softplus": lambda a, x: np.logaddexp(0, x),
    "Erf": lambda a, x: erf(x),
    "Softmax": lambda a, x: softmax(x) if a.pop("axis") == -1 else None,
}


def run_onnx(nodes, tensors, images):
    """Evaluate the graph; each name must be made before it is used. Returns what it gives out."""
    values = dict(tensors, image=images.astype(float))
    for node in nodes:
        attributes = {}
        for attribute in map(protobuf, every(node, 5)):
            number = {1: 2, 2: 3}[one(attribute, 20)]
            attributes[one(attribute, 1).decode()] = one(attribute, number)
        inputs = [values[name.decode()] for name in every(node, 1)]
        output = one(node, 2).decode()
        assert output not in values, output
        values[output] = OPERATORS[one(node, 4).decode()](attributes, *inputs)
        assert not attributes, attributes
    assert all(np.isfinite(value).all() for value in values.values())
    return values


def names_of(metadata, kind):
    return metadata[{"layers": "activations", "unlike": "unlike_activations"}[kind]].split(",")


def run_layers(metadata, tensors, images, kind):
    x = images * float(metadata["input_scale"]) + float(metadata["input_offset"])
    for n, name in enumerate(names_of(metadata, kind)):
        z = x @ tensors[f"{kind}.{n}.weight"].astype(float).T + tensors[f"{kind}.{n}.bias"]
        x = ACTIVATIONS[name](z, tensors.get(f"{kind}.{n}.slope"))
    return x


def run_torch(metadata, tensors, images, kind):
    x = torch.tensor(images).float() * float(metadata["input_scale"])
    x = x + float(metadata["input_offset"])
    for n, name in enumerate(names_of(metadata, kind)):
        part = f"{kind}.{n}."
        n_out, n_in = tensors[part + "weight"].shape
        linear = torch.nn.Linear(n_in, n_out)
        state = {k: torch.tensor(tensors[part + k]) for k in ("weight", "bias")}
        linear.load_state_dict(state, strict=True)
        with torch.no_grad():
            z = linear(x).double().numpy()
        x = torch.tensor(ACTIVATIONS[name](z, tensors.get(part + "slope"))).float()
    return x.numpy()


def check(path):
    """Compare what is in a model's files; returns the kinds of its networks."""
    metadata, tensors = read_safetensors(path)
    kinds = ["layers"] + ["unlike"] * path.with_suffix(".unlike").exists()
    assert metadata["format"] == "lume" and ("unlike_sizes" in metadata) == (len(kinds) > 1)
    expected, known, answers = [], set(), {}
    for kind in kinds:
        sizes = metadata["sizes" if kind == "layers" else "unlike_sizes"].split(",")
        names = names_of(metadata, kind)
        assert len(sizes) == len(names) + 1
        known |= set(names)
        expected += [f"{kind}.{n}.{part}" for n, name in enumerate(names)
                     for part in ["weight", "bias"] + ["slope"] * (name == "prelu")]
        suffix = ".outputs" if kind == "layers" else ".unlike"
        answers[kind] = np.fromfile(path.with_suffix(suffix), np.float32)
        answers[kind] = answers[kind].reshape(-1, int(sizes[-1]))
        assert len(answers[kind]) > 0 and answers[kind].std() > 0
    assert list(tensors) == expected, list(tensors)
    images = np.fromfile(path.with_suffix(".images"), np.uint8).reshape(len(answers["layers"]), -1)

    is_known = known <= set(ACTIVATIONS)

    def near(what, kind, found):
        outputs = answers[kind]
        error = np.abs(found - outputs).max() / max(1, np.abs(outputs).max())
        assert found.shape == outputs.shape and error < NEAR, (path.name, what, kind, error)

    for kind in kinds if is_known else []:
        near("safetensors", kind, run_layers(metadata, tensors, images, kind))
        if torch:
            near("torch", kind, run_torch(metadata, tensors, images, kind))
    for reader, suffix in (read_npz, ".npz"), (read_csv, ".csv"):
        other_metadata, other = reader(path.with_suffix(suffix))
        assert other_metadata == metadata, (suffix, other_metadata)
        assert sorted(other) == sorted(tensors)
        for name in tensors:
            assert other[name].dtype == np.float32 and np.array_equal(other[name], tensors[name])
    if not is_known and not path.with_suffix(".onnx").exists():
        return kinds
    other_metadata, other, nodes, outputs = read_onnx(path.with_suffix(".onnx"))
    assert other_metadata == metadata
    assert all(np.array_equal(other[name], tensors[name]) for name in tensors)
    assert outputs == ["outputs", "unlike"][:len(kinds)]
    values = run_onnx(nodes, other, images)
    for kind, name in zip(kinds, outputs):
        near("onnx", kind, values[name])
    if onnx:
        onnx.checker.check_model(str(path.with_suffix(".onnx")), full_check=True)
    return kinds


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        paths = sorted(pathlib.Path(folder).glob("*.safetensors"))
        assert {path.stem for path in paths} >= {*ACTIVATIONS, "built-in"}
        kinds = [check(path) for path in paths]
        assert ["layers"] in kinds and ["layers", "unlike"] in kinds
    print(f"{len(paths)} models;", "torch" if torch else "no torch;", "onnx" if onnx else "no onnx")


main()
