/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "gui/color.h"
#include "gui/theme.h"

static void test_themes(void **state)
{
    (void)state;
    const struct theme *theme;
    size_t n = 0;
    for (; (theme = theme_at(n)); n++) {
        assert_ptr_equal(theme_find(theme->name), theme);
        /* what WCAG asks of text, and of what must be told apart from the ground */
        const uint32_t grounds[] = {theme->stage, theme->panel};
        for (size_t k = 0; k < 2; k++) {
            assert_true(theme_contrast(theme->text, grounds[k]) >= 7);
            assert_true(theme_contrast(theme->quiet, grounds[k]) >= 4.5f);
            assert_true(theme_contrast(theme->positive, grounds[k]) >= 3);
            assert_true(theme_contrast(theme->negative, grounds[k]) >= 3);
            assert_true(theme_contrast(theme->winner, grounds[k]) >= 2.9f);
        }
        assert_true(theme_contrast(theme->ink, theme->paper) >= 7);
        for (int i = 0; i <= 100; i++) {
            const uint32_t ground = theme_neuron(theme, (float)i / 100);
            assert_true(theme_contrast(theme_on(theme, ground), ground) >= 3.9f);
        }
        assert_int_equal(theme_neuron(theme, NAN), theme->inactive);
        assert_int_equal(theme_neuron(theme, -1), theme->inactive);
        assert_int_equal(theme_neuron(theme, 7), theme->active);
    }
    assert_int_equal(n, 2);
    assert_null(theme_find("nonesuch"));
    assert_int_equal(theme_find("dark")->positive, color_opaque(0x58b4e8));
    CHECK_NEAR(theme_contrast(0xff000000, 0xffffffff), 21, 1e-3);
}

static void test_sizes(void **state)
{
    (void)state;
    const struct theme_sizes *normal = theme_sizes_at(0), *projector = theme_sizes_at(1);
    assert_ptr_equal(theme_sizes_find("normal"), normal);
    assert_ptr_equal(theme_sizes_find("projector"), projector);
    assert_null(theme_sizes_at(2));
    assert_null(theme_sizes_find("nonesuch"));
    assert_true(projector->small >= 20); /* legible from the last row */
    assert_true(projector->wire_thinnest > normal->wire_thinnest);
    assert_true(normal->small <= normal->body && normal->body < normal->heading);
}

static void test_colors(void **state)
{
    (void)state;
    assert_int_equal(color_mix(0xff000000, 0xffffffff, 0), 0xff000000);
    assert_int_equal(color_mix(0xff000000, 0x80ffffff, 255), 0x80ffffff);
    assert_int_equal(color_mix(0xff000000, 0xff64c832, 128), 0xff326419);
    assert_int_equal(color_fade(0xff123456, 0.5f), 0x80123456);
    assert_int_equal(color_fade(0x80123456, 0.5f), 0x40123456);
    assert_int_equal(color_fade(0xff123456, NAN), 0x00123456);
    assert_int_equal(color_fade(0xff123456, 9), 0xff123456);
    for (uint32_t x = 0; x <= 255 * 255; x++) {
        assert_int_equal(color_divide(x), (uint32_t)floor(x / 255.0 + 0.5));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_themes),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_colors),
    };
    return cmocka_run_group_tests_name("gui theme", tests, NULL, NULL);
}
