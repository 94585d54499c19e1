#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write golden.inc: training runs as PyTorch does them, in double, for tests/unit/golden.c.

    python3 tests/golden/make_golden.py > tests/golden/golden.inc

Needs PyTorch (Debian: python3-torch). Each run: the same small network, images and first weights;
12 steps of 4 images in order; the loss of each epoch and the parameters at the end.
"""
import torch

N_IN, N_IMAGES, BATCH, EPOCHS = 12, 12, 4, 4
WIDTHS = [5, 4, 3]

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "arctan": torch.atan,
    "relu": torch.relu,
    "leaky-relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "elu": torch.nn.functional.elu,
    "softplus": torch.nn.functional.softplus,
    "gelu": torch.nn.functional.gelu,
    "silu": torch.nn.functional.silu,
}

OPTIMIZERS = {
    "sgd": lambda p, lr, l2: torch.optim.SGD(p, lr, weight_decay=l2),
    "momentum": lambda p, lr, l2: torch.optim.SGD(p, lr, momentum=0.9, weight_decay=l2),
    "nesterov": lambda p, lr, l2: torch.optim.SGD(p, lr, momentum=0.9, weight_decay=l2,
                                                  nesterov=True),
    "rmsprop": lambda p, lr, l2: torch.optim.RMSprop(p, lr, weight_decay=l2),
    "adam": lambda p, lr, l2: torch.optim.Adam(p, lr, weight_decay=l2),
    "adamw": lambda p, lr, l2: torch.optim.AdamW(p, lr, weight_decay=l2),
}


def mean_loss(name, z, a, labels):
    target = torch.nn.functional.one_hot(labels, WIDTHS[-1]).to(a.dtype)
    if name == "cross-entropy":
        return torch.nn.functional.cross_entropy(z, labels)
    if name == "binary-cross-entropy":
        return torch.nn.functional.binary_cross_entropy(a, target)
    return torch.nn.functional.mse_loss(a, target)


# optimizer, learning rate, hidden activation, output activation, loss, l2, clip norm
RUNS = [(o, lr, "sigmoid", "softmax", "cross-entropy", l2, 0.0)
        for o, lr in [("sgd", 0.5), ("momentum", 0.1), ("nesterov", 0.1), ("rmsprop", 0.01),
                      ("adam", 0.02), ("adamw", 0.02)] for l2 in (0.0, 0.03)]
RUNS += [("sgd", 0.2, h, "softmax", "cross-entropy", 0.0, 0.0) for h in [*ACTIVATIONS, "prelu"]]
RUNS += [("momentum", 0.1, "tanh", "sigmoid", "mse", 0.0, 0.0),
         ("momentum", 0.1, "tanh", "sigmoid", "binary-cross-entropy", 0.0, 0.0),
         ("momentum", 0.1, "tanh", "softmax", "mse", 0.0, 0.0),
         ("momentum", 0.1, "sigmoid", "identity", "mse", 0.0, 0.0),
         ("sgd", 0.5, "sigmoid", "softmax", "cross-entropy", 0.0, 0.05)]


def run(optimizer, lr, hidden, output, loss_name, l2, clip, first, images, labels):
    weights = [w.clone().requires_grad_() for w, _ in first]
    biases = [b.clone().requires_grad_() for _, b in first]
    slopes = [torch.tensor([0.25], dtype=torch.double, requires_grad=True)
              for _ in WIDTHS[:-1]] if hidden == "prelu" else []
    # lume penalises weights alone
    groups = [{"params": weights}, {"params": biases + slopes, "weight_decay": 0.0}]
    opt = OPTIMIZERS[optimizer](groups, lr, l2)
    losses = []
    for _ in range(EPOCHS):
        total = 0.0
        for start in range(0, N_IMAGES, BATCH):
            a = images[start:start + BATCH] / 255
            for layer, (w, b) in enumerate(zip(weights, biases)):
                z = a @ w.T + b
                if layer == len(WIDTHS) - 1:
                    a = torch.softmax(z, 1) if output == "softmax" else ACTIVATIONS[output](z)
                elif hidden == "prelu":
                    a = torch.where(z < 0, slopes[layer] * z, z)
                else:
                    a = ACTIVATIONS[hidden](z)
            loss = mean_loss(loss_name, z, a, labels[start:start + BATCH])
            opt.zero_grad()
            loss.backward()
            if clip > 0:
                torch.nn.utils.clip_grad_norm_(weights + biases + slopes, clip)
            opt.step()
            total += loss.item() * BATCH
        losses.append(total / N_IMAGES)
    end = []
    for layer, (w, b) in enumerate(zip(weights, biases)):
        end += w.flatten().tolist() + b.tolist()
        end += slopes[layer].tolist() if layer < len(slopes) else []
    return losses, end


def numbers(values, form="{:.9g}"):
    text, line = "", "    "
    for v in values:
        item = form.format(v) + ", "
        if len(line) + len(item) > 98:
            text, line = text + line.rstrip() + "\n", "    "
        line += item
    return text + line.rstrip()


def main():
    torch.manual_seed(7)
    images = torch.randint(0, 256, (N_IMAGES, N_IN)).to(torch.double)
    images[torch.rand(N_IMAGES, N_IN) < 0.4] = 0
    labels = torch.randint(0, WIDTHS[-1], (N_IMAGES,))
    first, n_in = [], N_IN
    for width in WIDTHS:
        first.append((torch.randn(width, n_in, dtype=torch.double).float().double(),
                      (0.3 * torch.randn(width, dtype=torch.double)).float().double()))
        n_in = width
    flat = [x for w, b in first for x in w.flatten().tolist() + b.tolist()]
    print("/* SPDX-License-Identifier: MIT */\n")
    print(f"/* By make_golden.py, PyTorch {torch.__version__}. Weights are [n_out][n_in]. */\n")
    print(f"enum {{ N_IN = {N_IN}, N_IMAGES = {N_IMAGES}, BATCH = {BATCH}, EPOCHS = {EPOCHS}, "
          f"N_LAYERS = {len(WIDTHS)} }};\n")
    print(f"static const size_t widths[N_LAYERS] = {{{', '.join(map(str, WIDTHS))}}};\n")
    pixels = numbers(images.flatten().tolist(), "{:.0f}")
    print(f"static const uint8_t images[] = {{\n{pixels}\n}};\n")
    print(f"static const uint8_t labels[] = {{{numbers(labels.tolist(), '{:.0f}')}}};\n")
    print(f"static const double first[] = {{\n{numbers(flat)}\n}};\n")
    print("static const struct golden {\n    const char *optimizer;\n    double learning_rate;\n"
          "    const char *hidden, *output, *loss;\n    double l2, clip_norm;\n"
          "    double losses[EPOCHS];\n    double last[110];\n} golden[] = {")
    for r in RUNS:
        losses, end = run(*r, first, images, labels)
        assert len(end) <= 110
        o, lr, hidden, output, loss, l2, clip = r
        print(f'    {{"{o}", {lr}, "{hidden}", "{output}", "{loss}", {l2}, {clip},')
        print(f"     {{{', '.join(f'{x:.9g}' for x in losses)}}},")
        print(f"     {{\n{numbers(end)}\n    }}}},")
    print("};")


main()
