/* SPDX-License-Identifier: MIT */
#include <lume/image.h>

#include "data/tone.h"

#include <assert.h>
#include <string.h>

/*
 * A picture is read several times and never copied, since it may be far larger than what should be
 * allocated for a digit: first for its tone, then for specks, the box around the ink, and scaling.
 */

enum {
    SIDE = LUME_IMAGE_SIDE,
    BOX = LUME_IMAGE_BOX,
    GRID = 64, /* cells a side when specks are looked for */
    N_CELLS = GRID * GRID,
    SPECK = 100, /* ink below 1/100 of the largest piece is dust */
    FAINT = 16,  /* lighter ink is drawn, but neither joins anything nor widens the box */
};

struct drawing {
    const struct lume_picture *picture;
    const uint8_t *ink; /* of each grey */
    unsigned cell_bits; /* log2 of the pixels a side of a cell */
    bool dropped[N_CELLS];
};

static size_t cell_of(const struct drawing *drawing, size_t x, size_t y)
{
    return (y >> drawing->cell_bits) * GRID + (x >> drawing->cell_bits);
}

static unsigned ink_at(const struct drawing *drawing, size_t x, size_t y)
{
    uint8_t grey = drawing->picture->pixels[y * drawing->picture->stride + x];
    return drawing->dropped[cell_of(drawing, x, y)] ? 0 : drawing->ink[grey];
}

/* Collect what is joined to the cell `first`, corners too, into piece[*n], and add up its ink. */
static uint64_t collect(const uint64_t *ink, bool *seen, size_t first, uint16_t *piece, size_t *n)
{
    uint64_t sum = 0;
    seen[first] = true;
    piece[0] = (uint16_t)first;
    *n = 1;
    for (size_t i = 0; i < *n; i++) {
        int x = piece[i] % GRID, y = piece[i] / GRID;
        sum += ink[piece[i]];
        for (int k = 0; k < 9; k++) {
            int to_x = x + k % 3 - 1, to_y = y + k / 3 - 1, to = to_y * GRID + to_x;
            bool inside = to_x >= 0 && to_y >= 0 && to_x < GRID && to_y < GRID;
            if (inside && !seen[to] && ink[to]) {
                seen[to] = true;
                piece[(*n)++] = (uint16_t)to;
            }
        }
    }
    return sum;
}

/* Drop pieces that are tiny beside the largest: dust, and noise that came through. */
static void drop_specks(struct drawing *drawing)
{
    const struct lume_picture *picture = drawing->picture;
    uint64_t ink[N_CELLS] = {0}, largest = 0;
    for (size_t y = 0; y < picture->height; y++) {
        for (size_t x = 0; x < picture->width; x++) {
            unsigned here = ink_at(drawing, x, y);
            ink[cell_of(drawing, x, y)] += here < FAINT ? 0 : here;
        }
    }
    for (int pass = 0; pass < 2; pass++) {
        bool seen[N_CELLS] = {false};
        for (size_t i = 0; i < N_CELLS; i++) {
            if (seen[i] || !ink[i]) {
                continue;
            }
            uint16_t piece[N_CELLS];
            size_t n;
            uint64_t sum = collect(ink, seen, i, piece, &n);
            largest = sum > largest ? sum : largest;
            for (size_t k = 0; pass == 1 && k < n; k++) {
                drawing->dropped[piece[k]] = sum < largest / SPECK;
            }
        }
    }
}

struct rectangle {
    size_t left, top, width, height;
};

/* Find the smallest one around all ink in `area` that is not faint; false when there is none. */
static bool find_ink(const struct drawing *drawing, const struct rectangle *area,
                     struct rectangle *found)
{
    size_t left = SIZE_MAX, right = 0, top = SIZE_MAX, bottom = 0;
    for (size_t y = area->top; y < area->top + area->height; y++) {
        for (size_t x = area->left; x < area->left + area->width; x++) {
            if (ink_at(drawing, x, y) >= FAINT) {
                left = x < left ? x : left;
                right = x + 1 > right ? x + 1 : right;
                top = y < top ? y : top;
                bottom = y + 1;
            }
        }
    }
    if (bottom > 0) {
        *found = (struct rectangle){left, top, right - left, bottom - top};
    }
    return bottom > 0;
}

/* The strongest ink on column (or row) `at` of the rectangle. */
static unsigned strongest_on(const struct drawing *drawing, const struct rectangle *area,
                             bool column, size_t at)
{
    unsigned strongest = 0;
    size_t n = column ? area->height : area->width;
    for (size_t i = 0; i < n; i++) {
        unsigned ink =
            column ? ink_at(drawing, at, area->top + i) : ink_at(drawing, area->left + i, at);
        strongest = ink > strongest ? ink : strongest;
    }
    return strongest;
}

