/* SPDX-License-Identifier: MIT */
#include "base/number.h"
#include "gui/teach.h"

#include <assert.h>
#include <string.h>

static const struct kind {
    const char *name;
    bool layers, hidden; /* one of each layer; but for the outputs, and the last one first */
} kinds[TEACH_N_KINDS] = {
    [TEACH_PICTURE] = {"picture", false, false},
    [TEACH_FORWARD] = {"forward", true, false},
    [TEACH_ANSWER] = {"answer", false, false},
    [TEACH_LOSS] = {"loss", false, false},
    [TEACH_OUTPUT_DELTAS] = {"output-deltas", false, false},
    [TEACH_HIDDEN_DELTAS] = {"hidden-deltas", true, true},
    [TEACH_GRADIENT] = {"gradient", false, false},
    [TEACH_UPDATE] = {"update", false, false},
    [TEACH_OUTCOME] = {"new-answer", false, false},
};

static size_t count_of(const struct teach *teach, int kind)
{
    return kinds[kind].layers ? teach_network(teach)->n_layers - kinds[kind].hidden : 1;
}

const char *teach_kind_name(enum teach_kind kind)
{
    return kinds[kind].name;
}

size_t teach_count_steps(const struct teach *teach)
{
    size_t n = 0;
    for (int kind = 0; kind < TEACH_N_KINDS; kind++) {
        n += count_of(teach, kind);
    }
    return n;
}

struct teach_step teach_step_at(const struct teach *teach, size_t index)
{
    int kind = 0;
    size_t n;
    while (index >= (n = count_of(teach, kind))) {
        index -= n;
        kind++;
        assert(kind < TEACH_N_KINDS);
    }
    return (struct teach_step){(enum teach_kind)kind, kinds[kind].hidden ? n - 1 - index : index};
}

bool teach_find_step(const struct teach *teach, const char *name, size_t *out)
{
    for (size_t i = 0; i < teach_count_steps(teach); i++) {
        const struct teach_step step = teach_step_at(teach, i);
        const char *kind = kinds[step.kind].name, *rest = name + strlen(kind);
        uint64_t layer;
        if (strncmp(name, kind, strlen(kind)) == 0 &&
            (!*rest || (kinds[step.kind].layers && *rest == '-' &&
                        number_parse_uint64(rest + 1, &layer) && layer == step.layer + 1))) {
            *out = i;
            return true;
        }
    }
    return false;
}

size_t teach_first_of(const struct teach *teach, enum teach_kind wanted)
{
    size_t index = 0;
    for (int kind = 0; kind < (int)wanted; kind++) {
        index += count_of(teach, kind);
    }
    return index;
}
