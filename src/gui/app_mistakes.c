/* SPDX-License-Identifier: MIT */
#include "gui/app_mistakes.h"

#include "base/number.h"
#include "gui/app_state.h"
#include "gui/view_answer.h"
#include "gui/view_confusion.h"

#include <string.h>

static const struct mistakes *mistakes_of(const struct app *app)
{
    return &app->network->mistakes;
}

/* --- what is shown --- */

static void write_source(struct app *app)
{
    const struct text_language *language = app->settings.language;
    const char *const source = app->samples_source ? app->samples_source : "";
    char n[TEXT_NUMBER_SIZE];
    const char *const arguments[] = {text_count(language, app->samples.set.n, n),
                                     app->samples_name ? app->samples_name : "", NULL};
    const bool one = app->samples.set.n == 1;
    text_fill(language,
              strcmp(source, "mnist") == 0  ? N_("{1} test digits of MNIST")
              : strcmp(source, "file") != 0 ? N_("{1} generated digits, as MNIST is not here")
              : one                         ? N_("one image of {2}")
                                            : N_("{1} images of {2}"),
              arguments, app->mistakes.source, sizeof app->mistakes.source);
}

/* Both on what lies on the paper. */
static struct view_versus versus_of(const struct app *app)
{
    const struct app_network *first = &app->slots[APP_SLOT_OPENED],
                             *second = &app->slots[APP_SLOT_OTHER];
    struct view_versus versus = {
        .true_label = app->sample.shown ? app->sample.label : app->ink_label,
        .source = app->mistakes.source,
    };
    for (int i = 0; i < APP_SLOTS; i++) {
        versus.sides[i] = (struct view_versus_side){
            .name = app_network_title(app, (enum app_slot)i),
            .snapshot = app->slots[i].snapshot,
            .accuracy = app->slots[i].current,
        };
    }
    if (first->mistakes.metrics.n > 0 && second->mistakes.metrics.n > 0) {
        versus.n = first->mistakes.metrics.n;
        versus.pair = mistakes_compare(&first->mistakes, &second->mistakes);
    }
    return versus;
}

/* A cell that a model with fewer classes does not have is closed. */
static void check_cells(struct app_mistakes *state, size_t n_classes)
{
    const int n = (int)n_classes;
    if (state->truth >= n || state->answer >= n) {
        state->truth = state->answer = -1;
    }
    if (state->row >= n || state->column >= n) {
        state->row = state->column = -1;
    }
}

static void refresh(struct app *app)
{
    struct app_mistakes *state = &app->mistakes;
    const uint32_t *images;
    write_source(app);
    state->scene = (struct scene_mistakes){
        .tabs = app_tabs(app),
        .mistakes = mistakes_of(app),
        .labelled = app->load.busy || app->samples.labelled,
        .source = state->source,
        .pixels = app->samples.set.pixels,
        .model = app_network_title(app, app_network_shown(app)),
        .calibration = state->calibration,
        .beside = state->beside,
        .versus = versus_of(app),
        .hide_controls = app->hide_controls,
    };
    if (mistakes_of(app)->metrics.n > 0) {
        check_cells(state, scene_mistakes_classes(&state->scene));
    }
    state->scene.truth = state->truth;
    state->scene.answer = state->answer;
    state->scene.row = state->row;
    state->scene.column = state->column;
    const size_t n = scene_mistakes_list(&state->scene, &images);
    state->chosen = state->chosen < n ? state->chosen : n > 0 ? n - 1 : 0;
    state->among = state->among && n > 0;
    state->scene.chosen = state->chosen;
    state->scene.among = state->among;
}

static void lay_out(struct app *app)
{
    const struct view view = app_view(app);
    struct app_mistakes *state = &app->mistakes;
    refresh(app);
    scene_mistakes_layout(&view, &state->scene, app_width(app), app_height(app), &state->layout);
    app->ui = state->layout.ui;
}

static void paint_scene(const struct app *app, const struct view *view, bool still,
                        const struct ui_pointer *pointer, struct paint *paint)
{
    (void)still; /* nothing moves */
    scene_mistakes_paint(view, &app->mistakes.scene, app_width(app), app_height(app), pointer,
                         paint);
}

static size_t outcome(const struct app *app, struct paint_rect out[APP_MAX_PARTS])
{
    out[0] = app->mistakes.layout.versus;
    return app->mistakes.beside ? 1 : 0;
}

bool app_mistakes_compares(const struct app *app)
{
    return app->shown == &app_scene_mistakes && app->mistakes.beside;
}

/* --- what is done --- */

static void open_cell(struct app *app, int truth, int answer)
{
    struct app_mistakes *state = &app->mistakes;
    state->truth = state->row = truth;
    state->answer = state->column = answer;
    state->chosen = 0;
    state->among = state->calibration = false;
}

