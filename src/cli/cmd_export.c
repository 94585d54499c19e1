/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "cli/command.h"

#include <lume/model.h>

#include <string.h>

struct export_options {
    struct options_given given;
    const void *format;
};

static const struct command_option table[] = {
    {"format", .metavar = "NAME", .kind = &option_choice, .choices = &registry_formats,
     .offset = offsetof(struct export_options, format), .initial = "what OUT ends in",
     .help = "what to write"},
    {.name = NULL},
};

/* The format that OUT's suffix names; NULL: none. */
static const struct lume_export_format *format_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *point = strrchr(slash ? slash : path, '.');
    return point ? lume_export_format_find(point + 1) : NULL;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)n_operands;
    const struct export_options *options = values;
    const char *in = operands[0], *out = operands[1];
    const struct lume_export_format *format = options->format;
    format = format ? format : format_of(out);
    if (!format) {
        char names[256];
        registry_names(&registry_formats, names, sizeof names);
        return lume_error_set(error, LUME_ERROR_USAGE, out,
                              "its name tells no format, expected --format %s", names);
    }
    if (file_same(in, out)) {
        return lume_error_set(error, LUME_ERROR_USAGE, out, "is the model itself");
    }
    struct lume_model model;
    enum lume_status status = lume_model_load(in, &model, error);
    if (status == LUME_OK) {
        status = format->write(&model, out, error);
        lume_model_finish(&model);
    }
    return status;
}

const struct command command_export = {
    .name = "export",
    .operands = "MODEL OUT",
    .summary = "Write a model for other programs.",
    .min_operands = 2,
    .max_operands = 2,
    .options = table,
    .values_size = sizeof(struct export_options),
    .run = run,
};
