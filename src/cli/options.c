/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "cli/suggest.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 256, NAME_SIZE = 48, HELP_INDEX = OPTION_LIMIT };

const struct command_option option_help = {
    .name = "help", .letter = 'h', .help = "print this help and exit"};

static bool is_named(const struct command_option *option, const char *name, size_t length)
{
    return (strlen(option->name) == length && memcmp(option->name, name, length) == 0) ||
           (option->alias && strlen(option->alias) == length &&
            memcmp(option->alias, name, length) == 0);
}

/* Index of an option, or -1. */
static int find(const struct command *command, const char *name, size_t length)
{
    for (int i = 0; command->options[i].name; i++) {
        if (is_named(&command->options[i], name, length)) {
            return i;
        }
    }
    return is_named(&option_help, name, length) ? HELP_INDEX : -1;
}

static enum lume_status unknown_option(const struct command *command, const char *word,
                                       struct lume_error *error)
{
    const char *name = word + strspn(word, "-");
    struct suggestion near = suggest_start(name, strcspn(name, "="));
    for (size_t i = 0; command->options[i].name; i++) {
        suggest_offer(&near, command->options[i].name);
    }
    suggest_offer(&near, option_help.name);
    if (near.name) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "unknown option \"%.*s\" (did you mean \"--%s\"?)", SHOWN, word,
                              near.name);
    }
    return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                          "unknown option \"%.*s\", see \"lume %s --help\"", SHOWN, word,
                          command->name);
}

static enum lume_status set(const struct command *command, int index, const char *value,
                            void *values, struct lume_error *error)
{
    const struct command_option *option = &command->options[index];
    char what[NAME_SIZE];
    snprintf(what, sizeof what, "--%s", option->name);
    return option->kind->set(option, what, value, (char *)values + option->offset, error);
}

/* Fill in what getopt wants: long names (aliases too), and "-:" with the letters. */
static void describe(const struct command *command, struct option *names, char *letters)
{
    static const struct command_option *const common = &option_help;
    size_t n = 0;
    *letters++ = '-'; /* operands come in order, */
    *letters++ = ':'; /* and getopt prints nothing */
    for (int i = 0;; i++) {
        bool last = !command->options[i].name;
        const struct command_option *option = last ? common : &command->options[i];
        assert(i < OPTION_LIMIT);
        int code = 256 + (last ? HELP_INDEX : i);
        int argument = option->metavar ? required_argument : no_argument;
        names[n++] = (struct option){option->name, argument, NULL, code};
        if (option->alias) {
            names[n++] = (struct option){option->alias, argument, NULL, code};
        }
        if (option->letter) {
            *letters++ = option->letter;
            if (option->metavar) {
                *letters++ = ':';
            }
        }
        if (last) {
            break;
        }
    }
    names[n] = (struct option){NULL, 0, NULL, 0};
    *letters = 0;
}

static int find_letter(const struct command *command, int letter)
{
    for (int i = 0; command->options[i].name; i++) {
        if (command->options[i].letter == letter) {
            return i;
        }
    }
    return letter == option_help.letter ? HELP_INDEX : -1;
}

/* What getopt found wrong in `word`; `code` is its answer. */
static enum lume_status complain(const struct command *command, int code, const char *word,
                                 struct lume_error *error)
{
    if (word[0] == '-' && word[1] != '-' && code == '?') {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "unknown option \"%.*s\", see \"lume %s --help\"", SHOWN, word,
                              command->name);
    }
    int index = word[1] == '-' ? find(command, word + 2, strcspn(word + 2, "="))
                               : find_letter(command, optopt);
    if (index < 0) {
        return unknown_option(command, word, error);
    }
    const struct command_option *option =
        index == HELP_INDEX ? &option_help : &command->options[index];
    char what[NAME_SIZE];
    snprintf(what, sizeof what, "--%s", option->name);
    if (code == ':') {
        return lume_error_set(error, LUME_ERROR_USAGE, what, "missing value, expected %s",
                              option->metavar);
    }
    return lume_error_set(error, LUME_ERROR_USAGE, what, "takes no value, got \"%.*s\"", SHOWN,
                          strchr(word, '=') + 1);
}

