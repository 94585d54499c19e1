/* SPDX-License-Identifier: MIT */

/* Curves: axes with round ticks, the values that the pointer means, and what a plot makes of gaps
 * and of numbers that are none. */

#include "check.h"

#include "gui/view_chart.h"
#include "gui/view_health.h"

#include <math.h>

static struct font *font;
static struct lume_error error;

/* --- axes --- */

static void check_ticks(const struct chart_axis *axis, const double *ticks, size_t n, int digits)
{
    assert_int_equal(axis->n, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(fabs(axis->ticks[i].value - ticks[i]) <= 1e-12 * fabs(ticks[n - 1]));
        assert_int_equal(axis->ticks[i].digits, digits);
    }
}

static void test_linear(void **state)
{
    (void)state;
    struct chart_axis axis = chart_axis_linear(0, 12, 6, true);
    check_ticks(&axis, (const double[]){0, 5, 10, 15}, 4, 0);
    assert_true(axis.low == 0 && axis.high == 15);
    axis = chart_axis_linear(0, 2.4, 6, true);
    check_ticks(&axis, (const double[]){0, 0.5, 1, 1.5, 2, 2.5}, 6, 1);
    axis = chart_axis_linear(0, 0.003, 6, true);
    check_ticks(&axis, (const double[]){0, 0.001, 0.002, 0.003}, 4, 3);
    axis = chart_axis_linear(0.9, 1, 6, true);
    check_ticks(&axis, (const double[]){0.9, 0.92, 0.94, 0.96, 0.98, 1}, 6, 2);
    axis = chart_axis_linear(0, 13, 6, false);
    check_ticks(&axis, (const double[]){0, 5, 10}, 3, 0);
    assert_true(axis.high == 13);
    axis = chart_axis_linear(7, 7, 6, true);
    assert_true(axis.low < axis.high && axis.n >= 2);
    for (double high = 1e-6; high < 1e9; high *= 1.37) {
        axis = chart_axis_linear(0, high, 6, true);
        assert_in_range(axis.n, 3, 6);
        assert_true(axis.high >= high * (1 - 1e-6) && axis.high <= 2.5 * high);
    }
}

static void test_log(void **state)
{
    (void)state;
    struct chart_axis axis = chart_axis_log(0.04, 2.6, 6);
    assert_int_equal(axis.n, 6);
    assert_true(axis.ticks[0].value == 0.05 && axis.ticks[0].digits == 2);
    assert_true(axis.ticks[5].value == 2 && axis.ticks[5].digits == 0);
    axis = chart_axis_log(1e-6, 30, 6);
    assert_in_range(axis.n, 3, 6);
    for (size_t i = 0; i < axis.n; i++) { /* powers of ten alone */
        const double power = log10(axis.ticks[i].value);
        assert_true(fabs(power - round(power)) < 1e-9);
    }
    assert_true(fabsf(chart_axis_share(&axis, 1e-6)) < 1e-6f);
    assert_true(fabsf(chart_axis_share(&axis, 30) - 1) < 1e-6f);
    assert_true(fabsf(chart_axis_share(&axis, sqrt(30e-6)) - 0.5f) < 1e-5f);
    assert_true(chart_axis_share(&axis, 0) < -1);
    assert_true(isnan(chart_axis_share(&axis, (double)NAN)));
}

static void test_value(void **state)
{
    (void)state;
    const struct chart_axis axis = chart_axis_linear(0, 12, 6, true);
    for (float share = 0; share <= 1; share += 0.125f) {
        assert_true(fabsf(chart_axis_share(&axis, chart_axis_value(&axis, share)) - share) < 1e-6f);
    }
}

/* --- a curve --- */

enum { PER_EPOCH = 10, EPOCHS = 6 };

/* Losses are told apart by their digits; the validation of epoch 3 is missing. */
static void make_curve(struct curve *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i <= PER_EPOCH * EPOCHS; i++) {
        const double epoch = (double)i / PER_EPOCH;
        const bool ends = i % PER_EPOCH == 0, measured = ends && i != 3 * PER_EPOCH;
        out->points[out->n++] = (struct curve_point){
            .epoch = epoch,
            .batches = (uint64_t)i,
            .train_loss = (float)(2 / (1 + epoch)) + 0.001f * (float)i,
            .train_accuracy = (float)(1 - 0.9 / (1 + epoch)),
            .validation_loss = measured ? (float)(2.1 / (1 + epoch)) : NAN,
            .validation_accuracy = measured ? (float)(1 - 0.91 / (1 + epoch)) : NAN,
            .ends = ends,
        };
    }
    out->best_epoch = 5;
}

