/* SPDX-License-Identifier: MIT */
#include "nn/loss_impl.h"

#include <string.h>

bool lume_loss_is_fused(const struct lume_loss *loss, const struct lume_activation *activation)
{
    return loss->fused && strcmp(loss->fused, activation->name) == 0;
}

const struct lume_loss *lume_loss_at(size_t index)
{
    return index < N_LOSSES ? &losses[index] : NULL;
}

const struct lume_loss *lume_loss_find(const char *name)
{
    for (size_t i = 0; i < N_LOSSES; i++) {
        if (strcmp(losses[i].name, name) == 0) {
            return &losses[i];
        }
    }
    return NULL;
}
