/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/signals.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>

/* The exit code of a status; 1 is left for what should not happen. */
static int exit_code(enum lume_status status)
{
    switch (status) {
    case LUME_OK:
        return 0;
    case LUME_ERROR_USAGE:
        return 2;
    case LUME_ERROR_DATA:
        return 3;
    case LUME_ERROR_IO:
        return 4;
    case LUME_ERROR_MEMORY:
        return 5;
    case LUME_ERROR_DISPLAY:
        return 6;
    case LUME_ERROR_DIVERGED:
        return 7;
    }
    return 1;
}

static enum lume_status run_command(const struct command *command, int argc, char **argv,
                                    struct lume_error *error)
{
    void *values = memory_allocate(1, command->values_size);
    if (!values) {
        return memory_exhausted(error, NULL);
    }
    if (command->prepare) {
        command->prepare(values);
    }
    size_t n_operands = 0;
    enum lume_status status = options_parse(command, argc, argv, values, &n_operands, error);
    if (status == LUME_OK && ((const struct options_given *)values)->help) {
        help_command(command);
    } else if (status == LUME_OK) {
        status = command->run(values, argv + 1, n_operands, error);
    }
    memory_free(values);
    return status;
}

static enum lume_status run(int argc, char **argv, struct lume_error *error)
{
    if (argc < 2) {
#ifdef HAVE_GUI
        return run_command(&command_draw, argc, argv, error);
#else
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "missing command, see \"lume --help\"");
#endif
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        help_program();
        return LUME_OK;
    }
    if (strcmp(word, "--version") == 0) {
        puts("lume " LUME_VERSION);
        return LUME_OK;
    }
    if (strcmp(word, "help") == 0) {
        return help_run(argv + 2, (size_t)argc - 2, error);
    }
    const struct command *command;
    enum lume_status status = command_find(word, &command, error);
    return status == LUME_OK ? run_command(command, argc - 1, argv + 1, error) : status;
}

int main(int argc, char **argv)
{
    text_guard_streams();
    signals_ignore();
    struct lume_error error = {""}, flush_error = {""};
    enum lume_status status = run(argc, argv, &error);
    enum lume_status flush_status = text_flush(&flush_error);
    if (status == LUME_OK && flush_status != LUME_OK) {
        status = flush_status;
        error = flush_error;
    }
    if (error.message[0]) {
        text_complain(error.message);
    }
    int stopped = signals_caught();
    return status == LUME_OK && stopped ? 128 + stopped : exit_code(status);
}
