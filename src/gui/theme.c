/* SPDX-License-Identifier: MIT */
#include "gui/theme.h"

#include "base/elementary.h"
#include "gui/color.h"

#include <string.h>

static const struct theme themes[] = {
    {
        .name = "dark",
        .stage = 0xff10141c,
        .panel = 0xff1a2130,
        .line = 0xff2c3648,
        .text = 0xffeef2f8,
        .quiet = 0xff93a0b5,
        .positive = 0xff58b4e8,
        .negative = 0xffff8c42,
        .inactive = 0xff161b26,
        .active = 0xfffff3b0,
        .winner = 0xffffd84d,
        .focus = 0xffeef2f8,
        .paper = 0xff0b0e14,
        .ink = 0xffffffff,
    },
    {
        .name = "light",
        .stage = 0xfffbfbf8,
        .panel = 0xffffffff,
        .line = 0xffd5d9e0,
        .text = 0xff15181e,
        .quiet = 0xff5b6472,
        .positive = 0xff0072b2,
        .negative = 0xffd55e00,
        .inactive = 0xffffffff,
        .active = 0xff222222,
        .winner = 0xffb58900,
        .focus = 0xff15181e,
        .paper = 0xffffffff,
        .ink = 0xff15181e,
    },
};

static const struct theme_sizes sizes[] = {
    {
        .name = "normal",
        .small = 12,
        .body = 14,
        .heading = 20,
        .digit = 128,
        .grid = 8,
        .radius = 8,
        .line = 1,
        .wire_thinnest = 0.75f,
        .wire_thickest = 3,
        .dash_on = 6,
        .dash_off = 4,
        .target = 32,
    },
    {
        .name = "projector",
        .small = 20,
        .body = 22,
        .heading = 30,
        .digit = 176,
        .grid = 8,
        .radius = 8,
        .line = 2,
        .wire_thinnest = 1.5f,
        .wire_thickest = 6,
        .dash_on = 10,
        .dash_off = 7,
        .target = 40,
    },
};

const struct theme *theme_at(size_t index)
{
    return index < sizeof themes / sizeof *themes ? &themes[index] : NULL;
}

const struct theme *theme_find(const char *name)
{
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        if (strcmp(themes[i].name, name) == 0) {
            return &themes[i];
        }
    }
    return NULL;
}

const struct theme_sizes *theme_sizes_at(size_t index)
{
    return index < sizeof sizes / sizeof *sizes ? &sizes[index] : NULL;
}

const struct theme_sizes *theme_sizes_find(const char *name)
{
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (strcmp(sizes[i].name, name) == 0) {
            return &sizes[i];
        }
    }
    return NULL;
}

uint32_t theme_neuron(const struct theme *theme, float activation)
{
    activation = activation > 0 ? activation : 0;
    activation = activation < 1 ? activation : 1;
    return color_mix(theme->inactive, theme->active, (uint32_t)(activation * 255 + 0.5f));
}

/* 0 to 1: the light that a channel of sRGB gives. */
static float light_of(uint32_t channel)
{
    const float v = (float)(channel & 255) / 255;
    return v <= 0.04045f ? v / 12.92f : float_exp(2.4f * float_log((v + 0.055f) / 1.055f));
}

static float lightness(uint32_t color)
{
    return 0.2126f * light_of(color >> 16) + 0.7152f * light_of(color >> 8) +
           0.0722f * light_of(color);
}

float theme_contrast(uint32_t a, uint32_t b)
{
    const float x = lightness(a) + 0.05f, y = lightness(b) + 0.05f;
    return x > y ? x / y : y / x;
}

uint32_t theme_on(const struct theme *theme, uint32_t ground)
{
    const float text = theme_contrast(theme->text, ground);
    return text >= theme_contrast(theme->stage, ground) ? theme->text : theme->stage;
}

uint32_t theme_small(const struct theme *theme, uint32_t color)
{
    return theme_contrast(color, theme->stage) >= 4.5f ? color : theme->text;
}
