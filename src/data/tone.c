/* SPDX-License-Identifier: MIT */
#include "data/tone.h"

enum {
    GREYS = 256,
    RARE = 1 << 20, /* a share of pixels too small to tell what the strongest grey is */
    /* Contrasts, in half greys like everything here: the paper may lie between two greys. */
    INVISIBLE = 2 * 8,
    WEAK = 2 * 48, /* must stand clear of the noise to be seen */
};

/* Count one row, or less of it. */
static void count_greys(const uint8_t *pixels, size_t n, uint64_t count[GREYS])
{
    for (size_t i = 0; i < n; i++) {
        count[pixels[i]]++;
    }
}

static void count_border(const struct lume_picture *picture, uint64_t count[GREYS])
{
    size_t width = picture->width, height = picture->height;
    size_t depth = 1 + (width < height ? width : height) / 64;
    for (size_t y = 0; y < height; y++) {
        const uint8_t *row = picture->pixels + y * picture->stride;
        if (y < depth || height - y <= depth || width <= 2 * depth) {
            count_greys(row, width, count);
        } else {
            count_greys(row, depth, count);
            count_greys(row + width - depth, depth, count);
        }
    }
}

static uint64_t total(const uint64_t count[GREYS])
{
    uint64_t n = 0;
    for (size_t i = 0; i < GREYS; i++) {
        n += count[i];
    }
    return n;
}

/* The lower and the upper median together, so that a negative has the mirrored one. */
static int twice_median(const uint64_t count[GREYS])
{
    uint64_t n = total(count), below = 0;
    int lower = -1, upper = -1;
    for (int i = 0; i < GREYS; i++) {
        below += count[i];
        lower = lower < 0 && 2 * below >= n ? i : lower;
        upper = upper < 0 && 2 * below > n ? i : upper;
    }
    return lower + upper;
}

static void turn_around(uint64_t count[GREYS])
{
    for (size_t i = 0; i < GREYS / 2; i++) {
        uint64_t swapped = count[i];
        count[i] = count[GREYS - 1 - i];
        count[GREYS - 1 - i] = swapped;
    }
}

/* The strongest grey that is reached by at least `n` pixels. */
static int strongest(const uint64_t count[GREYS], uint64_t n)
{
    int i = GREYS - 1;
    for (uint64_t above = count[i]; above < n && i > 0; above += count[i]) {
        i--;
    }
    return i;
}

static uint64_t count_from(const uint64_t count[GREYS], int half_greys)
{
    uint64_t n = 0;
    for (int i = (half_greys + 1) / 2; i < GREYS; i++) {
        n += count[i];
    }
    return n;
}

/* How far ink stands out from the paper, if it is the lighter of the two: its strongest grey that
 * is no accident, and all of it together. */
struct side {
    int contrast;
    uint64_t mass;
};

static struct side look_above(const uint64_t count[GREYS], int paper)
{
    struct side side = {2 * strongest(count, total(count) / RARE + 1) - paper, 0};
    for (int i = paper / 2 + 1; i < GREYS; i++) {
        side.mass += (uint64_t)(2 * i - paper) * count[i];
    }
    return side;
}

bool tone_measure(const struct lume_picture *picture, struct tone *tone)
{
    uint64_t all[GREYS] = {0}, border[GREYS] = {0};
    for (size_t y = 0; y < picture->height; y++) {
        count_greys(picture->pixels + y * picture->stride, picture->width, all);
    }
    count_border(picture, border);

    int paper = twice_median(border), negative_paper = 2 * (GREYS - 1) - paper;
    struct side light = look_above(all, paper);
    turn_around(all);
    struct side dark = look_above(all, negative_paper);
    tone->dark_ink =
        dark.contrast != light.contrast ? dark.contrast > light.contrast : dark.mass >= light.mass;
    if (tone->dark_ink) {
        paper = negative_paper;
        turn_around(border);
    } else {
        turn_around(all);
    }

    /* From here on ink is above paper. */
    int contrast = tone->dark_ink ? dark.contrast : light.contrast;
    int noise = 2 * strongest(border, total(border) / 10 + 1) - paper;
    noise = noise > 0 ? noise : 0;
    if (contrast < INVISIBLE || (contrast < WEAK && contrast < 4 * noise)) {
        return false;
    }
    uint64_t n_ink = count_from(all, paper + contrast / 2);
    int full = 2 * strongest(all, n_ink / 10 + 1) - paper;
    int margin = noise * 5 / 2 < full / 2 ? noise * 5 / 2 : full / 2;
    for (int i = 0; i < GREYS; i++) {
        int ink = 2 * i - paper - margin;
        ink = ink > 0 ? (ink * 255 + (full - margin) / 2) / (full - margin) : 0;
        tone->ink[tone->dark_ink ? GREYS - 1 - i : i] = (uint8_t)(ink < 255 ? ink : 255);
    }
    tone->clean = paper == 0;
    return true;
}
