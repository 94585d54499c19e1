/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_SCENE_H
#define LUME_TESTS_SCENE_H

/* Scenes for golden pictures and for timing: like what the window shows, without a network. */

#include "gui/paint.h"
#include "gui/theme.h"

#include <lume/rng.h>

/* 784-16-16-10 as LOOK has it: 416 lines of width 1 to 4 with alpha, the negative ones dashed, and
 * 42 discs. It fills width x height. */
static inline void scene_network(struct paint *paint, const struct theme *theme, float width,
                                 float height, uint64_t seed)
{
    static const int layers[] = {16, 16, 10};
    struct lume_rng rng = lume_rng_make(seed, 0);
    struct paint_point at[3][16];
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < layers[k]; i++) {
            at[k][i] = (struct paint_point){width * (0.08f + 0.42f * (float)k),
                                            height * ((float)i + 0.5f) / (float)layers[k]};
        }
    }
    paint_begin_group(paint, "network");
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < layers[k]; i++) {
            for (int j = 0; j < layers[k + 1]; j++) {
                const float strength = lume_rng_float(&rng);
                const bool negative = lume_rng_below(&rng, 2) == 1;
                const struct paint_stroke stroke = {
                    .color = color_fade(negative ? theme->negative : theme->positive,
                                        0.1f + 0.8f * strength * strength),
                    .width = 1 + 3 * strength * strength,
                    .dash_on = negative ? 6.0f : 0,
                    .dash_off = negative ? 4.0f : 0,
                };
                paint_line(paint, at[k][i], at[k + 1][j], &stroke);
            }
        }
    }
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < layers[k]; i++) {
            const float radius = 0.36f * height / 16;
            paint_disc(paint, at[k][i], radius, theme_neuron(theme, lume_rng_float(&rng)));
            paint_ring(paint, at[k][i], radius, 1.5f, theme->line);
        }
    }
    paint_end_group(paint);
}

/* A digit of 28 x 28 with grey edges. */
static inline void scene_digit(uint8_t pixels[28 * 28])
{
    for (int y = 0; y < 28; y++) {
        for (int x = 0; x < 28; x++) {
            const int dx = x - 14, upper = y - 9, lower = y - 18;
            const int a = dx * dx + upper * upper, b = dx * dx + lower * lower;
            const int da = a > 20 ? a - 20 : 20 - a, db = b > 24 ? b - 24 : 24 - b;
            const int d = da < db ? da : db;
            pixels[28 * y + x] = (uint8_t)(d < 18 ? 255 - d * 14 : 0);
        }
    }
}

/* All that there is to paint, on 640 x 400. */
static inline void scene_all(struct paint *paint, const struct theme *theme)
{
    static uint8_t digit[28 * 28];
    scene_digit(digit);
    paint_fill(paint, (struct paint_rect){16, 16, 232, 368}, 8, theme->panel);
    paint_outline(paint, (struct paint_rect){16, 16, 232, 368}, 8, 1, theme->line);
    paint_outline(paint, (struct paint_rect){24, 24, 30, 20}, 0, 2, theme->quiet);
    paint_push_clip(paint, (struct paint_rect){264, 16, 200, 120});
    scene_network(paint, theme, 560, 284, 3);
    paint_pop_clip(paint);
    paint_begin_group(paint, "paper");
    paint_image(paint, (struct paint_rect){32, 56, 112, 112},
                &(struct paint_image){28, 28, digit, theme->paper, theme->ink, NULL});
    const struct paint_point ink[] = {{160, 80},  {184, 60},  {216, 72}, {200, 100},
                                      {232, 128}, {208, 160}, {164, 148}};
    paint_polyline(paint, ink, 7,
                   &(struct paint_stroke){color_fade(theme->ink, 0.6f), 12, 0, 0, 0, true});
    paint_polyline(paint, ink, 7, &(struct paint_stroke){theme->winner, 1.5f, 6, 6, 0, true});
    paint_end_group(paint);
    static const char *const lines[] = {
        "Handwritten digits, 0123456789", "z = Σ wᵢaᵢ + b = 4.21 − 10.00 = −5.79",
        "Não é um dígito: “ação”, coração", "σ(z) · η ∂ √ ≤ ≥ × ₁ ′ … → ←"};
    for (int i = 0; i < 4; i++) {
        paint_text(paint, (struct paint_point){32, 200 + 22 * (float)i},
                   &(struct paint_text_style){.color = i % 2 ? theme->quiet : theme->text,
                                              .font = {12 + (float)(i % 3), FONT_REGULAR, true},
                                              .max_width = 208},
                   lines[i]);
    }
    paint_text(paint, (struct paint_point){132, 344},
               &(struct paint_text_style){theme->winner, {72, FONT_BOLD, true}, PAINT_MIDDLE, 0},
               "3 8");
    for (int i = 0; i < 10; i++) {
        const float y = 280 + 10 * (float)i;
        paint_fill(paint, (struct paint_rect){300, y, 12 + 23.5f * (float)i, 7.5f}, 3,
                   i == 3 ? theme->winner : theme->positive);
        paint_text(
            paint, (struct paint_point){292, y + 8},
            &(struct paint_text_style){theme->text, {10, FONT_REGULAR, true}, PAINT_RIGHT, 0},
            (const char[]){(char)('0' + i), 0});
    }
    for (int i = 0; i < 12; i++) {
        const float x = 560 + 5 * (float)i;
        paint_line(paint, (struct paint_point){x, 290}, (struct paint_point){x + 10, 380},
                   &(struct paint_stroke){theme->text, 0.25f + 0.25f * (float)i, 0, 0, 0, i > 6});
    }
}

#endif
