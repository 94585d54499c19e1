/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_FONT_FACE_H
#define LUME_GUI_FONT_FACE_H

/* What the parts of the font share. Lengths of a face are in its units, y upwards. */

#include "gui/font.h"

#include <stb/stb_truetype.h>

enum { FONT_N_COMMON = 0x250 }; /* Latin: looked up once */

struct font_face {
    stbtt_fontinfo info;
    float per_unit; /* em squares */
    int small, capital, below, overshoot;
    int digit_width; /* of the widest */
    int missing;     /* the glyph that stands for others */
    uint16_t glyphs[FONT_N_COMMON];
    int16_t advances[FONT_N_COMMON];
};

/* Memory for stb_truetype, which does not survive that there is none: room for the outline of any
 * glyph (the tests try all of the font). What it takes is forgotten with the next outline. */
enum { FONT_POOL_SIZE = 64 << 10 };
struct font_pool {
    size_t used;
    uint64_t room[FONT_POOL_SIZE / sizeof(uint64_t)];
};
void *font_pool_take(struct font_pool *pool, size_t size);

struct font_cache;

struct font {
    struct font_face faces[FONT_N_WEIGHTS];
    struct font_pool pool;
    struct font_cache *cache;
};

LUME_MUST_USE enum lume_status font_cache_create(struct font_cache **out, struct lume_error *error);
void font_cache_destroy(struct font_cache *cache);

#endif
