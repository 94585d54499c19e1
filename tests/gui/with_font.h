/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_WITH_FONT_H
#define LUME_TESTS_WITH_FONT_H

/* The font of a group of tests: make_font and drop_font are its set-up and its tear-down. */

#include "check.h"

#include "gui/font.h"

static struct font *font;

static int make_font(void **state)
{
    (void)state;
    struct lume_error error;
    CHECK_OK(font_create(&font, &error), error);
    return 0;
}

static int drop_font(void **state)
{
    (void)state;
    font_destroy(font);
    return 0;
}

#endif