enum lume_status app_open_cell(struct app *app, int truth, int answer, struct lume_error *error)
{
    enum { DIGITS = 10 };
    const struct snapshot *snapshot = app_snapshot(app);
    const size_t n_outputs = snapshot->layers[snapshot->n_layers - 1].n;
    const int n =
        n_outputs > DIGITS && n_outputs <= VIEW_CONFUSION_CLASSES ? (int)n_outputs : DIGITS;
    if (truth < 0 || truth >= n || answer < 0 || answer >= n) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "no such cell, expected 0,0 to %d,%d, got %d,%d", n - 1, n - 1, truth,
                              answer);
    }
    open_cell(app, truth, answer);
    app_spoil(app, APP_STALE_ALL);
    return LUME_OK;
}

static void close_cell(struct app *app)
{
    struct app_mistakes *state = &app->mistakes;
    state->truth = state->answer = -1;
    state->chosen = 0;
    state->among = false;
}

/* The open one is closed. */
static void choose_cell(struct app *app, int argument)
{
    const struct app_mistakes *state = &app->mistakes;
    const int n = (int)scene_mistakes_classes(&state->scene);
    if (argument < 0 || argument >= n * n) {
        return;
    }
    if (state->truth == argument / n && state->answer == argument % n && !state->calibration) {
        close_cell(app);
    } else {
        open_cell(app, argument / n, argument % n);
    }
}

static void choose_worst(struct app *app, int place)
{
    enum { MOST = 3 };
    struct mistakes_cell cells[MOST];
    const size_t n =
        mistakes_of(app)->metrics.n > 0 ? mistakes_rank(mistakes_of(app), cells, MOST) : 0;
    if (place >= 0 && (size_t)place < n && scene_mistakes_classes(&app->mistakes.scene) > 0) {
        open_cell(app, (int)cells[place].truth, (int)cells[place].answer);
    }
}

static void show_picture(struct app *app, int image)
{
    if (image >= 0) {
        app_samples_lay(app, (size_t)image);
        app_show(app, app_scene_draw.name);
    }
}

/* Among so many pictures, as far as there are others. */
static void step_picture(struct app_mistakes *state, size_t n, const int step[2])
{
    const ptrdiff_t columns = (ptrdiff_t)state->layout.columns;
    const ptrdiff_t to = (ptrdiff_t)state->chosen + step[0] + step[1] * columns;
    if (to >= 0 && to < (ptrdiff_t)n) {
        state->chosen = (size_t)to;
    }
}

/* In the matrix; from nowhere to the worst confusion. */
static void step_cell(struct app *app, const int step[2])
{
    struct app_mistakes *state = &app->mistakes;
    const int n = (int)scene_mistakes_classes(&state->scene);
    struct mistakes_cell worst = {0, 0, 0};
    if (n == 0) {
        return;
    }
    if (state->row < 0) {
        mistakes_rank(mistakes_of(app), &worst, 1);
        state->row = (int)worst.truth;
        state->column = (int)worst.answer;
        return;
    }
    state->column = (state->column + step[0] + n) % n;
    state->row = (state->row + step[1] + n) % n;
}

