/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_WARP_H
#define LUME_DATA_WARP_H

/*
 * Affine resampling of grey images: the loop under augmentation and deskewing.
 *
 * Fixed point, so that every compiler and processor gives the same bytes.
 */

#include <stddef.h>
#include <stdint.h>

/* Where each pixel comes from: out(x, y) = in(xx x + xy y + x0, yx x + yy y + y0); pixel centres
 * are at whole numbers. Each number is finite and below 2^40. */
struct warp_map {
    double xx, xy, x0;
    double yx, yy, y0;
};

/* Fill out[rows][columns] from in[rows][columns], not the same memory: bilinear with weights of
 * 1/256, 0 outside. The identity copies. 0 < rows, columns < 2^31. No allocation. */
void warp_affine(const struct warp_map *map, const uint8_t *in, size_t rows, size_t columns,
                 uint8_t *out);

#endif
