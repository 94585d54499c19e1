/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "cli/progress.h"
#include "cli/text.h"

static const struct progress_state usual = {
    .epoch = 3,
    .n_epochs = 10,
    .done = 0.25,
    .loss = 0.123456,
    .accuracy = 0.9876,
    .images_per_second = 912345,
    .seconds_left = 61.6,
};

static size_t columns(const char *line)
{
    size_t n = 0;
    for (; *line; n++) {
        size_t length = text_utf8_length(line);
        assert_true(length > 0);
        line += length;
    }
    return n;
}

static void check_line(const struct progress_state *state, size_t width, const char *expected)
{
    char line[PROGRESS_SIZE];
    progress_format(state, width, false, line);
    assert_string_equal(line, expected);
}

static void test_what_stays_where_room_is_short(void **state)
{
    (void)state;
    check_line(&usual, 19, "epoch 3/10");
    check_line(&usual, 20, "epoch 3/10  98.76 %");
    check_line(&usual, 23, "epoch 3/10  1:02 left");
    check_line(&usual, 33, "epoch 3/10  98.76 %  1:02 left");
    check_line(&usual, 41, "[#-----]  epoch 3/10  98.76 %  1:02 left");
    check_line(&usual, 46, "epoch 3/10  loss 0.1235  98.76 %  1:02 left");
    check_line(&usual, 62, "epoch 3/10  loss 0.1235  98.76 %  912k images/s  1:02 left");
    check_line(&usual, 80,
               "[####-------------]  epoch 3/10  loss 0.1235  98.76 %  912k images/s  1:02 left");
}

static void test_no_width_is_exceeded(void **state)
{
    (void)state;
    const double shares[] = {-1, 0, 1e-9, 0.1, 0.5, 0.999999, 1, 2, (double)NAN};
    for (size_t width = 20; width <= PROGRESS_WIDTH_MAX; width++) {
        for (size_t i = 0; i < 2 * sizeof shares / sizeof *shares; i++) {
            struct progress_state some = usual;
            some.done = shares[i / 2];
            char line[PROGRESS_SIZE];
            progress_format(&some, width, i % 2, line);
            assert_true(columns(line) < width);
            assert_non_null(strstr(line, "epoch 3/10"));
        }
    }
}

static void test_bar(void **state)
{
    (void)state;
    struct progress_state some = {.epoch = 1, .n_epochs = 1, .loss = (double)NAN};
    some.seconds_left = (double)NAN;
    check_line(&some, 22, "[--------]  epoch 1/1");
    some.done = 0.5;
    check_line(&some, 22, "[####----]  epoch 1/1");
    some.done = 1;
    check_line(&some, 22, "[########]  epoch 1/1");
    char line[PROGRESS_SIZE];
    some.done = 0.5;
    progress_format(&some, 22, true, line);
    assert_string_equal(line, "████▌    ▏  epoch 1/1");
    some.done = 1;
    progress_format(&some, 22, true, line);
    assert_string_equal(line, "█████████▏  epoch 1/1");
}

static void test_times_and_rates(void **state)
{
    (void)state;
    struct progress_state some = {.epoch = 1, .n_epochs = 1, .loss = (double)NAN};
    some.seconds_left = 3599;
    check_line(&some, 19, "epoch 1/1");
    check_line(&some, 24, "epoch 1/1  59:59 left");
    some.seconds_left = 3600;
    check_line(&some, 26, "epoch 1/1  1:00:00 left");
    some.seconds_left = 1e9;
    check_line(&some, 19, "epoch 1/1");
    some.images_per_second = 9999;
    check_line(&some, 28, "epoch 1/1  9999 images/s");
    some.images_per_second = 10400;
    check_line(&some, 28, "epoch 1/1  10k images/s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_stays_where_room_is_short),
        cmocka_unit_test(test_no_width_is_exceeded),
        cmocka_unit_test(test_bar),
        cmocka_unit_test(test_times_and_rates),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