static void test_point(void **state)
{
    (void)state;
    static struct curve curve;
    make_curve(&curve);
    assert_ptr_equal(view_chart_point(&curve, 1.31, 0), &curve.points[13]);
    assert_ptr_equal(view_chart_point(&curve, 1.31, 0.3), &curve.points[13]);
    assert_ptr_equal(view_chart_point(&curve, 1.31, 0.32), &curve.points[10]);
    assert_ptr_equal(view_chart_point(&curve, -5, 0), &curve.points[0]);
    assert_ptr_equal(view_chart_point(&curve, 99, 0), &curve.points[60]);
    curve.n = 0;
    assert_null(view_chart_point(&curve, 1, 1));
}

/* --- what is painted --- */

enum { MAX_TEXTS = 64, TEXT = 64 };

static struct {
    struct paint paint;
    char texts[MAX_TEXTS][TEXT];
    size_t n_texts, n_lines, n_points;
    float lowest, highest; /* of lines */
} seen;

static void nothing(struct paint *paint)
{
    (void)paint;
}

static void see_group(struct paint *paint, const char *name)
{
    (void)paint, (void)name;
}

static void see_clip(struct paint *paint, const struct paint_rect *rect)
{
    (void)paint, (void)rect;
}

static void see_line(struct paint *paint, const struct paint_point *points, size_t n,
                     const struct paint_stroke *stroke)
{
    (void)paint, (void)stroke;
    for (size_t i = 0; i < n; i++) {
        assert_true(isfinite(points[i].x) && isfinite(points[i].y));
    }
    seen.n_lines += n > 2;
    seen.n_points += n > 2 ? n : 0;
}

static void see_disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color)
{
    (void)paint, (void)radius, (void)color;
    assert_true(isfinite(middle.x) && isfinite(middle.y));
}

static void see_ring(struct paint *paint, struct paint_point middle, float radius, float width,
                     uint32_t color)
{
    (void)width;
    see_disc(paint, middle, radius, color);
}

static void see_fill(struct paint *paint, const struct paint_rect *rect, float radius,
                     uint32_t color)
{
    (void)paint, (void)radius, (void)color;
    assert_true(isfinite(rect->x) && isfinite(rect->y) && rect->width >= 0);
}

static void see_outline(struct paint *paint, const struct paint_rect *rect, float radius,
                        float width, uint32_t color)
{
    (void)width;
    see_fill(paint, rect, radius, color);
}

static void see_text(struct paint *paint, const struct paint_run *run,
                     const struct paint_text_style *style)
{
    (void)paint, (void)style;
    assert_true(seen.n_texts < MAX_TEXTS && run->size < TEXT);
    memcpy(seen.texts[seen.n_texts], run->text, run->size);
    seen.texts[seen.n_texts++][run->size] = 0;
}

static const struct paint_backend backend = {
    .begin_group = see_group,
    .end_group = nothing,
    .push_clip = see_clip,
    .pop_clip = nothing,
    .polyline = see_line,
    .disc = see_disc,
    .ring = see_ring,
    .fill = see_fill,
    .outline = see_outline,
    .text = see_text,
};

static struct view make_view(const char *language)
{
    return (struct view){theme_find("dark"), theme_sizes_find("normal"),
                         text_language_find(language), font};
}

static void look(void)
{
    memset(&seen, 0, sizeof seen);
    seen.paint = (struct paint){&backend, font, 0};
}

static void paint_chart(const char *language, const struct view_chart *chart,
                        enum view_chart_measure measure)
{
    const struct view view = make_view(language);
    const struct paint_rect rect = {10, 20, 400, 260};
    look();
    view_chart_paint(&view, chart, measure, &rect, &seen.paint);
    assert_int_equal(seen.paint.depth, 0);
}

static bool told(const char *text)
{
    bool found = false;
    for (size_t i = 0; i < seen.n_texts; i++) {
        found = found || strcmp(seen.texts[i], text) == 0;
    }
    return found;
}

