/* SPDX-License-Identifier: MIT */
#include "nn/lanes_scalar.h"

#define KERNELS_NAME "scalar"
#define KERNELS_TABLE kernels_scalar
#include "nn/kernels_impl.h"
