/* SPDX-License-Identifier: MIT */
#include "cli/preset.h"

static const char *const fast[] = {
    "--epochs=1",
    "--schedule=one-cycle",
    NULL,
};

static const char *const best[] = {
    "--epochs=60",
    "--schedule=cosine",
    "--augment",
    NULL,
};

static const struct preset presets[] = {
    {"fast", "95 % of the MNIST test set in a blink", fast},
    {"best", "what these few neurons can do at most, in a minute or two", best},
};

const struct preset *preset_at(size_t index)
{
    return index < sizeof presets / sizeof *presets ? &presets[index] : NULL;
}
