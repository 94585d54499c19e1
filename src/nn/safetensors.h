/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_SAFETENSORS_H
#define LUME_NN_SAFETENSORS_H

/*
 * The container of model files, as far as they use it: tensors of F32 with one or two dimensions.
 *
 * File: the header's length as a little-endian uint64, the header, the tensors. The header is a
 * JSON object: `__metadata__` (optional; its values are strings) and for each tensor its dtype,
 * shape and the range of its bytes behind the header. Every byte belongs to exactly one tensor.
 */

#include <lume/status.h>

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SAFETENSORS_LENGTH = 8,           /* bytes of the header's length */
    SAFETENSORS_ALIGNMENT = 8,        /* the tensors start at a multiple of this */
    SAFETENSORS_MAX_HEADER = 1 << 20, /* bytes */
    SAFETENSORS_MAX_DIMS = 2,
};

struct safetensors_tensor {
    const char *name;
    size_t n_dims, dims[SAFETENSORS_MAX_DIMS]; /* unused ones are 1 */
    size_t begin, end;                         /* of its bytes behind the header */
    const uint8_t *bytes;                      /* little-endian floats, last dimension fastest */
};

/* A file in memory, which is borrowed. */
struct safetensors {
    const char *name; /* what messages call it */
    const uint8_t *data;
    size_t data_size;
    cJSON *header;
    const cJSON *metadata; /* NULL where there is none */
    size_t n_tensors;
    struct safetensors_tensor *tensors;
};

/* Read the header and its metadata. LUME_ERROR_DATA, LUME_ERROR_MEMORY; safetensors_finish
 * releases. */
LUME_MUST_USE enum lume_status safetensors_open(const void *bytes, size_t size, const char *name,
                                                struct safetensors *out, struct lume_error *error);

/* Read what the header says of the tensors, and check that they fill the file without gap or
 * overlap. LUME_ERROR_DATA, LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status safetensors_read_tensors(struct safetensors *file,
                                                        struct lume_error *error);

/* Look a string of the metadata up; NULL when it is not there. */
const char *safetensors_metadata(const struct safetensors *file, const char *key);

/* Find a tensor; NULL when it is not there. */
const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name);

void safetensors_finish(struct safetensors *file);

#endif
