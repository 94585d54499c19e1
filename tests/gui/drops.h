/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_DROPS_H
#define LUME_TESTS_DROPS_H

/* Files that are dropped on a window, good ones and bad ones, in the current folder. */

#include "folder.h"
#include "png_file.h"

#include <lume/idx.h>
#include <lume/model.h>

static const char *const drops[] = {
    "good.png",
    "model.safetensors",
    "images-idx3-ubyte",
    "labels-idx1-ubyte",
    "bad.png",
    "cut.safetensors",
    "text",
    "folder",
    "pipe",
    "missing.png",
    "/dev/zero",
    "",
    "a\nb\x1b[31m\xff",
};

static inline void drops_make_models(void)
{
    const struct lume_layer_config layers[] = {{24, lume_activation_find("relu")},
                                               {12, lume_activation_find("tanh")},
                                               {10, lume_activation_find("softmax")}};
    struct lume_model model = {.rows = 28, .columns = 28};
    struct lume_error wrong;
    struct lume_rng rng = lume_rng_make(1, 1);
    CHECK_OK(lume_network_create(784, layers, 3, &model.network, &wrong), wrong);
    lume_network_initialize(model.network, lume_initializer_find("glorot"), &rng);
    CHECK_OK(lume_model_save(&model, "model.safetensors", &wrong), wrong);
    lume_model_finish(&model);
    folder_put("cut.safetensors", "\x40\0\0\0\0\0\0\0{", 9);
}

static inline void drops_make(void)
{
    static uint8_t pixels[50][28 * 28], labels[50];
    static struct png_file png;
    struct lume_error wrong;
    for (size_t i = 0; i < sizeof labels; i++) {
        labels[i] = (uint8_t)(i % 10);
        memset(pixels[i] + 28 * 8 + 20 * (i % 10), (int)(100 + i), 28 * 4);
    }
    png_file_make(&(struct png_source){.width = 28, .height = 28, .depth = 8, .rows = pixels[3]},
                  &png);
    folder_put("good.png", png.bytes, png.size);
    folder_put("bad.png", png.bytes, png.size / 2);
    folder_put("text", "hello\n", 6);
    const struct lume_idx of_images = {3, {50, 28, 28}, sizeof pixels, pixels[0], 0},
                          of_labels = {1, {50, 1, 1}, sizeof labels, labels, 0};
    CHECK_OK(lume_idx_save(&of_images, "images-idx3-ubyte", &wrong), wrong);
    CHECK_OK(lume_idx_save(&of_labels, "labels-idx1-ubyte", &wrong), wrong);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    drops_make_models();
}

#endif
