/* SPDX-License-Identifier: MIT */
#include "data/idx.h"

#include "base/file.h"
#include "base/memory.h"
#include "data/gzip.h"
#include "data/looks.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    TYPE_UINT8 = 0x08,
    MAGIC_SIZE = 4,
    HEADER_MAX = 16,         /* of images */
    FILE_OVERHEAD = 1 << 24, /* of the largest array in a file: stored gzip blocks and a header */
};

/* What is being read and how to complain. */
struct source {
    const char *name;
    unsigned expected_dims;
    struct lume_error *error;
};

/* Name the element types of IDX; NULL where there is none. */
static const char *type_name(unsigned type)
{
    switch (type) {
    case TYPE_UINT8:
        return "unsigned byte";
    case 0x09:
        return "signed byte";
    case 0x0b:
        return "16-bit integer";
    case 0x0c:
        return "32-bit integer";
    case 0x0d:
        return "float";
    case 0x0e:
        return "double";
    }
    return NULL;
}

static enum lume_status not_idx(const struct source *source, const uint8_t *head, size_t n)
{
    const char *what = gzip_recognise(head, n) ? "gzip inside gzip" : looks_like(head, n);
    return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                          "not an IDX file, expected 00 00 08 01 or 00 00 08 03 at its start, "
                          "got %02x %02x %02x %02x%s%s",
                          head[0], head[1], head[2], head[3], what ? ": it looks like " : "",
                          what ? what : "");
}

static const char *dims_name(unsigned n_dims)
{
    return n_dims == 3 ? " (images)" : n_dims == 1 ? " (labels)" : "";
}

static enum lume_status check_magic(const struct source *source, const uint8_t *head, size_t n)
{
    if (n == 0) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "empty, expected an IDX file");
    }
    if (n < MAGIC_SIZE) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX header is cut, expected at least 8 bytes, got %zu", n);
    }
    if (head[0] != 0 && type_name(head[1]) && head[2] == 0 && head[3] == 0) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX magic number in reversed byte order, expected 00 00 %02x %02x, "
                              "got %02x %02x 00 00",
                              head[1], head[0], head[0], head[1]);
    }
    if (head[0] != 0 || head[1] != 0) {
        return not_idx(source, head, n);
    }
    if (head[2] != TYPE_UINT8) {
        const char *type = type_name(head[2]);
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX element type, expected 0x08 (unsigned byte), got 0x%02x%s%s%s",
                              head[2], type ? " (" : "", type ? type : "", type ? ")" : "");
    }
    const unsigned got = head[3], expected = source->expected_dims;
    const bool known = got == 1 || got == 3;
    if (!known && expected == 0) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX dimensions, expected 1 (labels) or 3 (images), got %u", got);
    }
    if (!known || (expected != 0 && got != expected)) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX dimensions, expected %u%s, got %u%s%s", expected,
                              dims_name(expected), got, dims_name(got),
                              known ? ": are images and labels swapped?" : "");
    }
    return LUME_OK;
}

/* Read the header from the first bytes, of which there are HEADER_MAX unless the file is shorter.
 * Fills in all of *idx but its bytes. */
static enum lume_status read_header(const struct source *source, const uint8_t *head, size_t n,
                                    struct lume_idx *idx, size_t *header_size)
{
    static const char *const names[] = {"count", "rows", "columns"};
    enum lume_status status = check_magic(source, head, n);
    if (status != LUME_OK) {
        return status;
    }
    struct lume_idx found = {.n_dims = head[3], .dims = {1, 1, 1}, .size = 1};
    const size_t size = MAGIC_SIZE + 4 * (size_t)found.n_dims;
    if (n < size) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX header is cut, expected %zu bytes, got %zu", size, n);
    }
    bool fits = true;
    for (unsigned i = 0; i < found.n_dims; i++) {
        const uint8_t *dim = head + MAGIC_SIZE + 4 * i;
        found.dims[i] =
            (size_t)dim[0] << 24 | (size_t)dim[1] << 16 | (size_t)dim[2] << 8 | (size_t)dim[3];
        if (found.dims[i] == 0) {
            return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                                  "IDX %s, expected at least 1, got 0", names[i]);
        }
        fits = fits && memory_multiply(found.size, found.dims[i], &found.size);
    }
    if (!fits || found.size > LUME_IDX_MAX_SIZE) {
        return lume_error_set(source->error, LUME_ERROR_MEMORY, source->name,
                              "IDX array, expected at most %zu bytes, got %zu x %zu x %zu",
                              LUME_IDX_MAX_SIZE, found.dims[0], found.dims[1], found.dims[2]);
    }
    *idx = found;
    *header_size = size;
    return LUME_OK;
}

