/* SPDX-License-Identifier: MIT */
#include "cli/train_options.h"

#include <lume/pool.h>

#include "base/number.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 256 };

static enum lume_status set_hidden(const struct command_option *option, const char *what,
                                   const char *value, void *field, struct lume_error *error)
{
    (void)option;
    struct train_options *options = field;
    uint64_t widths[LUME_MAX_LAYERS - 1];
    size_t n = 0;
    if (strcmp(value, "none") == 0) {
        options->n_hidden = 0;
        return LUME_OK;
    }
    for (const char *item = value, *rest; item; item = rest) {
        char text[NUMBER_SIZE];
        size_t length = options_next_item(item, &rest);
        snprintf(text, sizeof text, "%.*s", (int)(length < sizeof text ? length : sizeof text - 1),
                 item);
        uint64_t width;
        if (!number_parse_uint64(text, &width) || width < 1 || width > LUME_MAX_WIDTH) {
            return lume_error_set(error, LUME_ERROR_USAGE, what,
                                  "expected none or widths of 1 to %d with commas between, "
                                  "got \"%.*s\"",
                                  LUME_MAX_WIDTH, SHOWN, value);
        }
        if (n == sizeof widths / sizeof *widths) {
            return lume_error_set(error, LUME_ERROR_USAGE, what,
                                  "too many layers, expected at most %zu", n);
        }
        widths[n++] = width;
    }
    memcpy(options->hidden, widths, n * sizeof *widths);
    options->n_hidden = n;
    return LUME_OK;
}

static void show_hidden(const struct command_option *option, const void *field, char *out,
                        size_t size)
{
    (void)option;
    const struct train_options *options = field;
    size_t used = 0;
    snprintf(out, size, "none");
    for (size_t i = 0; i < options->n_hidden && used < size; i++) {
        int n =
            snprintf(out + used, size - used, "%s%u", i ? "," : "", (unsigned)options->hidden[i]);
        used += n < 0 ? 0 : (size_t)n;
    }
}

static enum lume_status set_activations(const struct command_option *option, const char *what,
                                        const char *value, void *field, struct lume_error *error)
{
    struct train_options *options = field;
    const struct lume_activation *activations[LUME_MAX_LAYERS];
    size_t n = 0;
    for (const char *item = value, *rest; item; item = rest) {
        size_t length = options_next_item(item, &rest);
        if (n == LUME_MAX_LAYERS) {
            return lume_error_set(error, LUME_ERROR_USAGE, what,
                                  "too many layers, expected at most %d", LUME_MAX_LAYERS);
        }
        activations[n] = registry_find(option->choices, item, length);
        if (!activations[n++]) {
            return registry_unknown(option->choices, what, item, length, error);
        }
    }
    memcpy(options->activations, activations, n * sizeof *activations);
    options->n_activations = n;
    return LUME_OK;
}

static void show_nothing(const struct command_option *option, const void *field, char *out,
                         size_t size)
{
    (void)option, (void)field, (void)size;
    out[0] = 0;
}

/* What is behind the last colon is a weight where it is digits alone. */
static enum lume_status add_ink(const struct command_option *option, const char *what,
                                const char *value, void *field, struct lume_error *error)
{
    struct train_options *options = field;
    const char *colon = strrchr(value, ':');
    const bool weighted = colon && colon[1] && !colon[1 + strspn(colon + 1, "0123456789")];
    struct train_ink_option ink = {value, weighted ? (size_t)(colon - value) : strlen(value),
                                   TRAIN_INK_WEIGHT};
    if (ink.length == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "empty path, expected %s, got \"%.*s\"", option->metavar, SHOWN,
                              value);
    }
    if (weighted && (!number_parse_uint64(colon + 1, &ink.weight) || ink.weight < 1 ||
                     ink.weight > TRAIN_INK_MAX_WEIGHT)) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "weight out of range, expected 1 to %d, got \"%.*s\"",
                              TRAIN_INK_MAX_WEIGHT, SHOWN, colon + 1);
    }
    if (options->n_ink == COURSE_MAX_INK) {
        return lume_error_set(error, LUME_ERROR_USAGE, what, "too many files, expected at most %d",
                              COURSE_MAX_INK);
    }
    options->ink[options->n_ink++] = ink;
    return LUME_OK;
}

static enum lume_status set_batch_size(const struct command_option *option, const char *what,
                                       const char *value, void *field, struct lume_error *error)
{
    if (strcmp(value, "full") == 0) {
        *(uint64_t *)field = 0;
        return LUME_OK;
    }
    return option_count.set(option, what, value, field, error);
}

