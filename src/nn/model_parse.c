/* SPDX-License-Identifier: MIT */
#include "nn/model_parse.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool read_version(struct model_parse *p)
{
    const char *format = safetensors_metadata(&p->file, "format");
    p->own = format && strcmp(format, "lume") == 0;
    if (!p->own) {
        p->file.metadata = NULL; /* words of others, which may mean anything */
        return true;
    }
    const char *text = safetensors_metadata(&p->file, "version");
    uint64_t version;
    if (!text || !number_parse_uint64(text, &version) || version == 0) {
        return model_fail(p, "version, expected 1 to %d, got %.80s", LUME_MODEL_FORMAT,
                          text ? text : "none");
    }
    if (version > LUME_MODEL_FORMAT) {
        return model_fail(p, "version, expected at most %d, got %.80s: made by a newer lume",
                          LUME_MODEL_FORMAT, text);
    }
    return true;
}

/* "RxC"; where there is none, a square, or a row where the inputs make no square. */
static bool read_image(struct model_parse *p)
{
    struct lume_model *model = &p->model;
    const char *image = safetensors_metadata(&p->file, "image");
    if (!image) {
        size_t side = (size_t)lround(sqrt((double)p->n_inputs));
        model->rows = side * side == p->n_inputs ? side : 1;
        model->columns = p->n_inputs / model->rows;
        return true;
    }
    char rows_text[24];
    uint64_t rows, columns;
    size_t n = strcspn(image, "x");
    snprintf(rows_text, sizeof rows_text, "%.*s", (int)(n < 23 ? n : 23), image);
    if (!image[n] || !number_parse_uint64(rows_text, &rows) ||
        !number_parse_uint64(image + n + 1, &columns) || rows < 1 || columns < 1 ||
        rows > p->n_inputs || columns > p->n_inputs || rows * columns != p->n_inputs) {
        return model_fail(p, "image, expected RxC with R * C = %zu inputs, got %.80s", p->n_inputs,
                          image);
    }
    model->rows = (size_t)rows;
    model->columns = (size_t)columns;
    return true;
}

static bool read_normalizer(struct model_parse *p)
{
    const char *name = safetensors_metadata(&p->file, "normalizer");
    p->model.normalizer = lume_normalizer_find(name ? name : "none");
    return p->model.normalizer || model_fail(p, "unknown normalizer \"%.80s\"", name);
}

static bool read_name(struct model_parse *p, const char *key, char *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    if (!text) {
        return true;
    }
    if (!model_name_is_valid(text)) {
        return model_fail(p, "%s, expected 1 to %d of a-z, 0-9 and '-', got \"%.80s\"", key,
                          LUME_MODEL_NAME_SIZE - 1, text);
    }
    snprintf(out, LUME_MODEL_NAME_SIZE, "%s", text);
    return true;
}

static bool read_count(struct model_parse *p, const char *key, uint64_t *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    if (text && !number_parse_uint64(text, out)) {
        return model_fail(p, "%s, expected a whole number from 0 to 2^64 - 1, got %.80s", key,
                          text);
    }
    return true;
}

static bool read_accuracy(struct model_parse *p, const char *key, double *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    double value = NAN;
    if (text && (!number_parse_double(text, &value) || value < 0 || value > 1)) {
        return model_fail(p, "%s, expected a number from 0 to 1, got %.80s", key, text);
    }
    *out = value;
    return true;
}

static bool read_checksum(struct model_parse *p)
{
    const char *text = safetensors_metadata(&p->file, "data_checksum");
    static const char prefix[] = "crc32:";
    if (!text) {
        return true;
    }
    size_t n = strlen(prefix);
    bool good = strncmp(text, prefix, n) == 0 && strlen(text + n) == 8;
    uint32_t value = 0;
    for (const char *c = text + n; good && *c; c++) {
        const char *digits = "0123456789abcdef", *digit = strchr(digits, *c);
        good = digit != NULL;
        value = value << 4 | (uint32_t)(good ? digit - digits : 0);
    }
    if (!good) {
        return model_fail(p, "data_checksum, expected crc32: and 8 hexadecimal digits, got %.80s",
                          text);
    }
    p->model.data_checksum = value;
    return true;
}

/* Where the model comes from. */
static bool read_record(struct model_parse *p)
{
    struct lume_model *model = &p->model;
    return read_name(p, "loss", model->loss) && read_name(p, "optimizer", model->optimizer) &&
           read_count(p, "seed", &model->seed) && read_count(p, "epochs", &model->epochs) &&
           read_accuracy(p, "validation_accuracy", &model->validation_accuracy) &&
           read_accuracy(p, "test_accuracy", &model->test_accuracy) && read_checksum(p);
}

enum lume_status lume_model_parse(const void *bytes, size_t size, const char *name,
                                  struct lume_model *out, struct lume_error *error)
{
    struct model_parse p = {.name = name, .error = error};
    p.status = safetensors_open(bytes, size, name, &p.file, error);
    if (p.status != LUME_OK) {
        return p.status;
    }
    bool good = read_version(&p) && model_plan_networks(&p) && read_image(&p) &&
                read_normalizer(&p) && read_record(&p) && model_read_networks(&p);
    safetensors_finish(&p.file);
    if (!good) {
        lume_model_finish(&p.model);
        return p.status;
    }
    *out = p.model;
    return LUME_OK;
}
