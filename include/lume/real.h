/* SPDX-License-Identifier: MIT */
#ifndef LUME_REAL_H
#define LUME_REAL_H

/**
 * The number that the network computes with: float.
 *
 * The same sources are compiled a second time with LUME_REAL=double: by the tests all that compute,
 * so that gradients can be checked against central differences to 1e-7, and by the library itself a
 * few, for an example that is shown digit by digit. Programs that use it leave it alone.
 */
#ifdef LUME_REAL
typedef LUME_REAL lume_real;
#else
typedef float lume_real;
#endif

#endif