static struct view_chart chart_of(const struct curve *curve)
{
    return (struct view_chart){.n = 1,
                               .runs = {{.curve = curve, .name = "run"}},
                               .shown = (double)NAN,
                               .pointed = (double)NAN};
}

/* Without a pointer the last values are told, with one those that it means. */
static void test_pointed(void **state)
{
    (void)state;
    static struct curve curve;
    make_curve(&curve);
    struct view_chart chart = chart_of(&curve);
    paint_chart("en", &chart, VIEW_CHART_LOSS);
    assert_true(told("loss") && told("0.346") && told("0.300"));
    assert_true(told("best: epoch 5") && told("epoch 6"));
    chart.pointed = 2.02;
    paint_chart("pt-BR", &chart, VIEW_CHART_LOSS);
    assert_true(told("0,687") && told("0,700") && told("2"));
    chart.pointed = 2.5; /* validation is measured at the ends of epochs only */
    paint_chart("en", &chart, VIEW_CHART_LOSS);
    assert_true(told("0.596") && told("2.50") && !told("0.700") && !told("0.600"));
    chart.pointed = (double)NAN;
    chart.shown = 4;
    paint_chart("en", &chart, VIEW_CHART_ACCURACY);
    assert_true(told("accuracy") && told("82.0\u00a0%") && told("81.8\u00a0%") && told("4"));
}

/* Batches, training, and validation in two pieces. */
static void test_gaps(void **state)
{
    (void)state;
    static struct curve curve;
    make_curve(&curve);
    struct view_chart chart = chart_of(&curve);
    paint_chart("en", &chart, VIEW_CHART_LOSS);
    assert_int_equal(seen.n_lines, 4);
    assert_int_equal(seen.n_points, (PER_EPOCH - 1) * EPOCHS + 1 + EPOCHS + 1 + EPOCHS);
    for (size_t i = 0; i < curve.n; i++) {
        curve.points[i].validation_loss = NAN;
    }
    paint_chart("en", &chart, VIEW_CHART_LOSS);
    assert_int_equal(seen.n_lines, 2);
}

/* What left the finite numbers is no reason to write of them. */
static void test_diverged(void **state)
{
    (void)state;
    static struct curve curve;
    make_curve(&curve);
    for (size_t i = 30; i < curve.n; i++) {
        curve.points[i].train_loss = i < 40 ? 1e30f : i < 50 ? INFINITY : NAN;
        curve.points[i].validation_loss = NAN;
    }
    for (int k = 0; k < 2; k++) {
        struct view_chart chart = chart_of(&curve);
        chart.log_loss = k == 1;
        const struct chart_axis axis = view_chart_values(&chart, VIEW_CHART_LOSS);
        assert_true(axis.high < 5);
        for (double pointed = 0; pointed <= 6; pointed += 0.5) {
            chart.pointed = pointed;
            paint_chart("en", &chart, VIEW_CHART_LOSS);
            for (size_t i = 0; i < seen.n_texts; i++) {
                assert_null(strstr(seen.texts[i], "nan"));
                assert_null(strstr(seen.texts[i], "∞"));
            }
        }
        chart.pointed = 3.5;
        paint_chart("en", &chart, VIEW_CHART_LOSS);
        assert_true(told(">\u00a01,000"));
    }
}

/* Nothing is there yet, or next to nothing. */
static void test_empty(void **state)
{
    (void)state;
    static struct curve curve;
    struct view_chart chart = chart_of(&curve);
    memset(&curve, 0, sizeof curve);
    for (int n = 0; n < 3; n++) {
        curve.n = n > 0;
        curve.points[0] = (struct curve_point){.ends = true,
                                               .train_loss = n > 1 ? 2.3f : NAN,
                                               .validation_loss = NAN,
                                               .train_accuracy = 0.1f,
                                               .validation_accuracy = NAN};
        for (int measure = 0; measure < 2; measure++) {
            paint_chart("en", &chart, (enum view_chart_measure)measure);
        }
    }
    chart.n = 0;
    paint_chart("en", &chart, VIEW_CHART_LOSS);
    assert_true(told("loss"));
}