static enum lume_status check_operands(const struct command *command, size_t n, char **operands,
                                       struct lume_error *error)
{
    if (n < command->min_operands) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "missing operand, expected \"lume %s %s\"", command->name,
                              command->operands);
    }
    if (n > command->max_operands) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "unexpected operand \"%.*s\"", SHOWN,
                              operands[command->max_operands]);
    }
    return LUME_OK;
}

static enum lume_status check_rules(const struct command *command, const void *values,
                                    struct lume_error *error)
{
    for (const struct option_rule *rule = command->rules; rule && rule->option; rule++) {
        char what[NAME_SIZE];
        snprintf(what, sizeof what, "--%s", rule->option);
        bool other = options_given(command, values, rule->other);
        if (!options_given(command, values, rule->option)) {
            continue;
        }
        if (rule->kind == RULE_EXCLUDES && other) {
            return lume_error_set(error, LUME_ERROR_USAGE, what, "conflicts with --%s",
                                  rule->other);
        }
        if (rule->kind == RULE_NEEDS && !other) {
            return lume_error_set(error, LUME_ERROR_USAGE, what, "needs --%s beside it",
                                  rule->other);
        }
    }
    return LUME_OK;
}

enum lume_status options_parse(const struct command *command, int argc, char **argv, void *values,
                               size_t *n_operands, struct lume_error *error)
{
    struct options_given *given = values;
    struct option names[2 * (OPTION_LIMIT + 1) + 1];
    char letters[2 * (OPTION_LIMIT + 1) + 3];
    describe(command, names, letters);
    opterr = 0;
    optind = 0; /* start anew: an earlier failure may have left getopt inside a word */

    size_t n = 0;
    int code;
    const char *word = argc > 1 ? argv[1] : "";
    while ((code = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        if (code == 1) {
            argv[1 + n++] = optarg;
        } else if (code == '?' || code == ':') {
            return complain(command, code, word, error);
        } else {
            int index = code >= 256 ? code - 256 : find_letter(command, code);
            /* getopt takes the beginning of a name as well: a script with one would break as soon
             * as a second option begins likewise. */
            if (code >= 256 && find(command, word + 2, strcspn(word + 2, "=")) != index) {
                return unknown_option(command, word, error);
            }
            if (index == HELP_INDEX) {
                given->help = true;
                return LUME_OK;
            }
            enum lume_status status = set(command, index, optarg, values, error);
            if (status != LUME_OK) {
                return status;
            }
            given->at[index] = true;
        }
        word = optind < argc ? argv[optind] : "";
    }
    for (; optind < argc; optind++) {
        argv[1 + n++] = argv[optind];
    }
    *n_operands = n;
    enum lume_status status = check_operands(command, n, argv + 1, error);
    return status == LUME_OK ? check_rules(command, values, error) : status;
}

enum lume_status options_preset(const struct command *command, const char *const *preset,
                                void *values, struct lume_error *error)
{
    const struct options_given *given = values;
    for (size_t i = 0; preset[i]; i++) {
        const char *name = preset[i] + 2;
        size_t length = strcspn(name, "=");
        int index = find(command, name, length);
        assert(index >= 0 && index != HELP_INDEX);
        if (given->at[index]) {
            continue;
        }
        const char *value = name[length] ? name + length + 1 : NULL;
        enum lume_status status = set(command, index, value, values, error);
        if (status != LUME_OK) {
            return status;
        }
    }
    return LUME_OK;
}

bool options_given(const struct command *command, const void *values, const char *name)
{
    const struct options_given *given = values;
    int index = find(command, name, strlen(name));
    assert(index >= 0 && index != HELP_INDEX);
    return given->at[index];
}

size_t options_next_item(const char *list, const char **rest)
{
    size_t n = strcspn(list, ",");
    *rest = list[n] ? list + n + 1 : NULL;
    return n;
}