/* How many of the outer lines to cut at one end of a side that goes from `first` to `last`. */
static size_t count_fading(const struct drawing *drawing, const struct rectangle *area, bool column,
                           size_t first, size_t last, size_t depth)
{
    bool up = last > first;
    size_t half = (up ? last - first : first - last) / 2, n = 0;
    depth = depth < half ? depth : half;
    unsigned inside = strongest_on(drawing, area, column, up ? first + depth : first - depth);
    while (2 * strongest_on(drawing, area, column, up ? first + n : first - n) < inside) {
        n++;
    }
    return n;
}

/* Move the sides of the rectangle inwards, where ink fades out, to where it has half the strength
 * that it has nearly a cell of the small image further in: the blur of a photograph or of an
 * enlarged picture must not make the digit smaller. Sharp edges stay. */
static struct rectangle tighten(const struct drawing *drawing, const struct rectangle *area)
{
    size_t right = area->left + area->width - 1, bottom = area->top + area->height - 1;
    size_t depth = ((area->width > area->height ? area->width : area->height) - 1) / BOX;
    struct rectangle tight = {
        .left = area->left + count_fading(drawing, area, true, area->left, right, depth),
        .top = area->top + count_fading(drawing, area, false, area->top, bottom, depth),
    };
    right -= count_fading(drawing, area, true, right, area->left, depth);
    bottom -= count_fading(drawing, area, false, bottom, area->top, depth);
    tight.width = right + 1 - tight.left;
    tight.height = bottom + 1 - tight.top;
    return tight;
}

/* One side of the rectangle, divided into n cells of the small image: cell i reaches from pixel
 * start + i size to start + (i + 1) size. They stand out equally at both ends. */
struct axis {
    size_t n, first, end; /* pixels from first to end - 1 */
    double start, size;
};

static struct axis divide(size_t first, size_t length, size_t longer)
{
    size_t n = (length * BOX + longer - 1) / longer;
    double size = (double)longer / BOX;
    return (struct axis){
        .n = n,
        .first = first,
        .end = first + length,
        .start = (double)first + ((double)length - (double)n * size) / 2,
        .size = size,
    };
}

/* The pixels begin to end - 1 that cell i touches, and how much of the outer two it covers; all
 * between are covered whole. */
struct part {
    size_t begin, end;
    double first, last;
};

static struct part touch(const struct axis *axis, size_t i)
{
    double low = axis->start + (double)i * axis->size;
    double high = axis->start + (double)(i + 1) * axis->size;
    low = low > (double)axis->first ? low : (double)axis->first;
    high = high < (double)axis->end ? high : (double)axis->end;
    struct part part = {.begin = (size_t)low, .end = (size_t)high};
    part.end += (double)part.end < high;
    bool single = part.end <= part.begin + 1;
    part.first = (single ? high : (double)(part.begin + 1)) - low;
    part.last = single ? 0 : high - (double)(part.end - 1);
    return part;
}

/* Ink of row y in the part, in pixels' worth. */
static double add_row(const struct drawing *drawing, size_t y, const struct part *part)
{
    uint64_t whole = 0;
    for (size_t x = part->begin + 1; x + 1 < part->end; x++) {
        whole += ink_at(drawing, x, y);
    }
    double sum = part->first * ink_at(drawing, part->begin, y) + (double)whole;
    return part->last > 0 ? sum + part->last * ink_at(drawing, part->end - 1, y) : sum;
}

/* Scale by exact area averaging, so that the longer side fills the box. The darkest cell becomes
 * 255: a fine pen on a large sheet must not come out pale. No ink vanishes, so the longer side has
 * 20 pixels for sure. */
static void scale(const struct drawing *drawing, const struct rectangle *area,
                  uint8_t out[BOX * BOX])
{
    size_t longer = area->width > area->height ? area->width : area->height;
    struct axis across = divide(area->left, area->width, longer);
    struct axis down = divide(area->top, area->height, longer);
    double sums[BOX * BOX] = {0}, darkest = 0;
    for (size_t i = 0; i < down.n; i++) {
        struct part rows = touch(&down, i);
        for (size_t y = rows.begin; y < rows.end; y++) {
            double share = y == rows.begin ? rows.first : y + 1 == rows.end ? rows.last : 1;
            for (size_t j = 0; j < across.n; j++) {
                struct part columns = touch(&across, j);
                sums[i * BOX + j] += share * add_row(drawing, y, &columns);
            }
        }
        for (size_t j = 0; j < BOX; j++) {
            darkest = sums[i * BOX + j] > darkest ? sums[i * BOX + j] : darkest;
        }
    }
    for (size_t i = 0; i < (size_t)BOX * BOX; i++) {
        double ink = sums[i] / darkest * 255;
        out[i] = (uint8_t)(ink > 0 && ink < 1 ? 1 : ink + 0.5);
    }
}