static enum lume_status wrong_size(const struct source *source, size_t expected, const char *more,
                                   size_t got)
{
    return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                          "IDX data, expected %zu bytes, got %s%zu", expected, more, got);
}

/* As read_header, for a whole plain file. */
static enum lume_status read_plain(const struct source *source, const uint8_t *bytes, size_t size,
                                   struct lume_idx *idx, size_t *header_size)
{
    struct lume_idx found;
    size_t header;
    enum lume_status status =
        read_header(source, bytes, size < HEADER_MAX ? size : HEADER_MAX, &found, &header);
    if (status != LUME_OK) {
        return status;
    }
    if (size - header != found.size) {
        return wrong_size(source, found.size, "", size - header);
    }
    *idx = found;
    *header_size = header;
    return LUME_OK;
}

/* An array on its way from a file. */
struct idx_reader {
    const char *name;
    uint8_t *file; /* owned; NULL: borrowed by whoever reads from memory */
    bool inflates; /* `gzip` is in use */
    struct gzip gzip;
    struct lume_idx idx;
    size_t n_there;
};

/* Make room for the elements; `head` holds the first n bytes of the file, of which `header` are its
 * header. A file that cannot hold so much is not given room for it. */
static enum lume_status begin_elements(struct idx_reader *reader, const struct source *source,
                                       const uint8_t *head, size_t n, size_t header)
{
    struct lume_idx *idx = &reader->idx;
    const size_t early = n - header;
    if (early > idx->size) {
        return wrong_size(source, idx->size, "at least ", early);
    }
    if (reader->gzip.size < (idx->size + header) / GZIP_RATIO_MAX) {
        return lume_error_set(source->error, LUME_ERROR_DATA, source->name,
                              "IDX data, expected %zu bytes, got fewer: the gzip file has only %zu",
                              idx->size, reader->gzip.size);
    }
    idx->bytes = memory_allocate(idx->size, 1);
    if (!idx->bytes) {
        return memory_exhausted(source->error, source->name);
    }
    memcpy(idx->bytes, head + header, early);
    reader->n_there = early;
    return LUME_OK;
}

static enum lume_status begin_gzip(struct idx_reader *reader, const struct source *source,
                                   const uint8_t *bytes, size_t size)
{
    uint8_t head[HEADER_MAX];
    size_t n, header;
    enum lume_status status = gzip_init(&reader->gzip, bytes, size, source->name, source->error);
    if (status != LUME_OK) {
        return status;
    }
    reader->inflates = true;
    status = gzip_read(&reader->gzip, head, sizeof head, &n, source->error);
    if (status == LUME_OK) {
        status = read_header(source, head, n, &reader->idx, &header);
    }
    return status == LUME_OK ? begin_elements(reader, source, head, n, header) : status;
}

static void reader_finish(struct idx_reader *reader)
{
    if (reader->inflates) {
        gzip_finish(&reader->gzip);
    }
    lume_idx_finish(&reader->idx);
    memory_free(reader->file);
}

/* There must be nothing behind the elements. */
static enum lume_status end_gzip(struct idx_reader *reader, struct lume_error *error)
{
    const struct source source = {.name = reader->name, .error = error};
    uint8_t extra;
    size_t got;
    enum lume_status status = gzip_read(&reader->gzip, &extra, 1, &got, error);
    if (status == LUME_OK && got > 0) {
        status = wrong_size(&source, reader->idx.size, "at least ", reader->idx.size + 1);
    }
    reader->idx.trailing_zeros = reader->gzip.trailing_zeros;
    return status;
}

enum lume_status idx_reader_read(struct idx_reader *reader, size_t n, bool *end,
                                 struct lume_error *error)
{
    const size_t left = reader->idx.size - reader->n_there, wanted = n < left ? n : left;
    if (!reader->inflates) {
        *end = true;
        return LUME_OK;
    }
    size_t got;
    enum lume_status status =
        gzip_read(&reader->gzip, reader->idx.bytes + reader->n_there, wanted, &got, error);
    if (status != LUME_OK) {
        return status;
    }
    reader->n_there += got;
    if (got < wanted) {
        const struct source source = {.name = reader->name, .error = error};
        return wrong_size(&source, reader->idx.size, "", reader->n_there);
    }
    *end = reader->n_there == reader->idx.size;
    return *end ? end_gzip(reader, error) : LUME_OK;
}