static void show_batch_size(const struct command_option *option, const void *field, char *out,
                            size_t size)
{
    if (*(const uint64_t *)field == 0) {
        snprintf(out, size, "full");
    } else {
        option_count.show(option, field, out, size);
    }
}

static const struct option_kind kind_hidden = {set_hidden, show_hidden},
                                kind_activations = {set_activations, show_nothing},
                                kind_ink = {add_ink, show_nothing},
                                kind_batch_size = {set_batch_size, show_batch_size};

#define FIELD(field) .offset = offsetof(struct train_options, field)
#define FLAG(field) .kind = &option_flag, FIELD(field)
#define TEXT(field) .kind = &option_text, FIELD(field)
#define COUNT(field, from, to) .kind = &option_count, .least = from, .most = to, FIELD(field)
#define NUMBER(field, ...) .kind = &option_number, .range = {__VA_ARGS__}, FIELD(field)
#define CHOICE(field, list) .kind = &option_choice, .choices = &list, FIELD(field)

const struct command_option train_option_table[] = {
    {"data", .metavar = "DIR|synthetic|none", TEXT(data),
     .initial = "$LUME_DATA, or lume/mnist of the user's data",
     .help = "folder with the four files of MNIST, or of a set that copies their names; synthetic: "
             "60000 generated digits and 10000 to test with; none: what other options give"},
    {"images", .metavar = "FILE", TEXT(images), .help = "IDX file of training images"},
    {"labels", .metavar = "FILE", TEXT(labels), .help = "IDX file of their labels"},
    {"test-images", .metavar = "FILE", TEXT(test_images), .help = "IDX file of test images"},
    {"test-labels", .metavar = "FILE", TEXT(test_labels), .help = "IDX file of their labels"},
    {"ink", .metavar = "FILE[:WEIGHT]", .kind = &kind_ink, .initial = "weight 8",
     .help = "train on drawings as well, each changed and rendered WEIGHT times; may be repeated"},
    {"hold-out", .metavar = "NAME[,...]", TEXT(hold_out),
     .help = "writers of the ink files to measure by, and not to train on"},
    {"synthetic", .metavar = "N", COUNT(n_generated, 1, 1000000), .initial = "none",
     .help = "train on N generated digits as well"},
    {"classes", .metavar = "N", COUNT(classes, 2, 256),
     .help = "labels are 0 to N - 1 (EMNIST Letters: 27)"},
    {"validation", .metavar = "N", COUNT(validation, 0, 1u << 31),
     .initial = "a twelfth of them: 5000 of MNIST",
     .help = "training images set apart to choose the best epoch by; 0: none"},
    {"train-size", .metavar = "N", COUNT(train_size, 1, 1u << 31), .initial = "all",
     .help = "train on N of those that are left, at random; a smaller N takes some of a larger's"},

    {"hidden", .metavar = "N[,N...]", .kind = &kind_hidden,
     .help = "widths of the hidden layers, or none"},
    {"activation", .metavar = "NAME[,...]", .kind = &kind_activations,
     .choices = &registry_activations, .initial = "sigmoid, and at the output what the loss wants",
     .help = "of all hidden layers; or one for each of them; or one for each layer"},
    {"init", .metavar = "NAME", CHOICE(initializer, registry_initializers),
     .help = "how weights start"},
    {"input-scale", .metavar = "NAME", CHOICE(scaling, registry_scalings),
     .help = "how pixels become inputs"},
    {"normalizer", .metavar = "NAME", CHOICE(normalizer, registry_normalizers),
     .help = "how digits are brought into one form, now and whenever the model is used"},
    {"unlike", FLAG(unlike),
     .help = "train a second network as well, which tells digits from what is none"},
    {"start", .metavar = "MODEL", TEXT(start), .help = "go on from a trained model"},

    {"loss", .metavar = "NAME", CHOICE(loss, registry_losses), .help = "what is made small"},
    {"optimizer", .metavar = "NAME", CHOICE(optimizer, registry_optimizers),
     .help = "how weights follow their gradients"},
    {"learning-rate", .alias = "lr", .metavar = "X",
     NUMBER(learning_rate, .high = 1e6, .low_open = true), .help = "length of the steps",
     .initial = "what fits the optimizer at batch size 64"},
    {"momentum", .metavar = "X", NUMBER(momentum, .high = 1, .high_open = true),
     .help = "share of the last step that the next one keeps (momentum, nesterov)"},
    {"schedule", .metavar = "NAME", CHOICE(schedule, registry_schedules),
     .help = "how the learning rate moves over the epochs"},
    {"batch-size", .metavar = "N|full", .kind = &kind_batch_size, .least = 1, .most = 1u << 31,
     FIELD(batch_size), .help = "images a step: 1 is stochastic, full is batch gradient descent"},
    {"epochs", .metavar = "N", COUNT(epochs, 1, 1000000), .help = "times through the training set"},
    {"l1", .metavar = "X", NUMBER(l1, .low = 0), .help = "penalty on the sum of |weights|"},
    {"l2", .metavar = "X", NUMBER(l2, .low = 0),
     .help = "penalty on half the sum of squared weights"},
    {"dropout", .metavar = "X", NUMBER(dropout, .high = 1, .high_open = true),
     .help = "share of hidden units silenced in each step"},
    {"clip-norm", .metavar = "X", NUMBER(clip_norm, .low = 0), .help = "longest gradient; 0: any"},
    {"no-shuffle", FLAG(no_shuffle), .help = "keep the order of the file in every epoch"},
    {"augment", FLAG(augment),
     .help = "warp images at random while training: shift 0.7, rotate 10, scale 0.1, shear 0.1"},
    {"no-augment", FLAG(no_augment), .help = "do not, whatever the preset says"},
    {"augment-shift", .metavar = "PIXELS", NUMBER(augment_shift, .high = 8),
     .help = "warp: shift by up to so much along each axis"},
    {"augment-rotate", .metavar = "DEGREES", NUMBER(augment_rotate, .high = 45),
     .help = "warp: rotate by up to so much"},
    {"augment-scale", .metavar = "X", NUMBER(augment_scale, .high = 0.5),
     .help = "warp: stretch each axis by up to this share"},
    {"augment-shear", .metavar = "X", NUMBER(augment_shear, .high = 0.5),
     .help = "warp: slant by up to this share of the height"},
    {"patience", .metavar = "N", COUNT(patience, 0, 1000000),
     .help = "stop after N epochs without a better validation; 0: never"},
    {"min-loss", .metavar = "X", NUMBER(min_loss, .low = 0),
     .help = "stop once the loss is below (of validation where there is one); 0: never"},
    {"seed", .metavar = "N", COUNT(seed, 0, UINT64_MAX),
     .help = "of everything random: equal seeds, equal models"},
    {"preset", .metavar = "NAME", CHOICE(preset, registry_presets),
     .help = "a recipe; options beside it count more"},

    {"threads", .metavar = "N", COUNT(threads, 1, LUME_POOL_MAX),
     .initial = "the processor's, at most 4",
     .help = "threads that work; the model does not depend on it"},
    {"cpu", .metavar = "NAME", CHOICE(kernels, registry_kernels), .initial = "the fastest",
     .help = "instruction set; the model does not depend on it"},
    {"output", .letter = 'o', .metavar = "FILE", TEXT(output),
     .initial = "lume/digits.safetensors of the user's data", .help = "where the model goes"},
    {"log", .metavar = "FILE", TEXT(log), .help = "a record of each epoch: .csv or .jsonl"},
    {"quiet", .letter = 'q', FLAG(quiet), .help = "print errors only"},
    {"json", FLAG(json), .help = "print the outcome as one JSON object"},
    {.name = NULL},
};

