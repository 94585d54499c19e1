/* SPDX-License-Identifier: MIT */
#include "gui/ease.h"

#include "base/elementary.h"
#include "data/ink_image.h"
#include "data/strokes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* --- activations --- */

static const double longest = 0.1;    /* seconds */
static const float nearness = 0.001f; /* of the value, or of 1 */
static const float speed = 48.900f;   /* ln 50 / 0.08 s */

/* Returns whether it is still on its way. */
static bool approach(float target, float left, float *value)
{
    const float way = target - *value, enough = nearness * fmaxf(1, fabsf(target));
    const bool moving = fabsf(way) >= enough && isfinite(way);
    *value = moving ? target - left * way : target;
    return moving;
}

bool ease_snapshot(const struct snapshot *target, double seconds, struct snapshot *eased)
{
    assert(target->model == eased->model && target->n_layers == eased->n_layers);
    const double passed = seconds > 0 ? fmin(seconds, longest) : 0;
    const float left = passed > 0 ? float_exp(-speed * (float)passed) : 1;
    bool moving = false;
    for (size_t l = 0; l < target->n_layers; l++) {
        const struct snapshot_layer *from = &target->layers[l], *to = &eased->layers[l];
        for (size_t j = 0; j < to->n; j++) {
            moving |= approach(from->z[j], left, &to->z[j]);
            moving |= approach(from->a[j], left, &to->a[j]);
        }
    }
    memcpy(eased->image, target->image, target->model->network->n_inputs);
    eased->answer = target->answer;
    return moving;
}

/* --- the drawing --- */

/* The paper fills the pixels; the middle of the first one is at (0, 0). */
static const struct lume_affine paper = {
    .xx = LUME_IMAGE_SIDE, .x0 = -0.5, .yy = LUME_IMAGE_SIDE, .y0 = -0.5};

static double mix(double from, double to, double share)
{
    return from + share * (to - from);
}

/* Every point on a straight line between where two maps put it. */
static struct lume_affine mix_maps(const struct lume_affine *from, const struct lume_affine *to,
                                   double share)
{
    return (struct lume_affine){
        .xx = mix(from->xx, to->xx, share),
        .x0 = mix(from->x0, to->x0, share),
        .yy = mix(from->yy, to->yy, share),
        .y0 = mix(from->y0, to->y0, share),
    };
}

/* How far the drawing's box moves from one map to another, in pixels: its corners move the most. */
static double find_way(const struct lume_strokes *ink, const struct lume_affine *from,
                       const struct lume_affine *to)
{
    const struct strokes_frame frame = strokes_measure(ink);
    double way = 0;
    for (int side = -1; side <= 1; side += 2) {
        const double x = frame.x + side * frame.side / 2, y = frame.y + side * frame.side / 2;
        way = fmax(way, fabs((to->xx - from->xx) * x + to->x0 - from->x0));
        way = fmax(way, fabs((to->yy - from->yy) * y + to->y0 - from->y0));
    }
    return way;
}

bool ease_image(const struct lume_strokes *ink, float nib, const uint8_t *seen, float share,
                uint8_t out[EASE_IMAGE])
{
    const float turn = 2 / 3.0f; /* where the picture begins to turn into `seen` */
    const struct lume_canvas canvas = {LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, out};
    struct lume_affine fitted;
    const bool any = ink_image_make(ink, LUME_INK_NIB, &fitted, out);
    if (share >= 1) {
        memcpy(out, seen, EASE_IMAGE);
    } else if (share >= turn) {
        const float last = (share - turn) / (1 - turn);
        for (size_t i = 0; i < EASE_IMAGE; i++) {
            out[i] = (uint8_t)(mix(out[i], seen[i], (double)last) + 0.5);
        }
    } else if (any) {
        const float t = share > 0 ? share / turn : 0;
        const float smooth = t * t * (3 - 2 * t);
        const struct lume_affine map = mix_maps(&paper, &fitted, (double)smooth);
        memset(out, 0, EASE_IMAGE);
        lume_ink_paint(ink, &map, nib + smooth * (LUME_INK_NIB - nib), &canvas);
    }
    return any && find_way(ink, &paper, &fitted) >= 1;
}
