/* SPDX-License-Identifier: MIT */

/* Look-ups in the lists of activations and optimisers, which stand in the scalar kernels. */

#include "nn/kernels.h"

#include <string.h>

/* at: the entry if there are so many; find: the entry of that name. */
#define LOOKUPS(type, list)                                              \
    const struct lume_##type *lume_##type##_at(size_t index)             \
    {                                                                    \
        for (size_t i = 0; i < index; i++) {                             \
            if (!kernels_scalar.list[i].type) {                          \
                return NULL;                                             \
            }                                                            \
        }                                                                \
        return kernels_scalar.list[index].type;                          \
    }                                                                    \
    const struct lume_##type *lume_##type##_find(const char *name)       \
    {                                                                    \
        const struct lume_##type *entry;                                 \
        for (size_t i = 0; (entry = kernels_scalar.list[i].type); i++) { \
            if (strcmp(entry->name, name) == 0) {                        \
                break;                                                   \
            }                                                            \
        }                                                                \
        return entry;                                                    \
    }

LOOKUPS(activation, activations)
LOOKUPS(optimizer, optimizers)
