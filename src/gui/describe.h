/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_DESCRIBE_H
#define LUME_GUI_DESCRIBE_H

/*
 * Tell what the window shows as JSON lines, one for every change, for screen readers, tests and
 * scripts. Numbers are written without the locale, as the shortest that read back as the same.
 * Keys come in the order shown.
 *
 *   {"event":"scene","scene":"train"}              which is shown: "draw", …
 *   {"event":"layout","size":[1280,720],"paper":[24,92,302,302],"network":[…],"answer":[…],
 *    "inspector":[…],"buttons":{"clear":[…],…}}
 *          whole window coordinates, x, y, width, height: no rectangle is larger than what is seen;
 *          paper null: there is none; network, answer and inspector are the Draw scene's, null in
 *          others, and inspector also while it is closed; buttons by their action, several of one
 * as "clamp:0", "clamp:1"
 *   {"event":"state","scene":"train",…}            what more the scene shows
 *   {"event":"state","scene":"teach","step":"forward","layer":1,"index":2,"steps":12,"label":3,
 *    "loss":0.02,"probability":0.98,"rate":0.1,"weight":[2,4,3],"updates":0}
 *          layers are numbered from 0; label and loss null: nobody said what it is; step null, and
 *          nothing more: there is no lesson; probability of the label, or of the answer; weight:
 *          layer, from, to; from is the number of inputs where it is a bias
 *   {"event":"state","scene":"mistakes","panel":"pictures","n":10000,"wrong":237,
 *    "accuracy":0.9763,"calibration_error":0.008,"worst":[[9,4,19],…],"cell":[9,4],"pictures":19,
 *    "picture":2018}
 *          panel "pictures", "calibration" or "beside"; n 0: nothing is counted, and nothing more
 * is told; worst: true, answered, how many; cell null: none is open; picture: the one that the
 * keyboard is on, else null. Beside: "both", "only_opened", "only_other", "neither"
 *   {"event":"guess","digit":3,"probability":0.98,"probabilities":[…],"verdict":"digit"}
 *          as `lume predict --json` has it: verdict empty (digit and probabilities null), digit,
 *          unsure or not-a-digit; or hidden, with all else null, while the picture hides the answer
 *          to what is drawn: telling the room what it votes on would spoil the vote
 *   {"event":"select","layer":"h1","neuron":3}     "out" is the output layer; null and null: closed
 *   {"event":"mode","lines":"signal"}              or "weights"
 *   {"event":"language","language":"pt-BR"}
 *   {"event":"look","theme":"dark","sizes":"normal","scale":1.25,"fullscreen":false,
 *    "controls":true}
 *   {"event":"tool","eraser":false,"nib":1.1}
 *   {"event":"reveal","layers":2,"answer":false}   layers that are shown; whether the answer is
 *   {"event":"sample","index":12,"label":3,"source":"mnist"}
 *          or "generated", "file"; index and source null: ink; label null: unknown, or hidden with
 *          the answer
 *   {"event":"experiment","changed":true,"bias":-1.5,"clamp":null}
 *          bias and clamp of the selected neuron; null: there is none
 *   {"event":"accuracy","accuracy":0.9763,"learned":0.977,"n":10000}
 *          once it is counted; learned null: that is not
 *   {"event":"model","model":"digits.safetensors","sizes":[784,16,16,10],"slot":"opened"}
 *          the one that is shown; model null: no file; slot "opened": what was opened or is built
 *          in; "other": what is trained in the window, or was opened beside it
 *   {"event":"help","open":true}
 *   {"event":"notice","text":"…"}                  in the language shown; null when it goes
 */

#include "base/buffer.h"
#include "gui/scene_draw.h"
#include "gui/settings.h"

/* All that is told of; what points somewhere is only read during the call. */
struct describe_state {
    const struct scene_draw *scene;         /* what the network says, whichever scene is shown */
    const char *shown;                      /* name of the scene that is */
    const struct ui *ui;                    /* of it, in logical pixels */
    const struct paint_rect *paper;         /* height 0: there is none */
    const struct scene_draw_layout *layout; /* NULL: it is not the Draw scene */
    const struct buffer *members;           /* of its state, each with a comma before it */
    float scale;                            /* window coordinates a logical pixel */
    float width, height;                    /* of the window, in its coordinates */
    const struct settings *settings;        /* language, theme, sizes, nib; language not NULL */
    bool fullscreen, help;
    size_t sample_index;
    const char *sample_source; /* "mnist", "generated", "file"; NULL: ink */
    const char *model;         /* path; NULL: no file */
    const char *slot;          /* where it is: "opened", "other" */
    const char *notice;        /* "": none */
};

/* What was told last. */
struct describe;

/* Nothing is told yet, so all of it will be. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status describe_create(struct describe **out, struct lume_error *error);
void describe_destroy(struct describe *describe);

/* Append a line, ended by a newline, for each kind of event that differs from what was told last,
 * in the order above. Failed allocations show in out->failed; then nothing counts as told. An
 * event that was told twice needs no more memory, but for `out`, unless it grows long. */
void describe_changes(struct describe *describe, const struct describe_state *state,
                      struct buffer *out);

#endif
