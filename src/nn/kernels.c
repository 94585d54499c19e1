/* SPDX-License-Identifier: MIT */
#include "nn/kernels.h"

#include <assert.h>
#include <string.h>

/* What this processor can run is asked of the compiler's own detection, operating system included.
 * Slowest first. */
static const struct lume_kernels *usable(size_t index)
{
    const struct lume_kernels *list[4] = {&kernels_scalar};
    size_t n = 1;
#ifdef HAVE_KERNELS_AVX2
    if (__builtin_cpu_supports("avx2")) {
        list[n++] = &kernels_avx2;
    }
#endif
#ifdef HAVE_KERNELS_AVX512
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
        list[n++] = &kernels_avx512;
    }
#endif
#ifdef HAVE_KERNELS_NEON
    list[n++] = &kernels_neon;
#endif
    return index < n ? list[index] : NULL;
}

const struct lume_kernels *lume_kernels_at(size_t index)
{
    return usable(index);
}

const struct lume_kernels *lume_kernels_find(const char *name)
{
    const struct lume_kernels *kernels = NULL;
    for (size_t i = 0; (kernels = usable(i)) && strcmp(kernels->name, name) != 0; i++) {
    }
    return kernels;
}

const struct lume_kernels *lume_kernels_best(void)
{
    size_t n = 1;
    while (usable(n)) {
        n++;
    }
    return usable(n - 1);
}

const char *lume_kernels_name(const struct lume_kernels *kernels)
{
    return kernels->name;
}

const struct activation_kernel *kernels_activation(const struct lume_kernels *kernels,
                                                   const struct lume_activation *activation)
{
    size_t i = 0;
    while (kernels_scalar.activations[i].activation != activation) {
        assert(kernels_scalar.activations[i].activation);
        i++;
    }
    return &kernels->activations[i];
}

const struct optimizer_kernel *kernels_optimizer(const struct lume_kernels *kernels,
                                                 const struct lume_optimizer *optimizer)
{
    size_t i = 0;
    while (kernels_scalar.optimizers[i].optimizer != optimizer) {
        assert(kernels_scalar.optimizers[i].optimizer);
        i++;
    }
    return &kernels->optimizers[i];
}
