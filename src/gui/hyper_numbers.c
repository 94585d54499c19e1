/* SPDX-License-Identifier: MIT */
#include "base/number.h"
#include "gui/hyper_parts.h"

#include <math.h>

enum { MAX_VALUES = 32 };

/* A number of the recipe and its usual values, in the order that they are stepped through. */
struct ladder {
    size_t offset; /* in struct recipe */
    enum { FLOAT, SIZE, UINT64 } type;
    unsigned given;                               /* enum recipe_given, or 0 */
    const char *zero;                             /* what 0 is called; NULL: 0 */
    bool zero_last;                               /* 0 is more than any number */
    bool (*applies)(const struct recipe *recipe); /* NULL: always */
    size_t n;
    double values[MAX_VALUES];
};

static double ladder_read(const struct ladder *ladder, const struct recipe *recipe)
{
    const void *field = (const char *)recipe + ladder->offset;
    return ladder->type == FLOAT  ? (double)*(const float *)field
           : ladder->type == SIZE ? (double)*(const size_t *)field
                                  : (double)*(const uint64_t *)field;
}

static bool ladder_applies(const struct ladder *ladder, const struct recipe *recipe)
{
    return !ladder->applies || ladder->applies(recipe);
}

static void ladder_write(const struct ladder *ladder, struct recipe *recipe, double value)
{
    void *field = (char *)recipe + ladder->offset;
    if (ladder->type == FLOAT) {
        *(float *)field = (float)value;
    } else if (ladder->type == SIZE) {
        *(size_t *)field = (size_t)value;
    } else {
        *(uint64_t *)field = (uint64_t)value;
    }
    recipe->given |= ladder->given;
    hyper_settle(recipe);
}

/* Where a value stands among the others. */
static double rank(const struct ladder *ladder, double value)
{
    const double rounded = ladder->type == FLOAT ? (double)(float)value : value;
    return ladder->zero_last && value == 0 ? (double)INFINITY : rounded;
}

static bool ladder_step(const struct ladder *ladder, struct recipe *recipe, int steps)
{
    if (steps == 0 || !ladder_applies(ladder, recipe)) {
        return false;
    }
    const double before = ladder_read(ladder, recipe), place = rank(ladder, before);
    const int last = (int)ladder->n - 1;
    int below = 0, up_to = 0; /* so many values */
    for (int i = 0; i <= last; i++) {
        below += rank(ladder, ladder->values[i]) < place;
        up_to += rank(ladder, ladder->values[i]) <= place;
    }
    int index = steps > 0 ? up_to - 1 + (steps < last ? steps : last)
                          : below + (steps > -last ? steps : -last);
    index = index < 0 ? 0 : index > last ? last : index;
    const double further = rank(ladder, ladder->values[index]) - place;
    if (!(steps > 0 ? further > 0 : further < 0)) { /* at the end; NaN, too: it stays there */
        return false;
    }
    ladder_write(ladder, recipe, ladder->values[index]);
    return true;
}

/* With as few decimals as tell it from every other float. */
static void print_float(float value, const struct text_language *language, char *out, size_t size)
{
    enum { MOST_DIGITS = 12 };
    char text[NUMBER_SIZE], shown[TEXT_NUMBER_SIZE];
    double read;
    int digits = 0;
    while (digits < MOST_DIGITS &&
           number_parse_double(number_fixed((double)value, digits, text), &read) &&
           (float)read != value) {
        digits++;
    }
    hyper_put(out, size, text_number(language, (double)value, digits, shown));
}

static void ladder_print(const struct ladder *ladder, const struct recipe *recipe,
                         const struct text_language *language, char *out, size_t size)
{
    const double value = ladder_read(ladder, recipe);
    char count[TEXT_NUMBER_SIZE];
    if (!ladder_applies(ladder, recipe)) {
        hyper_put(out, size, HYPER_NO_SUCH_THING);
    } else if (value == 0 && ladder->zero) {
        hyper_put(out, size, text_get(language, ladder->zero));
    } else if (ladder->type != FLOAT) {
        hyper_put(out, size, text_count(language, (uint64_t)value, count));
    } else {
        print_float((float)value, language, out, size);
    }
}

static void ladder_copy(const struct ladder *ladder, const struct recipe *from, struct recipe *to)
{
    ladder_write(ladder, to, ladder_read(ladder, from));
}

