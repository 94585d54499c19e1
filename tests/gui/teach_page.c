/* SPDX-License-Identifier: MIT */

/* What the pages of a lesson say: every sum and product comes out as it is printed, and what is
 * printed is what the network computes. */

#include "shot.h"

#include "formula.h"

#include "gui/figures.h"
#include "gui/teach_page.h"

#include <lume/dataset.h>

enum { N_EXAMPLES = 50 };

static struct lume_dataset digits;
static size_t n_checked, n_signs, n_about;

static int make_digits(void **state)
{
    CHECK_OK(lume_dataset_synthesize(N_EXAMPLES, NULL, 3, NULL, &digits, &error), error);
    return set_up(state);
}

static int drop_digits(void **state)
{
    lume_dataset_finish(&digits);
    return tear_down(state);
}

/* --- one page --- */

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    while ((text = strstr(text, part)) != NULL) {
        text += strlen(part);
        n++;
    }
    return n;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static const struct teach_line *find_line(const struct teach_page *page, const char *left)
{
    for (size_t i = 0; i < page->n_lines; i++) {
        if (begins(page->lines[i].left, left)) {
            return &page->lines[i];
        }
    }
    fail_msg("no line \"%s\" on \"%s\"", left, page->title);
    return NULL;
}

/* The last number of a line, and how many decimals it has. */
static double last_number(const char *text, int *decimals)
{
    const char *at = text + strlen(text);
    while (at > text &&
           (strchr("0123456789.,", at[-1]) || begins(at - 1, "(") || begins(at - 1, ")"))) {
        at--;
    }
    const bool negative = at - text >= 3 && begins(at - 3, "−") && (at - text < 4 || at[-4] == ' ');
    struct formula formula = {.at = at, .good = true};
    const double value = formula_number(&formula);
    *decimals = formula.decimals;
    return negative ? -value : value;
}

/* Lines without left go on with what the one before gives. */
static void check_lines(const struct teach_page *page)
{
    double value = NAN;
    for (size_t i = 0; i < page->n_lines; i++) {
        const struct teach_line *line = &page->lines[i];
        if (line->look == TEACH_QUIET) {
            value = NAN;
            continue;
        }
        n_signs += count_of(line->right, "=");
        n_about += count_of(line->right, "≈");
        assert_false(strstr(line->right, "nan") || strstr(line->right, "inf"));
        assert_false(strstr(line->right, "—") || strstr(line->right, "∞"));
        value = formula_check(line->right, line->left[0] ? NAN : value, &n_checked);
    }
}

static void check_true(const struct teach_page *page, const char *left, double value, double units)
{
    const struct teach_line *line = find_line(page, left);
    while (line + 1 < page->lines + page->n_lines && !line[1].left[0] &&
           line[1].look != TEACH_QUIET) {
        line++;
    }
    int decimals;
    const double printed = last_number(line->right, &decimals);
    if (!(fabs(printed - value) <= units * pow(10, -decimals) + 1e-15)) {
        fail_msg("%s: \"%s\" is %.17g", left, line->right, value);
    }
}

/* --- what is special on some --- */

static void check_blame(const struct teach_page *page)
{
    const struct teach_line *sum = find_line(page, "Σ wδ");
    int decimals, of_term;
    const double total = last_number(sum->right, &decimals);
    double terms = 0;
    for (const struct teach_line *line = page->lines; line < sum; line++) {
        terms += last_number(line->right, &of_term);
        assert_int_equal(of_term, decimals);
    }
    CHECK_NEAR(terms, total, 1e-3 * pow(10, -decimals));
}

static void check_estimate(const struct teach *teach, const struct teach_page *page)
{
    const struct teach_line *result = find_line(page, "ΔE / 2h");
    int decimals;
    const double above = last_number(find_line(page, "E(w + h)")->right, &decimals);
    const double below = last_number(find_line(page, "E(w − h)")->right, &decimals);
    const double expected = (above - below) / (2 * teach_estimate(teach)->h);
    const double printed = last_number(result->right, &decimals);
    const double off = fabs(expected - printed) * pow(10, decimals);
    assert_true(strstr(result->right, "≈") ? off < 2 : off < 0.501);
    CHECK_NEAR(printed, trace_gradient(teach_trace(teach), teach_weight(teach)),
               0.51 * pow(10, -decimals));
}

static void check_outputs(const struct teach *teach, bool after)
{
    const struct trace *trace = after ? teach_after(teach) : teach_trace(teach);
    const struct trace_layer *outputs = &trace->layers[trace->n_layers - 1];
    double p[TEACH_MAX_OUTPUTS], sum = 0;
    const int decimals = teach_page_outputs(teach, after, p);
    const double unit = pow(10, -decimals);
    for (size_t j = 0; j < outputs->n_out; j++) {
        sum += floor(p[j] / unit + 0.5);
        CHECK_NEAR(p[j] / unit, floor(p[j] / unit + 0.5), 1e-6);
        CHECK_NEAR(p[j], outputs->a[j], unit);
    }
    CHECK_NEAR(sum, 1 / unit, 1e-3);
    CHECK_NEAR(p[teach_target(teach)], outputs->a[teach_target(teach)], 0.51 * unit);
}

