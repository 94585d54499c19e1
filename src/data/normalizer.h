/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_NORMALIZER_H
#define LUME_DATA_NORMALIZER_H

#include <lume/normalizer.h>

/* Measure an image, [rows][columns]; of a blank one all is 0. */
struct lume_moments normalizer_measure(const uint8_t *in, size_t rows, size_t columns);

#endif
