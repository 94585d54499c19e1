/* SPDX-License-Identifier: MIT */
#ifndef LUME_IDX_H
#define LUME_IDX_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * IDX arrays: the format of the MNIST files, plain or gzip; content decides, not the name.
 *
 * File: two zero bytes, the element type (0x08: unsigned byte, the only one taken), the number of
 * dimensions, each dimension as a big-endian uint32, then the elements, last dimension fastest.
 * Taken here: 1 dimension (labels) or 3 (images: count, rows, columns).
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
struct lume_idx {
    unsigned n_dims; /**< 1 or 3 */
    size_t dims[3];  /**< each 1 to 2^32 - 1; unused ones are 1 */
    size_t size;     /**< product of dims: elements, and bytes at `bytes` */
    uint8_t *bytes;
    int trailing_zeros; /**< not 0: the gzip file ended in padding, worth a warning */
};

/** Largest array that is read, in bytes: a header that asks for more is an error before anything
 *  is allocated. */
#define LUME_IDX_MAX_SIZE ((size_t)1 << 31)

/**
 * Read an array from memory; never more than the header declares is inflated.
 *
 * @param name  what messages call it, such as the path
 * @param expected_dims  1 (labels), 3 (images) or 0 (either); when images and labels seem to be
 *                       swapped the message says so
 * @param out  on success holds memory that lume_idx_finish releases
 * @return LUME_ERROR_DATA, LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_idx_parse(const void *bytes, size_t size,
                                                       const char *name, unsigned expected_dims,
                                                       struct lume_idx *out,
                                                       struct lume_error *error);

/**
 * Read an array from a regular file, or from standard input when `path` is "-".
 * @return as lume_idx_parse, and LUME_ERROR_IO (directories, sockets, FIFOs and devices are refused
 *         at once, without waiting on them)
 */
LUME_API LUME_MUST_USE enum lume_status lume_idx_load(const char *path, unsigned expected_dims,
                                                      struct lume_idx *out,
                                                      struct lume_error *error);

/** Write an array atomically: gzip (no name, no time: equal arrays give equal files) when
 *  `path` ends in ".gz", plain otherwise. */
LUME_API LUME_MUST_USE enum lume_status lume_idx_save(const struct lume_idx *idx, const char *path,
                                                      struct lume_error *error);

/** Release the elements and zero the structure. */
LUME_API void lume_idx_finish(struct lume_idx *idx);

#ifdef __cplusplus
}
#endif
#endif