/* What a small image holds: the rectangle around all ink, and sums of ink, ink x and ink y. */
struct mass {
    struct rectangle area;
    uint64_t ink, x, y;
};

static struct mass weigh(const uint8_t *cells, size_t side)
{
    struct mass mass = {.area = {side, side, 0, 0}};
    size_t right = 0, bottom = 0;
    for (size_t y = 0; y < side; y++) {
        for (size_t x = 0; x < side; x++) {
            unsigned ink = cells[y * side + x];
            if (ink) {
                mass.area.left = x < mass.area.left ? x : mass.area.left;
                mass.area.top = y < mass.area.top ? y : mass.area.top;
                right = x + 1 > right ? x + 1 : right;
                bottom = y + 1;
            }
            mass.ink += ink;
            mass.x += ink * x;
            mass.y += ink * y;
        }
    }
    mass.area.width = right - mass.area.left;
    mass.area.height = bottom - mass.area.top;
    return mass;
}

/* Where pixels that begin at `begin` go in the frame, so that the centre of mass, moment / ink,
 * comes as near to pixel 14 as whole steps allow and nothing is cut off. That is what MNIST has:
 * over its 70,000 images both coordinates of the centre of mass are spread evenly over 13.5 to
 * 14.5, so its makers shifted by whole pixels, to the middle 14 of 0 to 28. */
static size_t place(uint64_t moment, uint64_t ink, size_t begin, size_t length)
{
    uint64_t target = (SIDE + 1 + 2 * begin) * ink, most = SIDE - length;
    uint64_t to = target > 2 * moment ? (target - 2 * moment) / (2 * ink) : 0;
    return (size_t)(to < most ? to : most);
}

/* Tell whether pixels are where `place` wants them, or as near as MNIST's own rounding. */
static bool is_placed(uint64_t moment, uint64_t ink, size_t begin, size_t length)
{
    uint64_t at = 20 * moment, low = 269 * ink, high = 291 * ink; /* 13.45 and 14.55 */
    return (low <= at && at <= high) || place(moment, ink, begin, length) == begin;
}

/* Take the picture as it is if MNIST could hold it. There the longer side is 20, or 19 in one image
 * of 4,000; the darkest pixel is 254 or 255. */
static bool copy_frame(const struct lume_picture *picture, const struct tone *tone, uint8_t *out)
{
    if (picture->width != SIDE || picture->height != SIDE || !tone->clean) {
        return false;
    }
    unsigned darkest = 0;
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        uint8_t grey = picture->pixels[i / SIDE * picture->stride + i % SIDE];
        out[i] = tone->dark_ink ? (uint8_t)(255 - grey) : grey;
        darkest = out[i] > darkest ? out[i] : darkest;
    }
    struct mass mass = weigh(out, SIDE);
    const struct rectangle *area = &mass.area;
    size_t longer = area->width > area->height ? area->width : area->height;
    return darkest >= 254 && longer >= BOX - 1 && longer <= BOX &&
           is_placed(mass.x, mass.ink, area->left, area->width) &&
           is_placed(mass.y, mass.ink, area->top, area->height);
}

static void copy_scaled(const struct lume_picture *picture, const struct tone *tone, uint8_t *out)
{
    struct drawing drawing = {.picture = picture, .ink = tone->ink};
    while ((picture->width - 1) >> drawing.cell_bits >= GRID ||
           (picture->height - 1) >> drawing.cell_bits >= GRID) {
        drawing.cell_bits++;
    }
    drop_specks(&drawing);
    struct rectangle found = {0, 0, picture->width, picture->height};
    bool any = find_ink(&drawing, &found, &found);
    assert(any);
    (void)any;
    struct rectangle tight = tighten(&drawing, &found);
    find_ink(&drawing, &tight, &found); /* ink may have been in a corner that is now gone */
    uint8_t cells[BOX * BOX];
    scale(&drawing, &found, cells);

    struct mass mass = weigh(cells, BOX);
    const struct rectangle *area = &mass.area;
    size_t left = place(mass.x, mass.ink, area->left, area->width);
    size_t top = place(mass.y, mass.ink, area->top, area->height);
    memset(out, 0, LUME_IMAGE_SIZE);
    for (size_t y = 0; y < area->height; y++) {
        memcpy(out + (top + y) * SIDE + left, cells + (area->top + y) * BOX + area->left,
               area->width);
    }
}

bool lume_image_prepare(const struct lume_picture *picture, uint8_t *out)
{
    assert(picture->width > 0 && picture->height > 0 && picture->stride >= picture->width);
    struct tone tone;
    if (!tone_measure(picture, &tone)) {
        memset(out, 0, LUME_IMAGE_SIZE);
        return false;
    }
    if (!copy_frame(picture, &tone, out)) {
        copy_scaled(picture, &tone, out);
    }
    return true;
}