const struct option_rule train_option_rules[] = {
    {"images", RULE_EXCLUDES, "data"},
    {"labels", RULE_EXCLUDES, "data"},
    {"test-images", RULE_EXCLUDES, "data"},
    {"test-labels", RULE_EXCLUDES, "data"},
    {"images", RULE_NEEDS, "labels"},
    {"labels", RULE_NEEDS, "images"},
    {"test-images", RULE_NEEDS, "test-labels"},
    {"test-labels", RULE_NEEDS, "test-images"},
    {"test-images", RULE_NEEDS, "images"},
    {"hold-out", RULE_NEEDS, "ink"},
    {"hidden", RULE_EXCLUDES, "start"},
    {"activation", RULE_EXCLUDES, "start"},
    {"init", RULE_EXCLUDES, "start"},
    {"input-scale", RULE_EXCLUDES, "start"},
    {"normalizer", RULE_EXCLUDES, "start"},
    {"classes", RULE_EXCLUDES, "start"},
    {"no-augment", RULE_EXCLUDES, "augment"},
    {"no-augment", RULE_EXCLUDES, "augment-shift"},
    {"no-augment", RULE_EXCLUDES, "augment-rotate"},
    {"no-augment", RULE_EXCLUDES, "augment-scale"},
    {"no-augment", RULE_EXCLUDES, "augment-shear"},
    {NULL, RULE_NEEDS, NULL},
};
