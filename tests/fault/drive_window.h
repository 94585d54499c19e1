/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_DRIVE_WINDOW_H
#define LUME_TESTS_DRIVE_WINDOW_H

/* What drives the window from outside and tells of it, where there is one. */

#ifdef HAVE_GUI

#include "check.h"
#include "wrap_memory.h"

#include "gui/describe.h"
#include "gui/script.h"

static inline enum lume_status drive_window_parse(struct lume_error *error)
{
    static const char text[] = "{\"at\":0,\"event\":\"drop\",\"path\":\"a\"}\n"
                               "{\"at\":0,\"event\":\"close\"}\n";
    struct script script;
    enum lume_status status = script_parse(text, sizeof text - 1, "x", &script, error);
    if (status == LUME_OK) {
        script_finish(&script);
    }
    return status;
}

/* What could not be told is told as soon as there is memory, all of it and once; then nothing needs
 * any. */
static inline enum lume_status drive_window_tell(struct describe *describe,
                                                 const struct describe_state *state,
                                                 struct lume_error *error)
{
    struct buffer out = {0}, again = {0};
    describe_changes(describe, state, &out);
    const bool told = !out.failed;
    describe_changes(describe, state, &out);
    const bool failed = out.failed;
    if (failed) {
        memory.fail_at = 0;
        describe_changes(describe, state, &again);
        assert_true((again.size == 0) == told);
        assert_true(told || memcmp(again.bytes, "{\"event\":\"scene\"", 16) == 0);
        describe_changes(describe, state, &again);
        again.size = 0;
    }
    const size_t n_calls = memory.n_calls;
    describe_changes(describe, state, &again);
    assert_true(again.size == 0 && memory.n_calls == n_calls);
    buffer_finish(&out);
    buffer_finish(&again);
    return failed ? lume_error_set(error, LUME_ERROR_MEMORY, NULL, "not told") : LUME_OK;
}

static inline enum lume_status drive_window_describe(struct lume_error *error)
{
    struct settings settings;
    struct lume_model model;
    struct snapshot *snapshot;
    struct describe *describe;
    const struct scene_draw_layout layout = {.ui.n = 0};
    const struct paint_rect paper = {0, 0, 0, 0};
    const struct buffer members = {0};
    settings_defaults(&settings);
    settings.language = text_language_at(0);
    enum lume_status status = lume_model_load_default(&model, error);
    if (status != LUME_OK) {
        return status;
    }
    status = snapshot_create(&model, &snapshot, error);
    if (status == LUME_OK) {
        status = describe_create(&describe, error);
        if (status == LUME_OK) {
            const struct scene_draw scene = {.snapshot = snapshot, .selected = {.layer = -1}};
            const struct describe_state state = {.scene = &scene,
                                                 .shown = "draw",
                                                 .ui = &layout.ui,
                                                 .paper = &paper,
                                                 .layout = &layout,
                                                 .members = &members,
                                                 .settings = &settings,
                                                 .slot = "opened",
                                                 .notice = ""};
            status = drive_window_tell(describe, &state, error);
            describe_destroy(describe);
        }
        snapshot_destroy(snapshot);
    }
    lume_model_finish(&model);
    return status;
}

#endif
#endif
