/* SPDX-License-Identifier: MIT */
#include "gui/action.h"

#include <string.h>

#define PAPER N_("Paper")
#define NETWORK N_("Network")
#define ROOM N_("In front of a room")
#define WINDOW N_("Window")

static const struct action actions[] = {
    {"clear", {"C"}, false, {NULL}, N_("Clear"), PAPER, N_("clear the paper")},
    {"undo", {N_("Ctrl+Z")}, false, {NULL}, N_("Undo"), PAPER, N_("take the last stroke back")},
    {"redo", {N_("Ctrl+Y")}, false, {NULL}, NULL, PAPER, N_("bring back what was undone")},
    {"eraser", {"E"}, false, {NULL}, N_("Eraser"), PAPER, N_("switch between pen and eraser")},
    {"erase", {NULL}, false, {N_("Right button")}, NULL, PAPER, N_("erase while it is held")},
    {"thinner", {"["}, false, {NULL}, NULL, PAPER, N_("thinner nib")},
    {"thicker", {"]"}, false, {NULL}, NULL, PAPER, N_("thicker nib")},
    {"sample", {"N"}, false, {NULL}, N_("Sample"), PAPER, N_("random test digit")},
    {"sample-of",
     {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
     true,
     {NULL},
     NULL,
     PAPER,
     N_("test digit of this class")},

    {"select", {NULL}, false, {N_("Click on a neuron")}, NULL, NETWORK, N_("look inside it")},
    {"lines", {"W"}, false, {NULL}, NULL, NETWORK, N_("lines show the signal or the weights")},
    {"neighbour",
     {"Left", "Right", "Up", "Down"},
     true,
     {"←", "→", "↑", "↓"},
     NULL,
     NETWORK,
     N_("look at the neuron beside it")},
    {"bias", {NULL}, false, {N_("Drag the knob")}, NULL, NETWORK, N_("change the neuron's bias")},
    {"bias-lower", {","}, false, {NULL}, NULL, NETWORK, N_("lower its bias")},
    {"bias-higher", {"."}, false, {NULL}, NULL, NETWORK, N_("raise its bias")},
    {"clamp", {"K"}, false, {NULL}, NULL, NETWORK, N_("clamp it to 0, to 1, or release it")},
    {"restore", {"R"}, false, {NULL}, N_("Restore"), NETWORK, N_("undo changes to the network")},

    {"reveal",
     {N_("Space"), N_("Page Down")},
     false,
     {NULL},
     NULL,
     ROOM,
     N_("reveal the next layer")},
    {"conceal", {N_("Page Up")}, false, {NULL}, NULL, ROOM, N_("hide the last layer again")},
    {"vote", {"V"}, false, {NULL}, NULL, ROOM, N_("hide the answer while the room votes")},
    {"projector",
     {"P"},
     false,
     {NULL},
     NULL,
     ROOM,
     N_("thick lines and large text for a projector")},
    {"controls", {"H"}, false, {NULL}, NULL, ROOM, N_("hide or show the controls")},

    {"fullscreen", {"F11"}, false, {NULL}, NULL, WINDOW, N_("full screen")},
    {"larger", {"Ctrl++"}, false, {N_("Ctrl +")}, NULL, WINDOW, N_("everything larger")},
    {"smaller", {"Ctrl+-"}, false, {N_("Ctrl −")}, NULL, WINDOW, N_("everything smaller")},
    {"theme", {"T"}, false, {NULL}, NULL, WINDOW, N_("dark or light theme")},
    {"language", {"L"}, false, {NULL}, NULL, WINDOW, N_("next language")},
    {"save",
     {N_("Ctrl+S")},
     false,
     {NULL},
     NULL,
     WINDOW,
     N_("save a picture of the window as PNG")},
    {"save-svg", {N_("Ctrl+Shift+S")}, false, {NULL}, NULL, WINDOW, N_("the same as SVG")},
    {"open",
     {NULL},
     false,
     {N_("Drop a file")},
     NULL,
     WINDOW,
     N_("open a model, a PNG or an IDX file")},
    {"help", {"?"}, false, {NULL}, N_("Help"), WINDOW, N_("this help")},
    {"back", {N_("Esc")}, false, {NULL}, N_("Back"), WINDOW, N_("back")},
};

const struct action *action_at(size_t index)
{
    return index < sizeof actions / sizeof *actions ? &actions[index] : NULL;
}

const struct action *action_find(const char *name)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        if (strcmp(action->name, name) == 0) {
            return action;
        }
    }
    return NULL;
}

const struct action *action_for_key(const char *key)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        for (size_t k = 0; action->keys[k]; k++) {
            if (strcmp(action->keys[k], key) == 0) {
                return action;
            }
        }
    }
    return NULL;
}

int action_argument(const struct action *action, const char *key)
{
    for (int k = 0; action->numbered && action->keys[k]; k++) {
        if (strcmp(action->keys[k], key) == 0) {
            return k;
        }
    }
    return ACTION_NO_ARGUMENT;
}

const char *const *action_shown(const struct action *action)
{
    return action->shown[0] ? action->shown : action->keys;
}
