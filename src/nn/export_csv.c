/* SPDX-License-Identifier: MIT */
#include "base/number.h"
#include "nn/export.h"
#include "nn/model_parts.h"

/*
 * Lines of cells with commas between them; the first cell names what the others hold:
 *
 *   format,lume                      the metadata of the model file
 *   sizes,784,16,16,10
 *   …
 *   layers.0.weight[0],0.1,-0.2,…    weights into unit 0 of the first layer, an input a cell
 *   …
 *   layers.0.bias,0.5,…              a unit a cell
 */

static void append_metadata(void *context, const char *key, const char *value)
{
    buffer_format(context, "%s,%s\n", key, value);
}

/* One line: row `row` of a matrix, or all of a vector, which is the column of its rows. */
static void append_values(const struct model_tensor *tensor, size_t row, struct buffer *out)
{
    bool is_matrix = tensor->n_dims == 2;
    size_t n = is_matrix ? tensor->dims[1] : tensor->dims[0];
    for (size_t i = 0; i < n; i++) {
        char text[NUMBER_SIZE];
        size_t place =
            is_matrix ? model_tensor_place(tensor, row, i) : model_tensor_place(tensor, i, 0);
        buffer_text(out, ",");
        buffer_text(out, number_float((float)tensor->network->parameters[place], text));
    }
    buffer_text(out, "\n");
}

static void build(const struct lume_model *model, struct buffer *out)
{
    model_each_metadata(model, append_metadata, out);
    struct model_tensor tensor;
    for (size_t i = 0; model_tensor_at(model, i, &tensor); i++) {
        if (tensor.n_dims == 1) {
            buffer_text(out, tensor.name);
            append_values(&tensor, 0, out);
            continue;
        }
        for (size_t row = 0; row < tensor.dims[0]; row++) {
            buffer_format(out, "%s[%zu]", tensor.name, row);
            append_values(&tensor, row, out);
        }
    }
}

static enum lume_status write_csv(const struct lume_model *model, const char *path,
                                  struct lume_error *error)
{
    return export_write(model, path, build, error);
}

const struct lume_export_format export_csv = {
    .name = "csv",
    .doc = "text: a name and its values a line, weights a line for each unit",
    .write = write_csv,
};