enum lume_status lume_idx_parse(const void *bytes, size_t size, const char *name,
                                unsigned expected_dims, struct lume_idx *out,
                                struct lume_error *error)
{
    assert(expected_dims == 0 || expected_dims == 1 || expected_dims == 3);
    const struct source source = {name, expected_dims, error};
    if (gzip_recognise(bytes, size)) {
        struct idx_reader reader = {.name = name};
        bool end;
        enum lume_status status = begin_gzip(&reader, &source, bytes, size);
        if (status == LUME_OK) {
            status = idx_reader_read(&reader, SIZE_MAX, &end, error);
        }
        if (status == LUME_OK) {
            idx_reader_take(&reader, out);
        }
        reader_finish(&reader);
        return status;
    }
    struct lume_idx idx;
    size_t header;
    enum lume_status status = read_plain(&source, bytes, size, &idx, &header);
    if (status != LUME_OK) {
        return status;
    }
    idx.bytes = memory_allocate(idx.size, 1);
    if (!idx.bytes) {
        return memory_exhausted(error, name);
    }
    memcpy(idx.bytes, (const uint8_t *)bytes + header, idx.size);
    *out = idx;
    return LUME_OK;
}

/* The elements of a plain file are all there. */
static enum lume_status begin_plain(struct idx_reader *reader, const struct source *source,
                                    size_t size)
{
    size_t header;
    enum lume_status status = read_plain(source, reader->file, size, &reader->idx, &header);
    if (status == LUME_OK) {
        memmove(reader->file, reader->file + header, reader->idx.size);
        reader->idx.bytes = reader->file; /* no second block for a large file */
        reader->file = NULL;
        reader->n_there = reader->idx.size;
    }
    return status;
}

enum lume_status idx_reader_open(const char *path, unsigned expected_dims, struct idx_reader **out,
                                 struct lume_error *error)
{
    assert(expected_dims == 0 || expected_dims == 1 || expected_dims == 3);
    struct idx_reader *reader = memory_allocate(1, sizeof *reader);
    if (!reader) {
        return memory_exhausted(error, path);
    }
    reader->name = strcmp(path, "-") == 0 ? "standard input" : path;
    const struct source source = {reader->name, expected_dims, error};
    size_t size;
    enum lume_status status =
        file_read(path, LUME_IDX_MAX_SIZE + FILE_OVERHEAD, &reader->file, &size, error);
    if (status == LUME_OK) {
        status = gzip_recognise(reader->file, size)
                     ? begin_gzip(reader, &source, reader->file, size)
                     : begin_plain(reader, &source, size);
    }
    if (status != LUME_OK) {
        idx_reader_close(reader);
        return status;
    }
    *out = reader;
    return LUME_OK;
}

const struct lume_idx *idx_reader_array(const struct idx_reader *reader, size_t *n_there)
{
    *n_there = reader->n_there;
    return &reader->idx;
}

void idx_reader_take(struct idx_reader *reader, struct lume_idx *out)
{
    *out = reader->idx;
    reader->idx.bytes = NULL;
}

void idx_reader_close(struct idx_reader *reader)
{
    if (reader) {
        reader_finish(reader);
        memory_free(reader);
    }
}

enum lume_status lume_idx_load(const char *path, unsigned expected_dims, struct lume_idx *out,
                               struct lume_error *error)
{
    struct idx_reader *reader;
    bool end;
    enum lume_status status = idx_reader_open(path, expected_dims, &reader, error);
    if (status != LUME_OK) {
        return status;
    }
    status = idx_reader_read(reader, SIZE_MAX, &end, error);
    if (status == LUME_OK) {
        idx_reader_take(reader, out);
    }
    idx_reader_close(reader);
    return status;
}

enum lume_status lume_idx_save(const struct lume_idx *idx, const char *path,
                               struct lume_error *error)
{
    assert(idx->n_dims == 1 || idx->n_dims == 3);
    const size_t header = MAGIC_SIZE + 4 * (size_t)idx->n_dims, size = header + idx->size;
    uint8_t *bytes = memory_allocate(size, 1);
    if (!bytes) {
        return memory_exhausted(error, path);
    }
    bytes[2] = TYPE_UINT8;
    bytes[3] = (uint8_t)idx->n_dims;
    for (unsigned i = 0; i < 4 * idx->n_dims; i++) {
        bytes[MAGIC_SIZE + i] = (uint8_t)(idx->dims[i / 4] >> (24 - 8 * (i % 4)));
    }
    memcpy(bytes + header, idx->bytes, idx->size);
    enum lume_status status = gzip_save(path, bytes, size, error);
    memory_free(bytes);
    return status;
}

void lume_idx_finish(struct lume_idx *idx)
{
    if (idx) {
        memory_free(idx->bytes);
        *idx = (struct lume_idx){0};
    }
}
