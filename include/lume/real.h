/* SPDX-License-Identifier: MIT */
#ifndef LUME_REAL_H
#define LUME_REAL_H

/**
 * The number that the network computes with: float.
 *
 * The tests compile the same sources a second time with LUME_REAL=double, so that gradients can be
 * checked against central differences to 1e-7. Programs that use the library leave it alone.
 */
#ifdef LUME_REAL
typedef LUME_REAL lume_real;
#else
typedef float lume_real;
#endif

#endif
