/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "gui/font_face.h"
#include "gui/outline.h"

#include <math.h>
#include <string.h>

/* A table of glyphs, and room for their coverage. When either is full, all are forgotten: a screen
 * shows some hundred, so that is rare, and nothing has to be kept in order. */
enum { N_SLOTS = 4096, MAX_GLYPHS = 3072, ROOM = 1 << 20, LARGEST = ROOM / 8 };

struct slot {
    uint64_t key; /* 0: empty */
    struct font_glyph glyph;
};

/* A block that grows to what was needed most. */
struct scratch {
    void *block;
    size_t size;
};

struct font_cache {
    struct slot slots[N_SLOTS];
    size_t n_glyphs, used;
    struct scratch sums, coverage;
    uint8_t room[ROOM];
};

enum lume_status font_cache_create(struct font_cache **out, struct lume_error *error)
{
    struct font_cache *cache = memory_allocate(1, sizeof *cache);
    if (!cache) {
        return memory_exhausted(error, "font");
    }
    *out = cache;
    return LUME_OK;
}

void font_cache_destroy(struct font_cache *cache)
{
    if (cache) {
        memory_free(cache->sums.block);
        memory_free(cache->coverage.block);
        memory_free(cache);
    }
}

static void *scratch_take(struct scratch *scratch, size_t size)
{
    if (size > scratch->size) {
        void *larger = memory_grow(scratch->block, 0, size);
        if (!larger) {
            return NULL;
        }
        *scratch = (struct scratch){larger, size};
    }
    return scratch->block;
}

/* Where the outline's points go: pixels from the baseline's origin, y downwards. */
struct fitting {
    float scale, shift;
    float small, capital, overshoot; /* of the font, in pixels */
    float small_to, capital_to;      /* where they go; hinted only */
    bool hinted;
};

static struct fitting fitting_of(const struct font_face *face, float size, int subpixel)
{
    struct fitting fit = {.scale = face->per_unit * size, .hinted = size <= FONT_HINTED};
    fit.shift = (float)subpixel / FONT_SUBPIXELS;
    fit.small = (float)face->small * fit.scale;
    fit.capital = (float)face->capital * fit.scale;
    fit.overshoot = (float)face->overshoot * fit.scale;
    fit.small_to = (float)(int)(fit.small + 0.5f);
    fit.capital_to = (float)(int)(fit.capital + 0.5f);
    return fit;
}

/* Move the tops of letters to pixel edges; what round letters reach beyond goes. `y` is upwards. */
static float hinted(const struct fitting *fit, float y)
{
    const float over = fit->overshoot;
    if (y <= 0) {
        return y < -over ? y + over : 0;
    }
    if (y <= fit->small + over) {
        return y < fit->small ? y * (fit->small_to / fit->small) : fit->small_to;
    }
    if (y < fit->capital) {
        float part = (y - fit->small - over) / (fit->capital - fit->small - over);
        return fit->small_to + part * (fit->capital_to - fit->small_to);
    }
    return y < fit->capital + over ? fit->capital_to : y - fit->capital - over + fit->capital_to;
}

static struct outline_point fitted(const struct fitting *fit, int x, int y)
{
    float up = (float)y * fit->scale;
    up = fit->hinted ? hinted(fit, up) : up;
    return (struct outline_point){(float)x * fit->scale + fit->shift, -up};
}

/* The pixels that the outline may touch. */
static void find_box(const stbtt_vertex *vertices, int n, const struct fitting *fit,
                     struct font_glyph *box)
{
    float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int i = 0; i < n; i++) {
        const stbtt_vertex *v = &vertices[i];
        const struct outline_point points[] = {fitted(fit, v->x, v->y), fitted(fit, v->cx, v->cy),
                                               fitted(fit, v->cx1, v->cy1)};
        const int used = v->type == STBTT_vcubic ? 3 : (v->type == STBTT_vcurve ? 2 : 1);
        for (int k = 0; k < used; k++) {
            left = fminf(left, points[k].x);
            right = fmaxf(right, points[k].x);
            top = fminf(top, points[k].y);
            bottom = fmaxf(bottom, points[k].y);
        }
    }
    box->left = (int)floorf(left);
    box->top = (int)floorf(top);
    box->width = (int)ceilf(right) - box->left;
    box->height = (int)ceilf(bottom) - box->top;
}

