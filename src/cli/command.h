/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_COMMAND_H
#define LUME_CLI_COMMAND_H

/*
 * The commands: an entry each, in a file each.
 */

#include "cli/options.h"

extern const struct command command_train, command_eval, command_predict, command_info,
    command_export, command_synth;
#ifdef HAVE_GUI
extern const struct command command_draw;
#endif

/* List them; NULL after the last. */
const struct command *command_at(size_t index);

/* Find one by name; LUME_ERROR_USAGE, with the nearest name in the message. */
LUME_MUST_USE enum lume_status command_find(const char *name, const struct command **out,
                                            struct lume_error *error);

#endif
