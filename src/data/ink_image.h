/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_INK_IMAGE_H
#define LUME_DATA_INK_IMAGE_H

#include <lume/ink_image.h>

/* lume_image_from_ink, and also where it puts the drawing: painting the strokes with `map` and the
 * same nib gives the same image. The map is written only where there is ink. */
bool ink_image_make(const struct lume_strokes *strokes, float radius, struct lume_affine *map,
                    uint8_t *out);

#endif
