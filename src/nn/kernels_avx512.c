/* SPDX-License-Identifier: MIT */
#include "nn/lanes_avx512.h"

#define KERNELS_NAME "avx512"
#define KERNELS_TABLE kernels_avx512
#include "nn/kernels_impl.h"