#define LADDER(name)                                                                            \
    static bool step_##name(struct recipe *recipe, int steps)                                   \
    {                                                                                           \
        return ladder_step(&ladder_##name, recipe, steps);                                      \
    }                                                                                           \
    static void print_##name(const struct recipe *recipe, const struct text_language *language, \
                             char *out, size_t size)                                            \
    {                                                                                           \
        ladder_print(&ladder_##name, recipe, language, out, size);                              \
    }                                                                                           \
    static void copy_##name(const struct recipe *from, struct recipe *to)                       \
    {                                                                                           \
        ladder_copy(&ladder_##name, from, to);                                                  \
    }

#define COUNT(field) .offset = offsetof(struct recipe, field), .type = SIZE
#define NUMBER(field) .offset = offsetof(struct recipe, field), .type = FLOAT

static const struct ladder ladder_learning_rate = {
    NUMBER(training.learning_rate),
    .given = RECIPE_LEARNING_RATE,
    .n = 25,
    .values = {1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1,
               0.2,  0.5,  1,    2,    5,    10,   20,   50,   100,  200,  500,  1000},
};
LADDER(learning_rate)

static const double log_least = -5, log_range = 8; /* of the slider */

static float find_learning_rate(const struct recipe *recipe)
{
    const double place = (log10((double)recipe->training.learning_rate) - log_least) / log_range;
    return (float)fmin(fmax(place, 0), 1);
}

/* To two digits: others are not worth telling. */
static void place_learning_rate(struct recipe *recipe, float position)
{
    const double power = log_least + log_range * fmin(fmax((double)position, 0), 1);
    const double whole = floor(power), digits = round(10 * pow(10, power - whole));
    ladder_write(&ladder_learning_rate, recipe, digits * pow(10, whole - 1));
}

const struct hyper hyper_learning_rate = {
    .name = "learning-rate",
    .caption = N_("learning rate"),
    .live = true,
    .step = step_learning_rate,
    .print = print_learning_rate,
    .copy = copy_learning_rate,
    .position = find_learning_rate,
    .place = place_learning_rate,
};

static const struct ladder ladder_batch_size = {
    COUNT(training.batch_size),
    .zero = N_("full"),
    .zero_last = true,
    .n = 12,
    .values = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 0},
};
LADDER(batch_size)
const struct hyper hyper_batch_size = {
    .name = "batch-size",
    .caption = N_("batch size"),
    .step = step_batch_size,
    .print = print_batch_size,
    .copy = copy_batch_size,
};

static const struct ladder ladder_momentum = {
    NUMBER(training.momentum),
    .given = RECIPE_MOMENTUM,
    .applies = hyper_has_momentum,
    .n = 6,
    .values = {0, 0.5, 0.8, 0.9, 0.95, 0.99},
};
LADDER(momentum)
const struct hyper hyper_momentum = {
    .name = "momentum",
    .caption = N_("momentum"),
    .step = step_momentum,
    .print = print_momentum,
    .copy = copy_momentum,
};

static const struct ladder ladder_epochs = {
    COUNT(training.epochs),
    .n = 10,
    .values = {1, 3, 5, 10, 20, 30, 50, 100, 300, 1000},
};
LADDER(epochs)
const struct hyper hyper_epochs = {
    .name = "epochs",
    .caption = N_("epochs"),
    .step = step_epochs,
    .print = print_epochs,
    .copy = copy_epochs,
};

static const struct ladder ladder_l1 = {
    NUMBER(training.l1),
    .n = 10,
    .values = {0, 1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.1},
};
LADDER(l1)
const struct hyper hyper_l1 = {
    .name = "l1",
    .caption = N_("L1"),
    .step = step_l1,
    .print = print_l1,
    .copy = copy_l1,
};

static const struct ladder ladder_l2 = {
    NUMBER(training.l2),
    .n = 10,
    .values = {0, 1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.1},
};
LADDER(l2)
const struct hyper hyper_l2 = {
    .name = "l2",
    .caption = N_("L2"),
    .step = step_l2,
    .print = print_l2,
    .copy = copy_l2,
};

static const struct ladder ladder_dropout = {
    NUMBER(training.dropout),
    .given = RECIPE_DROPOUT,
    .applies = hyper_has_hidden,
    .n = 8,
    .values = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7},
};
LADDER(dropout)
const struct hyper hyper_dropout = {
    .name = "dropout",
    .caption = N_("dropout"),
    .step = step_dropout,
    .print = print_dropout,
    .copy = copy_dropout,
};

static const struct ladder ladder_clip_norm = {
    NUMBER(training.clip_norm),
    .zero = N_("off"),
    .n = 8,
    .values = {0, 0.1, 0.2, 0.5, 1, 2, 5, 10},
};
LADDER(clip_norm)
const struct hyper hyper_clip_norm = {
    .name = "clip-norm",
    .caption = N_("gradient clipping"),
    .step = step_clip_norm,
    .print = print_clip_norm,
    .copy = copy_clip_norm,
};

static const struct ladder ladder_patience = {
    COUNT(training.patience),
    .given = RECIPE_PATIENCE,
    .zero = N_("off"),
    .n = 8,
    .values = {0, 1, 2, 3, 5, 10, 20, 50},
};
LADDER(patience)
const struct hyper hyper_patience = {
    .name = "patience",
    .caption = N_("patience"),
    .step = step_patience,
    .print = print_patience,
    .copy = copy_patience,
};

static const struct ladder ladder_train_size = {
    .offset = offsetof(struct recipe, train_size),
    .type = UINT64,
    .zero = N_("all"),
    .zero_last = true,
    .n = 6,
    .values = {100, 500, 1000, 5000, 10000, 0},
};
LADDER(train_size)
const struct hyper hyper_train_size = {
    .name = "train-size",
    .caption = N_("training images"),
    .step = step_train_size,
    .print = print_train_size,
    .copy = copy_train_size,
};
