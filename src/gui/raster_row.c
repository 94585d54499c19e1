/* SPDX-License-Identifier: MIT */
#include "gui/raster.h"

#include <string.h>

/* Bytes of pixels and of alpha are blended alike, so their order in memory does not matter. The
 * alpha of picture and colour is 255, and stays. */
void raster_blend(uint32_t *pixels, const uint32_t *alpha, int n, uint32_t color)
{
    const int padded = raster_padded(n);
    const uint32_t opaque = color | 0xff000000u;
    uint8_t *restrict out = (uint8_t *)pixels;
    const uint8_t *restrict alphas = (const uint8_t *)alpha;
    uint8_t colors[4 * RASTER_STEP];
    for (int k = 0; k < RASTER_STEP; k++) {
        memcpy(colors + 4 * k, &opaque, sizeof opaque);
    }
    for (int i = 0; i < 4 * padded; i += 4 * RASTER_STEP) {
        for (int k = 0; k < 4 * RASTER_STEP; k++) {
            const uint16_t a = alphas[i + k], b = (uint16_t)(255 - a);
            const uint16_t sum = (uint16_t)(out[i + k] * b + colors[k] * a + 128);
            out[i + k] = (uint8_t)((uint16_t)(sum + (sum >> 8)) >> 8);
        }
    }
}

void raster_fill(uint32_t *pixels, int n, uint32_t color, uint32_t alpha)
{
    if (alpha == 255) {
        for (int i = 0; i < n; i++) {
            pixels[i] = color | 0xff000000u;
        }
        return;
    }
    for (int i = 0; i < n; i++) {
        pixels[i] = color_mix(pixels[i], color | 0xff000000u, alpha);
    }
}