static void check_page(const struct teach *teach, const struct teach_page *page)
{
    const struct trace *trace = teach_trace(teach);
    const struct teach_step step = teach_step(teach);
    const size_t l = step.layer, target = teach_target(teach);
    const struct trace_layer *room = &trace->layers[l];
    const struct trace_layer *outputs = &trace->layers[trace->n_layers - 1];
    assert_true(page->title[0] && page->idea[0]);
    check_lines(page);
    switch (step.kind) {
    case TEACH_FORWARD:
        check_true(page, "z", room->z[teach_focus(teach, l)], 0.51);
        if (l + 1 < trace->n_layers) {
            check_true(page, "a", room->a[teach_focus(teach, l)], 0.51);
        }
        break;
    case TEACH_ANSWER:
        check_true(page, "p", outputs->a[target], 0.51);
        check_outputs(teach, false);
        break;
    case TEACH_LOSS:
        check_true(page, "E", trace->loss, 0.51);
        break;
    case TEACH_OUTPUT_DELTAS:
        check_true(page, "δ", outputs->delta[target], 0.51);
        break;
    case TEACH_HIDDEN_DELTAS:
        check_blame(page);
        check_true(page, "δ", room->delta[teach_focus(teach, l)], 0.51);
        check_true(page, "Σ wδ", room->blame[teach_focus(teach, l)], 0.51);
        break;
    case TEACH_GRADIENT:
        check_true(page, "∂E/∂w", trace_gradient(trace, teach_weight(teach)), 0.51);
        check_estimate(teach, page);
        break;
    case TEACH_UPDATE:
        check_true(page, "w", teach_new_value(teach), 0.51);
        break;
    case TEACH_OUTCOME:
        check_true(page, "p", teach_after(teach)->layers[trace->n_layers - 1].a[target], 0.51);
        check_true(page, "E", teach_after(teach)->loss, 0.51);
        check_outputs(teach, true);
        break;
    case TEACH_PICTURE:
    case TEACH_N_KINDS:
        break;
    }
}

/* --- all of them --- */

static void check_example(const struct lume_model *of, struct teach *teach, size_t i)
{
    struct lume_recognizer *recognizer;
    struct lume_answer answer;
    struct teach_page page;
    struct lume_rng rng = lume_rng_make(i, 7);
    CHECK_OK(lume_recognizer_create(of, &recognizer, &error), error);
    lume_recognize(recognizer, digits.pixels + i * LUME_IMAGE_SIZE, &answer);
    const int label = i % 2 ? digits.labels[i] : (int)lume_rng_below(&rng, 10);
    teach_begin(teach, of->network, lume_recognizer_image(recognizer), label);
    lume_recognizer_destroy(recognizer);
    const struct trace *trace = teach_trace(teach);
    if (i % 5 > 0) { /* any weight, some of them biases */
        const size_t l = lume_rng_below(&rng, (uint32_t)trace->n_layers);
        const struct trace_layer *room = &trace->layers[l];
        teach_choose(teach, (struct trace_weight){l, lume_rng_below(&rng, (uint32_t)room->n_in + 1),
                                                  lume_rng_below(&rng, (uint32_t)room->n_out)});
    }
    teach_step_rate(teach, (int)(i % 7) - 3);
    for (size_t step = 0; step < teach_count_steps(teach); step++) {
        teach_go(teach, step);
        for (size_t k = 0; text_language_at(k); k++) {
            teach_page_write(teach, text_language_at(k), &page);
            check_page(teach, &page);
        }
    }
}

static void check_model(const struct lume_model *of)
{
    struct teach *teach;
    CHECK_OK(teach_create(of->network, &teach, &error), error);
    n_checked = n_signs = n_about = 0;
    for (size_t i = 0; i < N_EXAMPLES; i++) {
        check_example(of, teach, i);
    }
    print_message("# %zu formulas worked out, %zu of %zu signs are ≈\n", n_checked, n_about,
                  n_signs);
    assert_true(n_checked > 2 * N_EXAMPLES * 7);
    assert_true(10 * n_about < n_signs);
    teach_destroy(teach);
}

static void test_built_in_model(void **state)
{
    (void)state;
    check_model(&model);
}

static void test_other_shapes_and_functions(void **state)
{
    (void)state;
    static const size_t large[] = {64, 33, 10}, deep[] = {8, 8, 8, 8, 10}, none[] = {10};
    static const struct {
        const size_t *widths;
        size_t n;
        const char *hidden;
    } cases[] = {{large, 3, "tanh"}, {deep, 5, "relu"}, {none, 1, "relu"}, {large, 3, "gelu"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lume_model made = make_model(cases[i].widths, cases[i].n, cases[i].hidden);
        check_model(&made);
        lume_model_finish(&made);
    }
}

/* --- figures --- */

static void test_figures(void **state)
{
    (void)state;
    const struct text_language *en = text_language_find("en"), *pt = text_language_find("pt-BR");
    char text[TEXT_NUMBER_SIZE];
    assert_string_equal(figures_write(en, figures_significant(-0.00123456, 3), text), "−0.00123");
    assert_string_equal(figures_write(pt, figures_significant(1234.56, 3), text), "1235");
    assert_string_equal(figures_factor(pt, figures_fixed(-0.5, 2), text), "(−0,50)");
    assert_string_equal(figures_factor(en, figures_fixed(0.5, 2), text), "0.50");
    assert_string_equal(figures_write(en, figures_significant(0, 3), text), "0.000");
    assert_string_equal(figures_subscript(120, text), "₁₂₀");
    assert_string_equal(figures_power(pt, 2.64e-9, text), "2,6 · 10⁻⁹");
    assert_string_equal(figures_power(en, 9.97e-4, text), "1.0 · 10⁻³");
    assert_string_equal(figures_power(en, 0, text), "0");
    const struct figure third = figures_fixed(1.0 / 3, 2);
    assert_string_equal(figures_sign(0.3349, &third), "=");
    assert_string_equal(figures_sign(0.3351, &third), "≈");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_built_in_model),
        cmocka_unit_test(test_other_shapes_and_functions),
        cmocka_unit_test(test_figures),
    };
    return cmocka_run_group_tests_name("teach page", tests, make_digits, drop_digits);
}
