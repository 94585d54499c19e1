/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "gui/app_state.h"
#include "gui/paint_svg.h"
#include "gui/view_help.h"
#include "png/png_write.h"

#include <string.h>

/* --- making them --- */

/* Bring everything up to date. */
static void prepare(struct app *app)
{
    app_update(app);
    app_lay_out(app);
    app_draw_refresh(app);
}

/* Paint the scene as it is once everything has arrived, or the help page where that lies over it.
 */
static void paint_still(const struct app *app, struct paint *paint)
{
    struct theme_sizes sizes;
    const struct view view = app_view(app), over = app_view_over(app, &sizes);
    if (app->help) {
        view_help_paint(&over, app->shown->name, app_width(app), app_height(app), NULL, paint);
    } else {
        app->shown->paint(app, &view, true, NULL, paint);
    }
}

static enum lume_status make_raster(struct app *app, struct paint_raster **out,
                                    struct lume_error *error)
{
    const struct view view = app_view(app);
    prepare(app);
    const enum lume_status status = paint_raster_create(app->size.width, app->size.height,
                                                        app->size.scale, app->font, out, error);
    if (status == LUME_OK) {
        paint_raster_begin(*out, NULL, view.theme->stage);
        paint_still(app, paint_raster_paint(*out));
    }
    return status;
}

enum lume_status app_picture_encode(const struct paint_raster *raster, struct buffer *out,
                                    struct lume_error *error)
{
    const struct paint_pixels pixels = paint_raster_pixels(raster);
    return png_encode(pixels.pixels, pixels.width, pixels.height, pixels.stride, out, error);
}

static enum lume_status make_svg(struct app *app, struct buffer *out, struct lume_error *error)
{
    prepare(app);
    const struct view view = app_view(app);
    const float width = app_width(app), height = app_height(app);
    struct paint_svg *svg = NULL;
    char description[APP_SENTENCE];
    enum lume_status status =
        paint_svg_create(width, height, "lume", app->shown->describe(app, &view, description),
                         view.language->name, app->font, &svg, error);
    if (status == LUME_OK) {
        struct paint *paint = paint_svg_paint(svg);
        paint_fill(paint, (struct paint_rect){0, 0, width, height}, 0, view.theme->stage);
        paint_still(app, paint);
        status = paint_svg_finish(svg, out, error);
    }
    paint_svg_destroy(svg);
    return status;
}

/* What a name tells about the format: either is made, and PNG encoded later. */
struct app_format {
    const char *ending;
    bool pixels;
};

static const struct app_format formats[] = {{".png", true}, {".svg", false}};

static const struct app_format *format_of(const char *path)
{
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const size_t n = strlen(formats[i].ending);
        if (length >= n && strcmp(path + length - n, formats[i].ending) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

/* --- into a file that somebody named --- */

enum lume_status app_check_picture(const char *path, struct lume_error *error)
{
    if (!format_of(path)) {
        return lume_error_set(error, LUME_ERROR_USAGE, path,
                              "its name tells no format, expected one that ends in .png or .svg");
    }
    return file_check_writable(path, error);
}

enum lume_status app_save_picture(struct app *app, const char *path, struct lume_error *error)
{
    struct buffer bytes = {0};
    enum lume_status status = app_check_picture(path, error);
    if (status == LUME_OK && format_of(path)->pixels) {
        struct paint_raster *raster = NULL;
        status = make_raster(app, &raster, error);
        if (status == LUME_OK) {
            status = app_picture_encode(raster, &bytes, error);
        }
        paint_raster_destroy(raster);
    } else if (status == LUME_OK) {
        status = make_svg(app, &bytes, error);
    }
    if (status == LUME_OK) {
        status = file_replace(path, bytes.bytes, bytes.size, error);
    }
    buffer_finish(&bytes);
    return status;
}

/* --- into the next one of a row, beside the window --- */

void app_picture_save(struct app *app, const char *ending)
{
    struct app_save_job *save =
        app_save_begin(app, ending, N_("picture saved: {1}"), N_("the picture is not saved: {1}"));
    if (save) {
        app_save_submit(app, format_of(ending)->pixels
                                 ? make_raster(app, &save->raster, &save->error)
                                 : make_svg(app, &save->bytes, &save->error));
    }
}
