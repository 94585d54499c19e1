/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_WARP_H
#define LUME_DATA_WARP_H

/*
 * Affine resampling of grey images: the loop under augmentation and normalisation.
 *
 * Fixed point, so that every compiler and processor gives the same bytes.
 */

#include <lume/affine.h>

#include <stddef.h>
#include <stdint.h>

/* Fill out[rows][columns] from in[rows][columns], not the same memory; `map` says where each pixel
 * of out comes from: bilinear with weights of
 * 1/256, 0 outside. The identity copies. Numbers of the map are finite and below 2^40; 0 < rows,
 * columns < 2^31. No allocation. */
void warp_affine(const struct lume_affine *map, const uint8_t *in, size_t rows, size_t columns,
                 uint8_t *out);

#endif
