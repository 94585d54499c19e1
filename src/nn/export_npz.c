/* SPDX-License-Identifier: MIT */
#include "nn/export.h"
#include "nn/model_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

/*
 * NumPy's archive: a zip file, nothing compressed, with one array a member. Tensors are float32
 * under the names of the model file, each string of the metadata an array without dimensions.
 *
 * Sources: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 4.3; NumPy's documentation of
 * the .npy format, version 1.0.
 */

enum {
    ZIP_VERSION = 20,            /* 2.0: what a reader must know */
    ZIP_TIME = 0,                /* fixed, so that equal models give equal files: 00:00:00 */
    ZIP_DATE = 1 << 5 | 1,       /* on 1 January 1980 */
    NPY_PREFIX_SIZE = 6 + 2 + 2, /* magic, version, length of the header */
    NPY_ALIGNMENT = 64,          /* of the elements, from the start of the member */
};

/* An archive in the making: the members, and the directory that will follow them. */
struct archive {
    struct buffer *out;
    struct buffer directory;
    size_t n_members;
};

/* What a member's header and its entry in the directory share. */
static void append_fields(struct buffer *out, const struct buffer *content, size_t name_size)
{
    uLong crc = crc32(0, content->bytes, (uInt)content->size);
    buffer_uint(out, ZIP_VERSION, 2);
    buffer_uint(out, 0, 2); /* flags */
    buffer_uint(out, 0, 2); /* stored */
    buffer_uint(out, ZIP_TIME, 2);
    buffer_uint(out, ZIP_DATE, 2);
    buffer_uint(out, crc, 4);
    buffer_uint(out, content->size, 4); /* as stored */
    buffer_uint(out, content->size, 4); /* as it is */
    buffer_uint(out, name_size, 2);
    buffer_uint(out, 0, 2); /* nothing extra */
}

/* Add the member NAME.npy and empty its content. */
static void append_member(struct archive *archive, const char *name, struct buffer *content)
{
    struct buffer *out = archive->out, *directory = &archive->directory;
    size_t begin = out->size, name_size = strlen(name) + strlen(".npy");

    buffer_text(out, "PK\x03\x04");
    append_fields(out, content, name_size);
    buffer_format(out, "%s.npy", name);
    buffer_append(out, content->bytes, content->size);

    buffer_text(directory, "PK\x01\x02");
    buffer_uint(directory, ZIP_VERSION, 2); /* of the writer */
    append_fields(directory, content, name_size);
    buffer_uint(directory, 0, 2); /* no comment */
    buffer_uint(directory, 0, 2); /* first disk */
    buffer_uint(directory, 0, 2); /* attributes: none */
    buffer_uint(directory, 0, 4);
    buffer_uint(directory, begin, 4);
    buffer_format(directory, "%s.npy", name);

    out->failed = out->failed || content->failed;
    archive->n_members++;
    buffer_finish(content);
}

static void append_directory(struct archive *archive)
{
    struct buffer *out = archive->out, *directory = &archive->directory;
    size_t begin = out->size;
    buffer_append(out, directory->bytes, directory->size);
    buffer_text(out, "PK\x05\x06");
    buffer_uint(out, 0, 2); /* this disk */
    buffer_uint(out, 0, 2); /* the directory's */
    buffer_uint(out, archive->n_members, 2);
    buffer_uint(out, archive->n_members, 2);
    buffer_uint(out, directory->size, 4);
    buffer_uint(out, begin, 4);
    buffer_uint(out, 0, 2); /* no comment */
    out->failed = out->failed || directory->failed;
    buffer_finish(directory);
}

/* The header of an array: a dictionary of Python, padded with spaces. */
static void append_npy_header(struct buffer *content, const char *dtype, const char *shape)
{
    char header[160];
    int used = snprintf(header, sizeof header,
                        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", dtype, shape);
    assert(used > 0 && (size_t)used < sizeof header);
    size_t size = NPY_PREFIX_SIZE + (size_t)used + 1;
    size = (size + NPY_ALIGNMENT - 1) / NPY_ALIGNMENT * NPY_ALIGNMENT;
    buffer_text(content, "\x93NUMPY");
    buffer_uint(content, 1, 1); /* version 1.0 */
    buffer_uint(content, 0, 1);
    buffer_uint(content, size - NPY_PREFIX_SIZE, 2);
    buffer_format(content, "%-*s\n", (int)(size - NPY_PREFIX_SIZE - 1), header);
}

static void append_metadata(void *context, const char *key, const char *value)
{
    struct buffer content = {0};
    char dtype[32];
    snprintf(dtype, sizeof dtype, "<U%zu", strlen(value));
    append_npy_header(&content, dtype, "");
    for (; *value; value++) {
        buffer_uint(&content, (unsigned char)*value, 4); /* ASCII, as UCS-4 */
    }
    append_member(context, key, &content);
}

static void append_tensor(struct archive *archive, const struct model_tensor *tensor)
{
    struct buffer content = {0};
    char shape[48];
    if (tensor->n_dims == 2) {
        snprintf(shape, sizeof shape, "%zu, %zu", tensor->dims[0], tensor->dims[1]);
    } else {
        snprintf(shape, sizeof shape, "%zu,", tensor->dims[0]);
    }
    append_npy_header(&content, "<f4", shape);
    model_tensor_append(tensor, &content);
    append_member(archive, tensor->name, &content);
}

static void build(const struct lume_model *model, struct buffer *out)
{
    struct archive archive = {.out = out};
    model_each_metadata(model, append_metadata, &archive);
    struct model_tensor tensor;
    for (size_t i = 0; model_tensor_at(model, i, &tensor); i++) {
        append_tensor(&archive, &tensor);
    }
    append_directory(&archive);
}

static enum lume_status write_npz(const struct lume_model *model, const char *path,
                                  struct lume_error *error)
{
    return export_write(model, path, build, error);
}

const struct lume_export_format export_npz = {
    .name = "npz",
    .doc = "NumPy: an array for each tensor, the metadata as text",
    .write = write_npz,
};
