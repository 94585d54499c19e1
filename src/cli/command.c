/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include "cli/suggest.h"

#include <string.h>

static const struct command *const commands[] = {
    &command_train, &command_eval, &command_predict, &command_info, &command_export, &command_synth,
#ifdef HAVE_GUI
    &command_draw,
#endif
};

const struct command *command_at(size_t index)
{
    return index < sizeof commands / sizeof *commands ? commands[index] : NULL;
}

enum lume_status command_find(const char *name, const struct command **out,
                              struct lume_error *error)
{
    struct suggestion near = suggest_start(name, strlen(name));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            *out = commands[i];
            return LUME_OK;
        }
        suggest_offer(&near, commands[i]->name);
    }
    suggest_offer(&near, "help");
    suggest_offer(&near, "--help");
    suggest_offer(&near, "--version");
    if (near.name) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "unknown %s \"%.256s\" (did you mean \"%s\"?)",
                              name[0] == '-' ? "option" : "command", name, near.name);
    }
    return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                          "unknown %s \"%.256s\", see \"lume --help\"",
                          name[0] == '-' ? "option" : "command", name);
}
