/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_OPTIONS_H
#define LUME_CLI_OPTIONS_H

/*
 * Options as tables. A command has one table; reading the command line, `--help`, the checks of the
 * man page and of the completions all come from it.
 *
 * Names are taken in full only; `--name value` and `--name=value` are the same; `--` ends the
 * options; of an option given twice the last counts.
 */

#include "cli/registry.h"

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTION_LIMIT = 64 }; /* of one command */

/* A range of numbers; an open end leaves its bound out. */
struct option_range {
    double low, high; /* high 0: no upper bound */
    bool low_open, high_open;
};

struct command_option;

/* What kind of value an option takes: how it is read and shown. */
struct option_kind {
    /* Read a value (NULL for flags) into the field; complain under the name `what`, "--NAME".
     * LUME_ERROR_USAGE; the field is untouched then. */
    enum lume_status (*set)(const struct command_option *option, const char *what,
                            const char *value, void *field, struct lume_error *error);
    /* Write the field as it could be given, "" where nothing would be; NULL for flags. */
    void (*show)(const struct command_option *option, const void *field, char *out, size_t size);
};

extern const struct option_kind option_flag, /* bool */
    option_text,                             /* const char *; not empty */
    option_count,                            /* uint64_t, from `least` to `most` */
    option_number,                           /* float, within `range` */
    option_choice;                           /* const void *, of `choices` */

struct command_option {
    const char *name;    /* without "--" */
    const char *alias;   /* a second name, or NULL */
    char letter;         /* "-q", or 0 */
    const char *metavar; /* "FILE"; NULL: a flag without a value */
    const char *help;
    const char *initial; /* the default in words, where it is not the field's first value */
    const struct option_kind *kind;
    size_t offset; /* of the field in the command's values */
    uint64_t least, most;
    struct option_range range;
    const struct registry *choices; /* for option_choice, and for the help */
};

/* Two options and how they go together. */
struct option_rule {
    const char *option;
    enum { RULE_EXCLUDES, RULE_NEEDS } kind;
    const char *other;
};

struct command {
    const char *name;
    const char *operands; /* "FILE…", for the help */
    const char *summary;  /* one line */
    const char *details;  /* paragraphs for the help, or NULL */
    size_t min_operands, max_operands;
    const struct command_option *options; /* a name of NULL ends them */
    const struct option_rule *rules;      /* likewise; may be NULL */
    size_t values_size;                   /* of the struct that the options fill */
    /* Set the defaults that are not 0, before the options are read; may be NULL. */
    void (*prepare)(void *values);
    enum lume_status (*run)(void *values, char **operands, size_t n_operands,
                            struct lume_error *error);
};

/* The option that every command has besides its own. */
extern const struct command_option option_help;

/* Which options were given; a command keeps it as the first member of its values. */
struct options_given {
    bool at[OPTION_LIMIT]; /* by index into command.options */
    bool help;
};

/* Read argv[1..]. Operands are moved to the front of argv, from argv[1] on. Only `values` changes.
 * @return LUME_ERROR_USAGE */
LUME_MUST_USE enum lume_status options_parse(const struct command *command, int argc, char **argv,
                                             void *values, size_t *n_operands,
                                             struct lume_error *error);

/* Set those of a preset's options that were not given. */
LUME_MUST_USE enum lume_status options_preset(const struct command *command,
                                              const char *const *preset, void *values,
                                              struct lume_error *error);

/* Cut the next item off a list with commas: its length, and where the one after it begins (NULL:
 * this was the last). */
size_t options_next_item(const char *list, const char **rest);

/* Tell whether an option was given on the command line. */
bool options_given(const struct command *command, const void *values, const char *name);

#endif
