/* SPDX-License-Identifier: MIT */
#include "gui/font.h"

#include "base/memory.h"
#include "gui/font_data.h"
#include "gui/font_face.h"

#include <assert.h>

enum { REPLACEMENT = 0xfffd, FARTHEST = 1 << 29 /* units */ };

const char font_ellipsis[4] = "\xe2\x80\xa6";

/* --- opening --- */

static int box_top(const stbtt_fontinfo *info, int c)
{
    int left, bottom, right, top = 0;
    stbtt_GetCodepointBox(info, c, &left, &bottom, &right, &top);
    return top;
}

static int box_bottom(const stbtt_fontinfo *info, int c)
{
    int left, bottom = 0, right, top;
    stbtt_GetCodepointBox(info, c, &left, &bottom, &right, &top);
    return bottom;
}

static int advance_of(const stbtt_fontinfo *info, int glyph)
{
    int advance, bearing;
    stbtt_GetGlyphHMetrics(info, glyph, &advance, &bearing);
    return advance;
}

static bool open_face(struct font_face *face, const unsigned char *bytes, struct font_pool *pool)
{
    face->info.userdata = pool;
    stbtt_fontinfo *info = &face->info;
    if (!stbtt_InitFont(info, bytes, stbtt_GetFontOffsetForIndex(bytes, 0))) {
        return false;
    }
    face->per_unit = stbtt_ScaleForMappingEmToPixels(info, 1);
    face->small = box_top(info, 'x');
    face->capital = box_top(info, 'H');
    face->overshoot = -box_bottom(info, 'o');
    face->below = -box_bottom(info, 'p');
    face->missing = stbtt_FindGlyphIndex(info, REPLACEMENT);
    if (face->missing == 0) {
        face->missing = stbtt_FindGlyphIndex(info, '?');
    }
    for (int c = 0; c < FONT_N_COMMON; c++) {
        int glyph = stbtt_FindGlyphIndex(info, c);
        glyph = glyph ? glyph : face->missing;
        face->glyphs[c] = (uint16_t)glyph;
        face->advances[c] = (int16_t)advance_of(info, glyph);
        if (c >= '0' && c <= '9' && face->advances[c] > face->digit_width) {
            face->digit_width = face->advances[c];
        }
    }
    return true;
}

enum lume_status font_create(struct font **out, struct lume_error *error)
{
    struct font *font = memory_allocate(1, sizeof *font);
    if (!font) {
        return memory_exhausted(error, "font");
    }
    enum lume_status status = font_cache_create(&font->cache, error);
    if (status != LUME_OK) {
        memory_free(font);
        return status;
    }
    bool regular = open_face(&font->faces[FONT_REGULAR], font_regular_bytes, &font->pool);
    bool bold = open_face(&font->faces[FONT_BOLD], font_bold_bytes, &font->pool);
    assert(regular && bold); /* they were built in, and tested */
    (void)regular;
    (void)bold;
    *out = font;
    return LUME_OK;
}

void font_destroy(struct font *font)
{
    if (font) {
        font_cache_destroy(font->cache);
        memory_free(font);
    }
}

void *font_pool_take(struct font_pool *pool, size_t size)
{
    const size_t unit = sizeof *pool->room, free = sizeof pool->room - pool->used;
    if (size > free) {
        return NULL;
    }
    void *taken = pool->room + pool->used / unit;
    pool->used += (size + unit - 1) / unit * unit;
    return taken;
}

const char *font_family(void)
{
    return FONT_FAMILY;
}

/* --- UTF-8 --- */

/* The code point of the n + 1 bytes at `text`, or -1. */
static int32_t joined(const char *text, uint32_t first, int n, uint32_t smallest)
{
    uint32_t c = first;
    for (int i = 1; i <= n; i++) {
        uint8_t byte = (uint8_t)text[i];
        if ((byte & 0xc0) != 0x80) {
            return -1;
        }
        c = c << 6 | (byte & 0x3f);
    }
    bool surrogate = c >= 0xd800 && c <= 0xdfff;
    return c < smallest || c > 0x10ffff || surrogate ? -1 : (int32_t)c;
}

