/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_DRAW_INK_H
#define LUME_TESTS_DRAW_INK_H

/* A drawing made with all there is. When memory fails in an edit, the drawing, and what can be
 * redone, must be as before. */

#include "check.h"

#include <lume/ink.h>

struct draw_ink_copy {
    struct lume_ink_point points[256];
    struct lume_strokes strokes;
};

static inline void draw_ink_take(const struct lume_ink *ink, struct draw_ink_copy *out)
{
    out->strokes = lume_ink_strokes(ink);
    size_t n = lume_strokes_count_points(&out->strokes);
    assert_true(n <= 256);
    for (size_t i = 0; i < n; i++) {
        out->points[i] = out->strokes.points[i];
    }
}

static inline enum lume_status draw_ink_check(enum lume_status status, const struct lume_ink *ink,
                                              const struct draw_ink_copy *before)
{
    struct lume_strokes now = lume_ink_strokes(ink);
    if (status != LUME_OK) {
        size_t n = lume_strokes_count_points(&now);
        assert_int_equal(now.n_strokes, before->strokes.n_strokes);
        for (size_t i = 0; i < n; i++) {
            assert_true(now.points[i].x == before->points[i].x);
            assert_true(now.points[i].y == before->points[i].y);
        }
    }
    return status;
}

/* More points, and then more strokes, than there is room for at first. */
static inline enum lume_status draw_ink_strokes(struct lume_ink *ink, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    struct draw_ink_copy before;
    for (int i = 0; i < 60 && status == LUME_OK; i++) {
        if (i == 0 || i > 40) {
            lume_ink_begin_stroke(ink);
        }
        draw_ink_take(ink, &before);
        struct lume_ink_point point = {i, i % 2, NAN};
        status = draw_ink_check(lume_ink_add_point(ink, &point, error), ink, &before);
    }
    return status;
}

static inline enum lume_status draw_ink_all(struct lume_error *error)
{
    struct lume_ink *ink;
    struct draw_ink_copy before;
    enum lume_status status = lume_ink_create(&ink, error);
    if (status != LUME_OK) {
        return status;
    }
    status = draw_ink_strokes(ink, error);
    for (int i = 0; i < 12 && status == LUME_OK; i++) {
        lume_ink_begin_stroke(ink);
        draw_ink_take(ink, &before);
        struct lume_ink_point dot = {i, 9, NAN};
        status = draw_ink_check(lume_ink_add_point(ink, &dot, error), ink, &before);
        if (status == LUME_OK) {
            assert_true(lume_ink_undo(ink));
            draw_ink_take(ink, &before);
            status = draw_ink_check(lume_ink_erase(ink, 4 + 2 * i, 0.5, 0.6, error), ink, &before);
            assert_true(lume_ink_redo(ink) == (status != LUME_OK));
        }
    }
    lume_ink_destroy(ink);
    return status;
}

#endif
