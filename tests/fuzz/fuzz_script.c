/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "gui/action.h"
#include "gui/script.h"

#include <math.h>

static void check_step(const struct script_step *step)
{
    const struct input *input = &step->input;
    assert(step->at >= 0 && isfinite(step->at));
    assert(fabsf(input->x) <= 1e9f && fabsf(input->y) <= 1e9f);
    assert(input->density == 1);
    assert(!step->action || (input->kind == INPUT_KEY && action_find(step->action)));
    assert((input->kind == INPUT_KEY && !step->action) ==
           (memchr(input->key, 0, sizeof input->key) != input->key));
    assert(!input->key[0] || action_for_key(input->key, NULL));
    if (input->kind == INPUT_RESIZE) {
        assert(input->width >= 1 && input->width <= 16384);
        assert(input->height >= 1 && input->height <= 16384);
    }
}

/* Times never fall; each path is followed by the end of its drop. */
static void check_script(const struct script *script)
{
    assert(script->n >= 1 && script->n <= SCRIPT_MAX_STEPS);
    for (size_t i = 0; i < script->n; i++) {
        const struct script_step *step = &script->steps[i], *next = step + 1;
        check_step(step);
        assert(i + 1 == script->n || next->at >= step->at);
        if (step->input.path) {
            const size_t length = strlen(step->input.path);
            assert(length >= 1 && length <= SCRIPT_MAX_PATH);
            assert(step->input.kind == INPUT_DROP && i + 1 < script->n);
            assert(next->input.kind == INPUT_DROP && !next->input.path && next->at == step->at);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lume_error error = {""};
    struct script script;
    uint8_t *copy = fuzz_copy(bytes, size);
    enum lume_status status = script_parse((const char *)copy, size, "x", &script, &error);
    free(copy);
    assert(status == LUME_OK || status == LUME_ERROR_DATA || status == LUME_ERROR_MEMORY);
    fuzz_check_message(status, &error);
    if (status == LUME_OK) {
        check_script(&script);
        script_finish(&script);
    }
    return 0;
}
