/* SPDX-License-Identifier: MIT */
#include "nn/lanes_neon.h"

#define KERNELS_NAME "neon"
#define KERNELS_TABLE kernels_neon
#include "nn/kernels_impl.h"
