/* SPDX-License-Identifier: MIT */
#include "gui/app_train.h"

#include "base/file.h"
#include "base/memory.h"
#include "gui/app_state.h"

/* The model of the report is its own: what is saved is a copy. */
static enum lume_status copy_model(const struct lume_model *model, struct lume_model *out,
                                   struct lume_error *error)
{
    *out = *model;
    out->network = out->unlike = NULL;
    enum lume_status status = lume_network_copy(model->network, &out->network, error);
    if (status == LUME_OK && model->unlike) {
        status = lume_network_copy(model->unlike, &out->unlike, error);
    }
    if (status != LUME_OK) {
        lume_model_finish(out);
    }
    return status;
}

static const struct lume_model *model_of(const struct app *app)
{
    return app->train.report ? app->train.report->model : NULL;
}

void app_train_save_model(struct app *app)
{
    if (!model_of(app)) {
        app_notify(app, "nothing is trained yet", NULL);
        return;
    }
    struct app_save_job *save = app_save_begin(app, ".safetensors", N_("model saved: {1}"),
                                               N_("the model is not saved: {1}"));
    if (save) {
        app_save_submit(app, copy_model(model_of(app), &save->model, &save->error));
    }
}

/* Write the curves that are shown as CSV. */
static void write_curves(const struct app *app, struct buffer *out)
{
    const struct view_chart chart = app_train_chart(app);
    const struct curve *curves[VIEW_CHART_RUNS];
    const char *names[VIEW_CHART_RUNS];
    for (size_t i = 0; i < chart.n; i++) {
        curves[i] = chart.runs[i].curve;
        names[i] = chart.runs[i].name && chart.runs[i].name[0] ? chart.runs[i].name : "1";
    }
    curve_write_csv(curves, names, chart.n, out);
}

void app_train_save_curves(struct app *app)
{
    if (!model_of(app)) {
        app_notify(app, "nothing is trained yet", NULL);
        return;
    }
    struct app_save_job *save =
        app_save_begin(app, ".csv", N_("curves saved: {1}"), N_("the curves are not saved: {1}"));
    if (save) {
        write_curves(app, &save->bytes);
        app_save_submit(app, save->bytes.failed ? memory_exhausted(&save->error, NULL) : LUME_OK);
    }
}

/* --- into files that somebody named --- */

static enum lume_status nothing_trained(struct lume_error *error)
{
    return lume_error_set(error, LUME_ERROR_USAGE, NULL, "nothing is trained yet");
}

enum lume_status app_save_model(struct app *app, const char *path, struct lume_error *error)
{
    const struct lume_model *model = model_of(app);
    return model ? lume_model_save(model, path, error) : nothing_trained(error);
}

enum lume_status app_save_curves(struct app *app, const char *path, struct lume_error *error)
{
    struct buffer bytes = {0};
    enum lume_status status = model_of(app) ? LUME_OK : nothing_trained(error);
    if (status == LUME_OK) {
        write_curves(app, &bytes);
        status = bytes.failed ? memory_exhausted(error, path)
                              : file_replace(path, bytes.bytes, bytes.size, error);
    }
    buffer_finish(&bytes);
    return status;
}