/* Left, right, up, down. */
static void go_beside(struct app *app, int direction)
{
    static const int steps[][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    const uint32_t *images;
    if (direction < 0 || direction >= 4 || mistakes_of(app)->metrics.n == 0) {
        return;
    }
    refresh(app);
    if (app->mistakes.among) {
        step_picture(&app->mistakes, scene_mistakes_list(&app->mistakes.scene, &images),
                     steps[direction]);
    } else {
        step_cell(app, steps[direction]);
    }
}

/* Into the cell, then into its pictures, then to the paper. */
static void enter_chosen(struct app *app)
{
    struct app_mistakes *state = &app->mistakes;
    const uint32_t *images;
    refresh(app);
    if (mistakes_of(app)->metrics.n == 0 || state->beside) {
        return;
    }
    if (state->among) {
        scene_mistakes_list(&state->scene, &images);
        show_picture(app, (int)images[state->chosen]);
        return;
    }
    if (state->row >= 0) {
        open_cell(app, state->row, state->column);
    }
    state->calibration = false;
    state->among = true;
}

/* By so many pages. */
static void turn_page(struct app *app, int pages)
{
    struct app_mistakes *state = &app->mistakes;
    const uint32_t *images;
    app_lay_out(app);
    const size_t n = scene_mistakes_list(&state->scene, &images), page = state->layout.page;
    if (page == 0) {
        return;
    }
    const size_t at = state->chosen / page;
    if (pages < 0 ? at > 0 : (at + 1) * page < n) {
        state->chosen = (pages < 0 ? at - 1 : at + 1) * page;
        app_spoil(app, APP_STALE_ALL);
    }
}

static void toggle_calibration(struct app *app)
{
    struct app_mistakes *state = &app->mistakes;
    state->calibration = state->beside || !state->calibration;
    state->among = state->beside = false;
}

static void toggle_beside(struct app *app)
{
    app->mistakes.beside = !app->mistakes.beside;
    app_count_due(app);
}

static bool back(struct app *app)
{
    struct app_mistakes *state = &app->mistakes;
    if (state->beside) {
        state->beside = false;
    } else if (state->calibration) {
        state->calibration = false;
    } else if (state->among) {
        state->among = false;
    } else if (state->truth >= 0) {
        close_cell(app);
    } else {
        const bool chosen = state->row >= 0;
        state->row = state->column = -1;
        return chosen;
    }
    return true;
}

/* --- the scene --- */

static enum lume_status create(struct app *app, struct lume_error *error)
{
    (void)error;
    struct app_mistakes *state = &app->mistakes;
    state->truth = state->answer = state->row = state->column = -1;
    return LUME_OK;
}

/* What was not counted while nobody saw it. */
static void enter(struct app *app)
{
    app_count_due(app);
}

static const char *describe(const struct app *app, const struct view *view, char out[APP_SENTENCE])
{
    _Static_assert((int)APP_SENTENCE >= (int)SCENE_MISTAKES_TEXT, "its sentence fits");
    return scene_mistakes_describe(view, &app->mistakes.scene, out);
}

static void tell_worst(const struct mistakes *mistakes, struct buffer *out)
{
    enum { MOST = 3 };
    struct mistakes_cell cells[MOST];
    const size_t n = mistakes_rank(mistakes, cells, MOST);
    buffer_text(out, ",\"worst\":[");
    for (size_t i = 0; i < n; i++) {
        buffer_format(out, "%s[%u,%u,%u]", i > 0 ? "," : "", cells[i].truth, cells[i].answer,
                      cells[i].n);
    }
    buffer_text(out, "]");
}

static void tell(const struct app *app, struct buffer *out)
{
    const struct app_mistakes *state = &app->mistakes;
    const struct mistakes *mistakes = mistakes_of(app);
    const struct mistakes_pair *pair = &state->scene.versus.pair;
    const uint32_t *images;
    char text[NUMBER_SIZE];
    buffer_format(out, ",\"panel\":\"%s\"",
                  state->beside        ? "beside"
                  : state->calibration ? "calibration"
                                       : "pictures");
    if (mistakes->metrics.n == 0) {
        buffer_text(out, ",\"n\":0");
        return;
    }
    const size_t n = scene_mistakes_list(&state->scene, &images);
    buffer_format(out, ",\"n\":%zu,\"wrong\":%zu,\"accuracy\":", mistakes->metrics.n,
                  mistakes->n_wrong);
    buffer_text(out, number_double(mistakes->metrics.accuracy, text));
    buffer_text(out, ",\"calibration_error\":");
    buffer_text(out, number_double(mistakes->metrics.calibration_error, text));
    tell_worst(mistakes, out);
    if (state->truth >= 0) {
        buffer_format(out, ",\"cell\":[%d,%d]", state->truth, state->answer);
    } else {
        buffer_text(out, ",\"cell\":null");
    }
    buffer_format(out, ",\"pictures\":%zu,\"picture\":", n);
    if (state->among && n > 0) {
        buffer_format(out, "%u", images[state->chosen]);
    } else {
        buffer_text(out, "null");
    }
    if (state->beside && state->scene.versus.n > 0) {
        buffer_format(out, ",\"both\":%zu,\"only_opened\":%zu,\"only_other\":%zu,\"neither\":%zu",
                      pair->both, pair->first, pair->second, pair->neither);
    }
}

static const struct app_action actions[] = {
    {"cell", .run_with = choose_cell},
    {"worst", .run_with = choose_worst},
    {"picture", .run_with = show_picture},
    {"beside", .run_with = go_beside, .repeats = true},
    {"enter", .run = enter_chosen},
    {"next-page", .run_with = turn_page, .argument = 1, .repeats = true},
    {"previous-page", .run_with = turn_page, .argument = -1, .repeats = true},
    {"calibration", .run = toggle_calibration},
    {"versus", .run = toggle_beside},
    {.name = NULL},
};

const struct app_scene app_scene_mistakes = {
    .name = "mistakes",
    .title = N_("Mistakes"),
    .actions = actions,
    .create = create,
    .enter = enter,
    .lay_out = lay_out,
    .back = back,
    .outcome = outcome,
    .paint = paint_scene,
    .describe = describe,
    .tell = tell,
};
