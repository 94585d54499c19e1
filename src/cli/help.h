/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_HELP_H
#define LUME_CLI_HELP_H

/*
 * What `--help` and `lume help` print, made from the tables.
 */

#include "cli/command.h"

/* Print what lume is and its commands. */
void help_program(void);

/* Print a command's options. */
void help_command(const struct command *command);

/* `lume help [COMMAND | TOPIC]`; topics are the registries. LUME_ERROR_USAGE */
LUME_MUST_USE enum lume_status help_run(char **operands, size_t n_operands,
                                        struct lume_error *error);

#endif
