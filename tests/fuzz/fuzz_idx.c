/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/memory.h"
#include "data/gzip.h"

#include <lume/idx.h>

/* Larger arrays are left out: they would only exhaust the memory of the fuzzer. */
enum { MAX_SIZE = 1 << 24 };

static size_t declared_size(const uint8_t *bytes, size_t size)
{
    size_t product = 1;
    for (size_t at = 4; at + 4 <= size && at < 16 && at < 4 + 4 * (size_t)bytes[3]; at += 4) {
        uint32_t dim = (uint32_t)bytes[at] << 24 | (uint32_t)bytes[at + 1] << 16 |
                       (uint32_t)bytes[at + 2] << 8 | bytes[at + 3];
        if (!memory_multiply(product, dim, &product)) {
            return SIZE_MAX;
        }
    }
    return product;
}

static enum lume_status parse(const uint8_t *bytes, size_t size, unsigned expected_dims,
                              struct lume_idx *out)
{
    struct lume_error error;
    memset(&error, 0, sizeof error);
    uint8_t *copy = fuzz_copy(bytes, size);
    enum lume_status status = lume_idx_parse(copy, size, "x", expected_dims, out, &error);
    free(copy);
    fuzz_check_message(status, &error);
    if (status == LUME_OK) {
        assert(out->n_dims == 1 || out->n_dims == 3);
        assert(expected_dims == 0 || out->n_dims == expected_dims);
        assert(out->size == out->dims[0] * out->dims[1] * out->dims[2]);
        volatile uint8_t sum = 0;
        for (size_t i = 0; i < out->size; i++) {
            sum = (uint8_t)(sum + out->bytes[i]);
        }
    }
    return status;
}

/* A file and the same file in gzip must give the same array, or both none. */
static void check_wrapped(const uint8_t *bytes, size_t size)
{
    struct lume_idx plain, inflated;
    uint8_t *file;
    size_t file_size;
    if (gzip_compress(bytes, size, "x", &file, &file_size, NULL) != LUME_OK) {
        abort();
    }
    enum lume_status plain_status = parse(bytes, size, 0, &plain);
    enum lume_status inflated_status = parse(file, file_size, 0, &inflated);
    memory_free(file);
    assert(plain_status == inflated_status);
    if (plain_status == LUME_OK) {
        assert(plain.n_dims == inflated.n_dims && plain.size == inflated.size);
        assert(memcmp(plain.dims, inflated.dims, sizeof plain.dims) == 0);
        assert(memcmp(plain.bytes, inflated.bytes, plain.size) == 0);
        lume_idx_finish(&plain);
        lume_idx_finish(&inflated);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const unsigned expected[] = {0, 1, 3};
    for (size_t i = 0; i < 3; i++) {
        struct lume_idx idx;
        if (parse(bytes, size, expected[i], &idx) == LUME_OK) {
            lume_idx_finish(&idx);
        }
    }
    if (!gzip_recognise(bytes, size) && (size < 4 || declared_size(bytes, size) < MAX_SIZE)) {
        check_wrapped(bytes, size);
    }
    return 0;
}
