/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_MODEL_PARSE_H
#define LUME_NN_MODEL_PARSE_H

/*
 * A file on its way to a model. Steps return whether all is well; where it is not, they have set
 * status and error.
 */

#include "nn/model_parts.h"
#include "nn/safetensors.h"

#include <lume/model.h>

#include <stdbool.h>
#include <stddef.h>

/* A network on its way. */
struct model_plan {
    const struct model_naming *naming;
    size_t n_layers; /* 0: there is no such network */
    struct lume_layer_config layers[LUME_MAX_LAYERS];
};

struct model_parse {
    struct safetensors file;
    const char *name; /* what messages call it */
    struct lume_error *error;
    enum lume_status status;
    bool own;        /* written by lume: it must say what its activations are */
    size_t n_inputs; /* of all networks */
    struct model_plan plans[MODEL_N_NETWORKS];
    struct lume_model model;
};

/* `return model_fail(p, "image, expected RxC, got %s", text);` */
#define model_fail(p, ...) \
    ((p)->status = lume_error_set((p)->error, LUME_ERROR_DATA, (p)->name, __VA_ARGS__), false)

/* Find out from the tensors' names and shapes, and from the metadata, what the networks are. */
bool model_plan_networks(struct model_parse *p);

/* Make the networks, and read their parameters. */
bool model_read_networks(struct model_parse *p);

#endif
