/* SPDX-License-Identifier: MIT */
#include "nn/lanes_avx2.h"

#define KERNELS_NAME "avx2"
#define KERNELS_TABLE kernels_avx2
#include "nn/kernels_impl.h"
