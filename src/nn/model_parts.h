/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_MODEL_PARTS_H
#define LUME_NN_MODEL_PARTS_H

/*
 * A model as a list of named tensors and a list of named strings: what its own file and every
 * export are made of.
 */

#include "base/buffer.h"

#include <lume/model.h>

#include <stdbool.h>
#include <stddef.h>

enum { MODEL_TENSOR_NAME_SIZE = 40 };

/* Tell whether the bytes start as a model file does: the length of its header, 8 bytes, and the
 * header's brace. */
bool model_recognise(const void *bytes, size_t size);

/* The networks of a model, in the order of the file. */
enum { MODEL_DIGITS, MODEL_UNLIKE, MODEL_N_NETWORKS };

/* What files call a network. */
struct model_naming {
    const char *prefix;              /* of its tensors: "layers" */
    const char *sizes, *activations; /* keys of the metadata */
    const char *note;                /* stands before messages of it that do not name it */
};

extern const struct model_naming model_namings[MODEL_N_NETWORKS];

/* One of the networks; NULL where the model has no such. */
const struct lume_network *model_network(const struct lume_model *model, size_t which);

/* One tensor of a file, and where it is in its network: value (row, column) is
 * parameters[offset + row * row_step + column * column_step]. */
struct model_tensor {
    const struct lume_network *network;
    char name[MODEL_TENSOR_NAME_SIZE]; /* "layers.0.weight" */
    size_t n_dims, dims[2];            /* [n_out, n_in], [n_out] or [1]; unused ones are 1 */
    size_t offset, row_step, column_step;
};

/* Describe the tensors in the order of the file: network by network, each layer's weight, bias and,
 * where the activation has one, slope. False after the last. */
bool model_tensor_at(const struct lume_model *model, size_t index, struct model_tensor *out);

/* Where value (row, column) is in the network's parameters. */
size_t model_tensor_place(const struct model_tensor *tensor, size_t row, size_t column);

/* Add its values as little-endian floats, last dimension fastest. */
void model_tensor_append(const struct model_tensor *tensor, struct buffer *buffer);

/* Tell whether a text can stand for a loss or an optimiser: lower case, digits and '-', shorter
 * than LUME_MODEL_NAME_SIZE, not empty. */
bool model_name_is_valid(const char *text);

/* LUME_ERROR_DATA, and a message that names it, when some number of the networks is not finite. */
LUME_MUST_USE enum lume_status model_check_finite(const struct lume_model *model, const char *name,
                                                  struct lume_error *error);

typedef void model_metadata_function(void *context, const char *key, const char *value);

/* Call `function` for each string of the metadata that is known, in the order of the file. */
void model_each_metadata(const struct lume_model *model, model_metadata_function *function,
                         void *context);

/* Make the model's file in memory; as lume_model_save without the writing. */
LUME_MUST_USE enum lume_status model_write(const struct lume_model *model, const char *name,
                                           struct buffer *out, struct lume_error *error);

#endif