uint32_t font_decode(const char **text, const char *end)
{
    const char *at = *text;
    uint8_t byte = (uint8_t)*at;
    int32_t c = -1;
    int n = 0;
    if (byte < 0x80) {
        c = byte >= 0x20 && byte != 0x7f ? byte : -1;
    } else if ((byte & 0xe0) == 0xc0 && end - at > 1) {
        n = 1;
        c = joined(at, byte & 0x1f, n, 0xa0); /* U+0080 to U+009F are controls */
    } else if ((byte & 0xf0) == 0xe0 && end - at > 2) {
        n = 2;
        c = joined(at, byte & 0x0f, n, 0x800);
    } else if ((byte & 0xf8) == 0xf0 && end - at > 3) {
        n = 3;
        c = joined(at, byte & 0x07, n, 0x10000);
    }
    *text = at + (c < 0 ? 1 : n + 1);
    return c < 0 || c == 0xfffe || c == 0xffff ? REPLACEMENT : (uint32_t)c;
}

/* --- metrics --- */

static float scale_of(const struct font_face *face, const struct font_style *style)
{
    return face->per_unit * style->size;
}

bool font_next(const struct font *font, const struct font_style *style, struct font_walk *walk)
{
    if (walk->text == walk->end || walk->units > FARTHEST) {
        return false;
    }
    const struct font_face *face = &font->faces[style->weight];
    uint32_t c = font_decode(&walk->text, walk->end);
    int glyph, advance, shift = 0;
    if (c < FONT_N_COMMON) {
        glyph = face->glyphs[c];
        advance = face->advances[c];
    } else {
        glyph = stbtt_FindGlyphIndex(&face->info, (int)c);
        glyph = glyph ? glyph : face->missing;
        advance = advance_of(&face->info, glyph);
    }
    bool fixed = style->tabular && c >= '0' && c <= '9';
    if (walk->glyph != 0 && !fixed && !walk->fixed) {
        walk->units += stbtt_GetGlyphKernAdvance(&face->info, walk->glyph, glyph);
    }
    if (fixed) {
        shift = (face->digit_width - advance) / 2;
        advance = face->digit_width;
    }
    walk->glyph_x = (float)(walk->units + shift) * scale_of(face, style);
    walk->units += advance;
    walk->x = (float)walk->units * scale_of(face, style);
    walk->glyph = glyph;
    walk->fixed = fixed;
    walk->blank = c == ' ' || c == 0xa0;
    return true;
}

float font_measure(const struct font *font, const struct font_style *style, const char *text,
                   size_t size)
{
    struct font_walk walk = {.text = text, .end = text + size};
    while (font_next(font, style, &walk)) {
    }
    return walk.x;
}

struct font_heights font_heights(const struct font *font, const struct font_style *style)
{
    const struct font_face *face = &font->faces[style->weight];
    float scale = scale_of(face, style);
    return (struct font_heights){(float)face->capital * scale, (float)face->small * scale,
                                 (float)face->below * scale};
}

size_t font_fit(const struct font *font, const struct font_style *style, const char *text,
                size_t size, float max_width, bool *ellipsis, float *width)
{
    float dots = font_measure(font, style, font_ellipsis, sizeof font_ellipsis - 1);
    struct font_walk walk = {.text = text, .end = text + size};
    size_t n = 0;
    float used = 0;
    *ellipsis = false;
    while (font_next(font, style, &walk)) {
        if (walk.x > max_width) {
            *ellipsis = dots <= max_width;
            *width = *ellipsis ? used + dots : 0;
            return *ellipsis ? n : 0;
        }
        if (!walk.blank && walk.x + dots <= max_width) {
            n = (size_t)(walk.text - text);
            used = walk.x;
        }
    }
    *width = walk.x;
    return size;
}
