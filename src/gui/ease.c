/* SPDX-License-Identifier: MIT */
#include "gui/ease.h"

#include "base/elementary.h"
#include "data/ink_image.h"
#include "data/normalizer.h"
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
        .xy = mix(from->xy, to->xy, share),
        .x0 = mix(from->x0, to->x0, share),
        .yx = mix(from->yx, to->yx, share),
        .yy = mix(from->yy, to->yy, share),
        .y0 = mix(from->y0, to->y0, share),
    };
}

/* Where a drawing is painted, and how thick. */
struct place {
    struct lume_affine map;
    double nib;
};

/* First `fitted`, a map without shear, then what made `seen` of the image: the shear of rows and
 * the two scales that give the one the moments of the other. That is how normalisers are. */
static struct place normalize(const struct lume_affine *fitted, const uint8_t *image,
                              const uint8_t *seen)
{
    const double least = 0.01; /* variance; a line of the nib has more */
    const struct place as_it_is = {*fitted, (double)LUME_INK_NIB};
    const struct lume_moments a = normalizer_measure(image, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE);
    const struct lume_moments b = normalizer_measure(seen, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE);
    if (a.variance_y < least || b.variance_y < least) {
        return as_it_is;
    }
    const double upright_a = a.variance_x - a.covariance * a.covariance / a.variance_y;
    const double upright_b = b.variance_x - b.covariance * b.covariance / b.variance_y;
    if (upright_a < least || upright_b < least) {
        return as_it_is;
    }
    const double height = sqrt(b.variance_y / a.variance_y), width = sqrt(upright_b / upright_a);
    const double shear = (b.covariance / height - width * a.covariance) / a.variance_y;
    return (struct place){
        .map =
            {
                .xx = width * fitted->xx,
                .xy = shear * fitted->yy,
                .x0 = b.mean_x + width * (fitted->x0 - a.mean_x) + shear * (fitted->y0 - a.mean_y),
                .yy = height * fitted->yy,
                .y0 = b.mean_y + height * (fitted->y0 - a.mean_y),
            },
        .nib = (double)LUME_INK_NIB * sqrt(width * height),
    };
}

/* How far the drawing's box moves from one map to another, in pixels: its corners move the most. */
static double find_way(const struct lume_strokes *ink, const struct lume_affine *from,
                       const struct lume_affine *to)
{
    const struct strokes_frame frame = strokes_measure(ink);
    double way = 0;
    for (int corner = 0; corner < 4; corner++) {
        const double x = frame.x + (corner & 1 ? 0.5 : -0.5) * frame.side;
        const double y = frame.y + (corner & 2 ? 0.5 : -0.5) * frame.side;
        const double right = (to->xx - from->xx) * x + (to->xy - from->xy) * y + to->x0 - from->x0;
        const double down = (to->yx - from->yx) * x + (to->yy - from->yy) * y + to->y0 - from->y0;
        way = fmax(way, fmax(fabs(right), fabs(down)));
    }
    return way;
}

/* Paint the drawing so far on its way from the paper. */
static void paint_between(const struct lume_strokes *ink, float nib, const struct place *to,
                          double share, uint8_t out[EASE_IMAGE])
{
    const struct lume_canvas canvas = {LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, out};
    const struct lume_affine map = mix_maps(&paper, &to->map, share);
    memset(out, 0, EASE_IMAGE);
    lume_ink_paint(ink, &map, (float)mix((double)nib, to->nib, share), &canvas);
}

bool ease_image(const struct lume_strokes *ink, float nib, const uint8_t *seen, float share,
                uint8_t out[EASE_IMAGE])
{
    const double arrival = 0.8; /* from here on the picture turns into `seen` */
    const double now = share > 0 ? fmin((double)share, 1) : 0;
    struct lume_affine fitted;
    double way = 0;
    if (ink_image_make(ink, LUME_INK_NIB, &fitted, out)) {
        const struct place to = normalize(&fitted, out, seen);
        const double t = fmin(now / arrival, 1);
        paint_between(ink, nib, &to, t * t * (3 - 2 * t), out);
        way = find_way(ink, &paper, &to.map);
    }
    const double turned = fmax(0, now - arrival) / (1 - arrival);
    for (size_t i = 0; i < EASE_IMAGE; i++) {
        out[i] = (uint8_t)(mix(out[i], seen[i], turned) + 0.5);
    }
    return way >= 1;
}
