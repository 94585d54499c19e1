/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_MODEL_DEFAULT_H
#define LUME_NN_MODEL_DEFAULT_H

#include <stddef.h>

/* The bytes of assets/digits.safetensors; the array is made by the build. */
extern const unsigned char model_default_bytes[];
extern const size_t model_default_size;

#endif
