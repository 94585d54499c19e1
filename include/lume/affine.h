/* SPDX-License-Identifier: MIT */
#ifndef LUME_AFFINE_H
#define LUME_AFFINE_H

/** An affine map of the plane, out = (xx x + xy y + x0, yx x + yy y + y0). In pictures the middle
 * of the first pixel is at (0, 0). */
struct lume_affine {
    double xx, xy, x0;
    double yx, yy, y0;
};

#endif
