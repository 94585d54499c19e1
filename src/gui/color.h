/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_COLOR_H
#define LUME_GUI_COLOR_H

#include <stdint.h>

/* Colours as numbers: 0xAARRGGBB, alpha 255 opaque, not multiplied by it. */

/* From 0xRRGGBB, opaque. */
static inline uint32_t color_opaque(uint32_t rgb)
{
    return 0xff000000u | rgb;
}

static inline uint32_t color_alpha(uint32_t color)
{
    return color >> 24;
}

/* x / 255, rounded to nearest; 0 <= x <= 255 * 255. */
static inline uint32_t color_divide(uint32_t x)
{
    x += 128;
    return (x + (x >> 8)) >> 8;
}

/* The same colour with its alpha multiplied by `share` of 0 to 1 (clamped; NaN is 0). */
static inline uint32_t color_fade(uint32_t color, float share)
{
    share = share > 0 ? share : 0;
    share = share < 1 ? share : 1;
    uint32_t alpha = (uint32_t)((float)color_alpha(color) * share + 0.5f);
    return (color & 0x00ffffffu) | alpha << 24;
}

/* From a (part 0) to b (part 255), each channel to the nearest step. */
static inline uint32_t color_mix(uint32_t a, uint32_t b, uint32_t part)
{
    uint32_t mixed = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        uint32_t from = a >> shift & 255, to = b >> shift & 255;
        mixed |= color_divide(from * (255 - part) + to * part) << shift;
    }
    return mixed;
}

#endif
