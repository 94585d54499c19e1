/* SPDX-License-Identifier: MIT */
#ifndef LUME_MODEL_H
#define LUME_MODEL_H

#include "network.h"
#include "normalizer.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LUME_MODEL_FORMAT = 1, LUME_MODEL_NAME_SIZE = 32 };

/**
 * A network with what is needed to use it and to know where it came from.
 *
 * File: safetensors. Tensors `layers.N.weight` F32 [n_out][n_in], `layers.N.bias` F32 [n_out] and,
 * for prelu, `layers.N.slope` F32 [1]; N counts from 0. Metadata, all strings: `format`
 * ("lume"), `version` ("1"), `sizes` ("784,16,16,10"), `activations` ("sigmoid,sigmoid,softmax"),
 * `image` ("28x28"), `normalizer` ("moments"), `input_scale`, `input_offset`, `loss`, `optimizer`,
 * `seed`, `epochs`, `validation_accuracy`, `test_accuracy`, `data_checksum` ("crc32:0123abcd").
 * What is unknown is left out. Python's safetensors and PyTorch's Linear read the tensors as they
 * are.
 *
 * The second network, where there is one, has tensors `unlike.N.weight`, … and metadata
 * `unlike_sizes`, `unlike_activations`; its input scale and offset are those of the first. It has
 * as many inputs, two outputs, and softmax there.
 *
 * A file of other programs (no `format` or another one) is taken, too, when its tensors have these
 * names, in any order. Its metadata is ignored: activations are sigmoid, and softmax for two
 * outputs or more; the image is a square, or one row where the inputs make no square; input_scale
 * is 1/255, input_offset 0, the normaliser is "none". To say something else it states `format`,
 * `version` and `activations`, which a file of lume must have, and what else it wants. Keys that
 * are not named above are ignored; a newer version is refused.
 */
struct lume_model {
    struct lume_network *network; /**< owned */
    /** Owned: a second, smaller network that tells digits (its output 0) from what is none (output
     *  1), on the same inputs; NULL: the model cannot tell. */
    struct lume_network *unlike;
    size_t rows, columns; /**< of an image; rows * columns = n_inputs */
    /** What is done to images before the network sees them; NULL: nothing. */
    const struct lume_normalizer *normalizer;
    /** Names as in their registries (a-z, 0-9 and '-'); "" where unknown. */
    char loss[LUME_MODEL_NAME_SIZE], optimizer[LUME_MODEL_NAME_SIZE];
    uint64_t seed;              /**< known where it is not 0 or epochs are known */
    uint64_t epochs;            /**< that led to these parameters; 0: unknown */
    double validation_accuracy; /**< 0 to 1; NaN: unknown */
    double test_accuracy;       /**< 0 to 1; NaN: unknown */
    uint32_t data_checksum;     /**< of the training set; 0: unknown */
};

/**
 * Read a model from memory. Every byte of the file must be accounted for.
 * @param name  what messages call it
 * @return LUME_ERROR_DATA, LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_model_parse(const void *bytes, size_t size,
                                                         const char *name, struct lume_model *out,
                                                         struct lume_error *error);

/** Read a model from a regular file; as lume_model_parse, and LUME_ERROR_IO. */
LUME_API LUME_MUST_USE enum lume_status lume_model_load(const char *path, struct lume_model *out,
                                                        struct lume_error *error);

/** Read the model that is built into the library. */
LUME_API LUME_MUST_USE enum lume_status lume_model_load_default(struct lume_model *out,
                                                                struct lume_error *error);

/** Write a model atomically: afterwards `path` holds the old file or the new one, never half.
 *  Equal models give equal files.
 *  @return LUME_ERROR_IO, LUME_ERROR_MEMORY, LUME_ERROR_DATA (a parameter that is not finite) */
LUME_API LUME_MUST_USE enum lume_status lume_model_save(const struct lume_model *model,
                                                        const char *path, struct lume_error *error);

LUME_API void lume_model_finish(struct lume_model *model);

/**
 * A format that other programs read: an entry of the registry.
 *
 * All carry the tensors and the metadata of the model file under the same names, and equal models
 * give equal files. None normalises: its users must do as `normalizer` says.
 * - npz: uncompressed; tensors are float32 arrays, metadata text arrays without dimensions.
 * - csv: a line each, "name,value,value…". First the metadata, then for each layer N a line
 *   `layers.N.weight[J]` with the n_in weights of its unit J, and `layers.N.bias` with n_out
 *   values; decimals are the shortest that read back as the same float.
 * - onnx: a graph from `image`, float [N, n_inputs] of pixels 0 to 255, to `outputs`, float
 *   [N, n_outputs], and of models with a second network to `unlike`, float [N, 2]; opset 13.
 */
struct lume_export_format {
    const char *name;
    const char *doc;
    /** Write atomically; returns what lume_model_save does, or LUME_ERROR_USAGE where the format
     *  has no form for an activation (onnx, for those of your own). */
    enum lume_status (*write)(const struct lume_model *model, const char *path,
                              struct lume_error *error);
};

/** List them: npz (NumPy), csv, onnx; NULL after the last. */
LUME_API const struct lume_export_format *lume_export_format_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_export_format *lume_export_format_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