/* The worst run is seen as well as differences between good ones. */
static void test_accuracy_axis(void **state)
{
    (void)state;
    static struct curve good, bad;
    make_curve(&good);
    make_curve(&bad);
    for (size_t i = 0; i < good.n; i++) {
        good.points[i].validation_accuracy = 0.97f;
        bad.points[i].validation_accuracy = 0.3f;
    }
    struct view_chart chart = chart_of(&good);
    assert_true(view_chart_values(&chart, VIEW_CHART_ACCURACY).low == 0.95);
    chart.runs[chart.n++] = (struct view_chart_run){.curve = &bad, .name = "bad", .look = 1};
    assert_true(view_chart_values(&chart, VIEW_CHART_ACCURACY).low == 0);
}

static void test_legend(void **state)
{
    (void)state;
    static struct curve curve;
    make_curve(&curve);
    const struct view view = make_view("en");
    const struct paint_rect rect = {0, 0, 500, 0}, narrow = {0, 0, 150, 0};
    struct view_chart chart = chart_of(&curve);
    look();
    const float height = view_chart_legend(&view, &chart, &rect, &seen.paint);
    assert_true(told("training") && told("validation"));
    chart.runs[chart.n++] =
        (struct view_chart_run){.curve = &curve, .name = "too large", .look = 1, .diverged = true};
    look();
    assert_true(view_chart_legend(&view, &chart, &rect, &seen.paint) == height);
    assert_true(told("run") && told("87.0\u00a0%") && told("too large") && told("diverged"));
    assert_true(view_chart_legend(&view, &chart, &narrow, NULL) > height);
}

/* --- health --- */

static void test_health(void **state)
{
    (void)state;
    static const struct {
        struct health_layer layer;
        enum view_ailment ailment;
    } layers[] = {
        {{.gradient_norm = 0.03, .update_ratio = 1e-3, .saturated = 0.2}, VIEW_HEALTHY},
        {{.gradient_norm = 1e-6, .update_ratio = 1e-6, .saturated = 0.2}, VIEW_VANISHING},
        {{.gradient_norm = 0, .update_ratio = 0, .saturated = 0}, VIEW_VANISHING},
        {{.gradient_norm = 1e4, .update_ratio = 0.01, .saturated = 0.2}, VIEW_EXPLODING},
        {{.gradient_norm = INFINITY, .update_ratio = 0.01}, VIEW_EXPLODING},
        {{.gradient_norm = NAN, .update_ratio = NAN}, VIEW_EXPLODING},
        {{.gradient_norm = 0.1, .update_ratio = 0.5}, VIEW_EXPLODING},
        {{.gradient_norm = 0.1, .update_ratio = 1e-3, .dead = 0.5, .saturated = 0.9}, VIEW_DEAD},
        {{.gradient_norm = 0.1, .update_ratio = 1e-3, .saturated = 0.9}, VIEW_SATURATED},
        {{.gradient_norm = 0.1, .update_ratio = 1e-3, .saturated = NAN, .dead = NAN}, VIEW_HEALTHY},
    };
    const struct view view = make_view("en");
    const struct paint_rect rect = {0, 0, 300, 300};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        const struct health_layer both[] = {layers[i].layer, layers[0].layer};
        const struct view_health health = {.n = 2, .layers = both};
        size_t layer;
        assert_int_equal(view_health_of(&health, 0), layers[i].ailment);
        assert_int_equal(view_health_worst(&health, &layer), layers[i].ailment);
        assert_int_equal(layer, 0);
        look();
        view_health_paint(&view, &health, &rect, &seen.paint);
        assert_true(told(view_health_name(view.language, layers[i].ailment)));
        for (size_t t = 0; t < seen.n_texts; t++) {
            assert_null(strstr(seen.texts[t], "nan"));
        }
    }
}

static int set_up(void **state)
{
    (void)state;
    CHECK_OK(font_create(&font, &error), error);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    font_destroy(font);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear),        cmocka_unit_test(test_log),
        cmocka_unit_test(test_value),         cmocka_unit_test(test_point),
        cmocka_unit_test(test_pointed),       cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_diverged),      cmocka_unit_test(test_empty),
        cmocka_unit_test(test_accuracy_axis), cmocka_unit_test(test_legend),
        cmocka_unit_test(test_health),
    };
    return cmocka_run_group_tests_name("view_chart", tests, set_up, tear_down);
}
