/* SPDX-License-Identifier: MIT */
#ifndef LUME_KERNELS_H
#define LUME_KERNELS_H

#include "status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The inner loops, once for each instruction set: scalar, avx2, avx512, neon.
 *
 * All give the same bits; they differ in speed alone. The tables are constant.
 */
struct lume_kernels;

/** List the kernels this processor can run, slowest (scalar) first; NULL after the last. */
LUME_API const struct lume_kernels *lume_kernels_at(size_t index);

/** Find one by name among those this processor can run; NULL when there is none. */
LUME_API const struct lume_kernels *lume_kernels_find(const char *name);

/** The fastest this processor can run. */
LUME_API const struct lume_kernels *lume_kernels_best(void);

/** Its name, such as "avx2". */
LUME_API const char *lume_kernels_name(const struct lume_kernels *kernels);

#ifdef __cplusplus
}
#endif
#endif
