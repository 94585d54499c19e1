/* SPDX-License-Identifier: MIT */
#include "gui/action.h"

#include <string.h>

/* Groups, and where their actions count. */
#define PAPER .group = N_("Paper"), .scenes = {"draw", "train", "teach"}
#define PAPER_ALONE .group = N_("Paper"), .scenes = {"draw", "train"}
#define LESSON .group = N_("Lesson"), .scenes = {"teach"}
#define NETWORK .group = N_("Network"), .scenes = {"draw"}
#define TRAINING .group = N_("Training"), .scenes = {"train"}
#define CURVES .group = N_("Curves and settings"), .scenes = {"train"}
#define ROOM .group = N_("In front of a room")
#define ROOM_DRAW ROOM, .scenes = {"draw"}
#define MISTAKES .group = N_("Mistakes"), .scenes = {"mistakes"}
#define WINDOW .group = N_("Window")

static const struct action actions[] = {
    {"teach-next",
     {N_("Space"), N_("Page Down"), N_("Enter")},
     .caption = N_("Next"),
     LESSON,
     .help = N_("next step")},
    {"teach-back", {N_("Page Up")}, .caption = N_("Previous"), LESSON, .help = N_("previous step")},
    {"teach-go",
     {N_("Home"), N_("End")},
     .numbered = true,
     LESSON,
     .help = N_("first or last step")},
    {"teach-label",
     {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
     .numbered = true,
     LESSON,
     .help = N_("say the true label")},
    {"teach-from",
     {"Up", "Down", "Left", "Right"},
     .numbered = true,
     .shown = {"↑", "↓", "←", "→"},
     LESSON,
     .help = N_("follow another weight")},
    {"teach-to",
     {"Ctrl+Up", "Ctrl+Down"},
     .numbered = true,
     .shown = {"Ctrl ↑", "Ctrl ↓"},
     LESSON,
     .help = N_("a weight to another neuron")},
    {"teach-select", .shown = {N_("Click on a line")}, LESSON, .help = N_("follow its weight")},
    {"teach-rate",
     {",", ".", "-", "+"},
     .numbered = true,
     LESSON,
     .help = N_("smaller or larger learning rate")},
    {"teach-undo",
     {N_("Ctrl+Z")},
     .caption = N_("Undo"),
     LESSON,
     .help = N_("undo the update, or the last stroke")},

    {"clear", {"C"}, .caption = N_("Clear"), PAPER, .help = N_("clear the paper")},
    {"undo",
     {N_("Ctrl+Z")},
     .caption = N_("Undo"),
     PAPER_ALONE,
     .help = N_("take the last stroke back")},
    {"redo", {N_("Ctrl+Y")}, PAPER, .help = N_("bring back what was undone")},
    {"eraser", {"E"}, .caption = N_("Eraser"), PAPER, .help = N_("switch between pen and eraser")},
    {"erase", .shown = {N_("Right button")}, PAPER, .help = N_("erase while it is held")},
    {"thinner", {"["}, PAPER, .help = N_("thinner nib")},
    {"thicker", {"]"}, PAPER, .help = N_("thicker nib")},
    {"sample",
     {"N"},
     .caption = N_("Sample"),
     .group = N_("Paper"),
     .scenes = {"draw", "train", "teach", "mistakes"},
     .help = N_("random test digit")},
    {"sample-of",
     {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
     .numbered = true,
     PAPER_ALONE,
     .help = N_("test digit of this class")},

    {"select", .shown = {N_("Click on a neuron")}, NETWORK, .help = N_("look inside it")},
    {"lines", {"W"}, NETWORK, .help = N_("lines show the signal or the weights")},
    {"neighbour",
     {"Left", "Right", "Up", "Down"},
     .numbered = true,
     .shown = {"←", "→", "↑", "↓"},
     NETWORK,
     .help = N_("look at the neuron beside it")},
    {"bias", .shown = {N_("Drag the knob")}, NETWORK, .help = N_("change the neuron's bias")},
    {"bias-lower", {","}, NETWORK, .help = N_("lower its bias")},
    {"bias-higher", {"."}, NETWORK, .help = N_("raise its bias")},
    {"clamp", {"K"}, NETWORK, .help = N_("clamp it to 0, to 1, or release it")},
    {"restore",
     {"R"},
     .caption = N_("Restore"),
     NETWORK,
     .help = N_("undo changes to the network")},

    {"train-play",
     {N_("Space"), N_("Page Down")},
     .caption = N_("Train"),
     TRAINING,
     .help = N_("train, or pause")},
    {"train-batch", {"B"}, .caption = N_("1 batch"), TRAINING, .help = N_("train one batch")},
    {"train-epoch",
     {"G", N_("Shift+B")},
     .caption = N_("1 epoch"),
     TRAINING,
     .help = N_("train to the end of the epoch")},
    {"train-stop",
     {"S"},
     .caption = N_("Stop"),
     TRAINING,
     .help = N_("end training; the best epoch is kept")},
    {"train-reset",
     {"R"},
     .caption = N_("Reset"),
     TRAINING,
     .help = N_("begin anew with the same first weights")},
    {"train-seed",
     {"D"},
     .caption = N_("New seed"),
     TRAINING,
     .help = N_("begin anew with other first weights")},
    {"train-speed",
     {"-", "+"},
     .numbered = true,
     .shown = {"−", "+"},
     TRAINING,
     .help = N_("train slower or faster")},
    {"train-keep",
     {"X"},
     .caption = N_("Compare"),
     CURVES,
     .help = N_("keep the curve under those of the next runs")},
    {"train-moment",
     {N_("Home"), "Ctrl+Left", "Ctrl+Right", N_("End")},
     .numbered = true,
     .shown = {N_("Home"), "Ctrl ←", "Ctrl →", N_("End")},
     CURVES,
     .help = N_("go back to a moment, as dragging does")},
    {"train-log", {"J"}, CURVES, .help = N_("the loss by its logarithm")},
    {"train-panel", {"F"}, CURVES, .help = N_("show settings or pitfalls")},
    {"train-setting",
     {"Up", "Down", "Left", "Right"},
     .numbered = true,
     .shown = {"↑", "↓", "←", "→"},
     CURVES,
     .help = N_("choose a setting, and change it")},
    {"train-pitfall", {N_("Enter")}, CURVES, .help = N_("show what goes wrong, run after run")},
    {"save-model", {N_("Ctrl+M")}, CURVES, .help = N_("save the model as safetensors")},
    {"save-curves", {N_("Ctrl+E")}, CURVES, .help = N_("save the curves as CSV")},
    {"cell", .shown = {N_("Click on a cell")}, MISTAKES, .help = N_("show its pictures")},
    {"worst", {"1", "2", "3"}, .numbered = true, MISTAKES, .help = N_("open one of the worst")},
    {"picture", .shown = {N_("Click on a picture")}, MISTAKES, .help = N_("put it on the paper")},
    {"beside",
     {"Left", "Right", "Up", "Down"},
     .numbered = true,
     .shown = {"←", "→", "↑", "↓"},
     MISTAKES,
     .help = N_("to the cell or picture beside it")},
    {"enter", {N_("Enter")}, MISTAKES, .help = N_("open the cell or the picture")},
    {"next-page", {N_("Page Down")}, MISTAKES, .help = N_("more pictures")},
    {"previous-page", {N_("Page Up")}, MISTAKES, .help = N_("pictures before them")},
    {"calibration",
     {"C"},
     .caption = N_("Calibration"),
     MISTAKES,
     .help = N_("how far its word can be trusted")},
    {"versus", {"A"}, MISTAKES, .help = N_("two models side by side")},

    {"reveal", {N_("Space"), N_("Page Down")}, ROOM_DRAW, .help = N_("reveal the next layer")},
    {"conceal", {N_("Page Up")}, ROOM_DRAW, .help = N_("hide the last layer again")},
    {"vote", {"V"}, ROOM_DRAW, .help = N_("hide the answer while the room votes")},
    {"projector", {"P"}, ROOM, .help = N_("thick lines and large text for a projector")},
    {"controls", {"H"}, ROOM, .help = N_("hide or show the controls")},

    {"scene", {"F1", "F2", "F3", "F4"}, .numbered = true, WINDOW, .help = N_("go to a tab")},
    {"scene-beside",
     {N_("Ctrl+Tab"), N_("Ctrl+Shift+Tab")},
     .numbered = true,
     WINDOW,
     .help = N_("to the next tab or back")},
    {"fullscreen", {"F11"}, WINDOW, .help = N_("full screen")},
    {"larger", {"Ctrl++"}, .shown = {N_("Ctrl +")}, WINDOW, .help = N_("everything larger")},
    {"smaller", {"Ctrl+-"}, .shown = {N_("Ctrl −")}, WINDOW, .help = N_("everything smaller")},
    {"theme", {"T"}, WINDOW, .help = N_("dark or light theme")},
    {"language", {"L"}, WINDOW, .help = N_("next language")},
    {"save", {N_("Ctrl+S")}, WINDOW, .help = N_("save a picture of the window as PNG")},
    {"save-svg", {N_("Ctrl+Shift+S")}, WINDOW, .help = N_("the same as SVG")},
    {"model", {"M"}, WINDOW, .help = N_("the other model")},
    {"open", .shown = {N_("Drop a file")}, WINDOW,
     .help = N_("open a model, a PNG or an IDX file")},
    {"help", {"?"}, .caption = N_("Help"), WINDOW, .help = N_("this help")},
    {"back", {N_("Esc")}, .caption = N_("Back"), WINDOW, .help = N_("back")},
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

bool action_counts(const struct action *action, const char *scene)
{
    bool counts = !action->scenes[0] || !scene;
    for (size_t i = 0; !counts && action->scenes[i]; i++) {
        counts = strcmp(action->scenes[i], scene) == 0;
    }
    return counts;
}

static bool has_key(const struct action *action, const char *key)
{
    for (size_t k = 0; action->keys[k]; k++) {
        if (strcmp(action->keys[k], key) == 0) {
            return true;
        }
    }
    return false;
}

const struct action *action_for_key(const char *key, const char *scene)
{
    const struct action *action, *found = NULL;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        const bool does = has_key(action, key) && action_counts(action, scene);
        if (does && action->scenes[0]) {
            return action;
        }
        found = does ? action : found;
    }
    return found;
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