static struct outline_point inside(const struct font_glyph *box, const struct fitting *fit, int x,
                                   int y)
{
    struct outline_point p = fitted(fit, x, y);
    return (struct outline_point){p.x - (float)box->left, p.y - (float)box->top};
}

static void trace(struct outline *outline, const stbtt_vertex *vertices, int n,
                  const struct fitting *fit, const struct font_glyph *box)
{
    struct outline_point at = {0, 0}, start = {0, 0};
    for (int i = 0; i < n; i++) {
        const stbtt_vertex *v = &vertices[i];
        const struct outline_point to = inside(box, fit, v->x, v->y);
        const struct outline_point c1 = inside(box, fit, v->cx, v->cy);
        const struct outline_point c2 = inside(box, fit, v->cx1, v->cy1);
        switch (v->type) {
        case STBTT_vmove:
            outline_line(outline, at, start);
            start = to;
            break;
        case STBTT_vline:
            outline_line(outline, at, to);
            break;
        case STBTT_vcurve:
            outline_quadratic(outline, at, c1, to);
            break;
        default:
            outline_cubic(outline, at, c1, c2, to);
        }
        at = to;
    }
    outline_line(outline, at, start);
}

/* Where the coverage of a new glyph goes: the cache if it is not too large for it. */
static uint8_t *find_room(struct font_cache *cache, size_t size, bool *kept)
{
    *kept = size <= LARGEST;
    if (!*kept) {
        return scratch_take(&cache->coverage, size);
    }
    if (cache->n_glyphs >= MAX_GLYPHS || size > ROOM - cache->used) {
        memset(cache->slots, 0, sizeof cache->slots);
        cache->n_glyphs = cache->used = 0;
    }
    return cache->room + cache->used;
}

/* Rasterise into *out; false where memory is exhausted. `kept`: it lies at the end of the cache. */
static bool rasterize(struct font_cache *cache, const stbtt_vertex *vertices, int n,
                      const struct fitting *fit, struct font_glyph *out, bool *kept)
{
    find_box(vertices, n, fit, out);
    const size_t width = (size_t)out->width, height = (size_t)out->height;
    const size_t n_sums = height * (width + 2);
    float *sums = scratch_take(&cache->sums, n_sums * sizeof *sums);
    uint8_t *coverage = sums ? find_room(cache, width * height, kept) : NULL;
    if (!coverage) {
        return false;
    }
    memset(sums, 0, n_sums * sizeof *sums);
    struct outline outline = {width, height, sums};
    trace(&outline, vertices, n, fit, out);
    outline_coverage(&outline, coverage);
    out->coverage = coverage;
    return true;
}

static uint64_t key_of(enum font_weight weight, int glyph, float size, int subpixel)
{
    uint32_t bits;
    memcpy(&bits, &size, sizeof bits);
    return (uint64_t)bits << 32 | (uint64_t)(uint16_t)glyph << 4 | (uint64_t)weight << 3 |
           (uint64_t)subpixel << 1 | 1;
}

/* The slot that holds the key, or the empty one where it belongs. */
static struct slot *find_slot(struct font_cache *cache, uint64_t key)
{
    size_t i = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 52);
    while (cache->slots[i].key != 0 && cache->slots[i].key != key) {
        i = (i + 1) % N_SLOTS;
    }
    return &cache->slots[i];
}

bool font_glyph(struct font *font, enum font_weight weight, int glyph, float size, int subpixel,
                struct font_glyph *out)
{
    if (!(size > 0 && size <= FONT_MAX_SIZE)) {
        return false;
    }
    struct font_cache *cache = font->cache;
    const uint64_t key = key_of(weight, glyph, size, subpixel);
    const struct slot *known = find_slot(cache, key);
    if (known->key == key) {
        *out = known->glyph;
        return out->width > 0;
    }
    const struct font_face *face = &font->faces[weight];
    const struct fitting fit = fitting_of(face, size, subpixel);
    stbtt_vertex *vertices = NULL;
    font->pool.used = 0;
    const int n = stbtt_GetGlyphShape(&face->info, glyph, &vertices);
    bool kept = true;
    *out = (struct font_glyph){0};
    if (n > 0) {
        const bool done = rasterize(cache, vertices, n, &fit, out, &kept);
        if (!done) {
            return false;
        }
    }
    if (kept) {
        find_room(cache, 0, &kept); /* a slot */
        *find_slot(cache, key) = (struct slot){key, *out};
        cache->n_glyphs++;
        cache->used += (size_t)out->width * (size_t)out->height;
    }
    return out->width > 0;
}
