/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_EXPORT_H
#define LUME_NN_EXPORT_H

#include "base/buffer.h"

#include <lume/model.h>

/* The entries of the registry, a file each. */
extern const struct lume_export_format export_npz, export_csv, export_onnx;

/* Make a file in memory; what fails to be allocated shows in the buffer. */
typedef void export_build_function(const struct lume_model *model, struct buffer *out);

/* Check the model, build the file and write it atomically. */
LUME_MUST_USE enum lume_status export_write(const struct lume_model *model, const char *path,
                                            export_build_function *build, struct lume_error *error);

#endif
