/* SPDX-License-Identifier: MIT */
#include "gui/hyper_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PART_SIZE = 192, VALUE_SIZE = 64 };

static const struct hyper *const hypers[] = {
    &hyper_hidden,        &hyper_activation, &hyper_init,     &hyper_optimizer,
    &hyper_learning_rate, &hyper_batch_size, &hyper_momentum, &hyper_schedule,
    &hyper_epochs,        &hyper_l1,         &hyper_l2,       &hyper_dropout,
    &hyper_clip_norm,     &hyper_augment,    &hyper_patience, &hyper_train_size,
};

enum { N_HYPERS = sizeof hypers / sizeof *hypers };

const struct hyper *hyper_at(size_t index)
{
    return index < N_HYPERS ? hypers[index] : NULL;
}

const struct hyper *hyper_find(const char *name)
{
    for (size_t i = 0; i < N_HYPERS; i++) {
        if (strcmp(hypers[i]->name, name) == 0) {
            return hypers[i];
        }
    }
    return NULL;
}

static void write_change(const struct text_language *language, const char *name, const char *from,
                         const char *to, char out[PART_SIZE])
{
    const char *const arguments[] = {name, from, to, NULL};
    text_fill(language, N_("{1} {2} → {3}"), arguments, out, PART_SIZE);
}

/* Whether one differs that both have. */
static bool differs(const struct hyper *hyper, const struct recipe *from, const struct recipe *to,
                    const struct text_language *language, char out[PART_SIZE])
{
    char before[VALUE_SIZE], after[VALUE_SIZE];
    hyper->print(from, language, before, sizeof before);
    hyper->print(to, language, after, sizeof after);
    if (strcmp(before, after) == 0 || strcmp(before, HYPER_NO_SUCH_THING) == 0 ||
        strcmp(after, HYPER_NO_SUCH_THING) == 0) {
        return false;
    }
    write_change(language, text_get(language, hyper->caption), before, after, out);
    return true;
}

const char *hyper_difference(const struct recipe *from, const struct recipe *to,
                             const struct text_language *language, char *out, size_t size)
{
    char parts[N_HYPERS + 1][PART_SIZE], seeds[2][VALUE_SIZE];
    const char *texts[N_HYPERS + 2];
    size_t n = 0;
    for (size_t i = 0; i < N_HYPERS; i++) {
        if (differs(hypers[i], from, to, language, parts[n])) {
            texts[n] = parts[n];
            n++;
        }
    }
    if (from->training.seed != to->training.seed) {
        snprintf(seeds[0], sizeof seeds[0], "%" PRIu64, from->training.seed);
        snprintf(seeds[1], sizeof seeds[1], "%" PRIu64, to->training.seed);
        write_change(language, text_get(language, N_("seed")), seeds[0], seeds[1], parts[n]);
        texts[n] = parts[n];
        n++;
    }
    if (n == 0) {
        texts[n++] = N_("the same again");
    }
    texts[n] = NULL;
    return text_join(language, texts, ", ", out, size);
}
