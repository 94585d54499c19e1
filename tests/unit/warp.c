/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "data/warp.h"

#include <lume/rng.h>

#include <stdbool.h>

enum { SIDE = 28, WIDE = 100 };

/* Random grey dots, sparse so that blank rows, columns and edges come up. */
static void fill(uint8_t *image, size_t n, struct lume_rng *rng)
{
    uint32_t rarity = 1 + lume_rng_below(rng, 12);
    for (size_t i = 0; i < n; i++) {
        bool dot = lume_rng_below(rng, rarity) == 0;
        image[i] = (uint8_t)(dot ? lume_rng_below(rng, 256) : 0);
    }
}

/* The definition, in double and without fixed point. */
static double exact(const struct lume_affine *map, const uint8_t *in, int x, int y)
{
    double u = map->xx * x + map->xy * y + map->x0, v = map->yx * x + map->yy * y + map->y0;
    double sum = 0;
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            double right = 1 - fabs(u - column), low = 1 - fabs(v - row);
            sum += right > 0 && low > 0 ? right * low * in[row * SIDE + column] : 0;
        }
    }
    return sum;
}

static struct lume_affine random_map(struct lume_rng *rng, float reach)
{
    return (struct lume_affine){
        .xx = (double)lume_rng_range(rng, -reach, reach),
        .xy = (double)lume_rng_range(rng, -reach, reach),
        .x0 = (double)lume_rng_range(rng, -20, 40),
        .yx = (double)lume_rng_range(rng, -reach, reach),
        .yy = (double)lume_rng_range(rng, -reach, reach),
        .y0 = (double)lume_rng_range(rng, -20, 40),
    };
}

static void test_agrees_with_definition(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(1, 0);
    uint8_t in[SIDE * SIDE], out[SIDE * SIDE];
    double inked = 0;
    for (int round = 0; round < 60; round++) {
        fill(in, sizeof in, &rng);
        struct lume_affine map = random_map(&rng, 1.5f);
        warp_affine(&map, in, SIDE, SIDE, out);
        for (int i = 0; i < SIDE * SIDE; i++) {
            /* Weights are rounded to 1/256 in both directions, so each is off by 1/512 at most. */
            CHECK_NEAR(out[i], exact(&map, in, i % SIDE, i / SIDE), 1.6);
            inked += out[i];
        }
    }
    assert_true(inked > 1e5);
}

/* Images up to 64 a side take the path without checks, larger ones the checked path: the same image
 * with blank columns beside it must give the same bytes, however wild the map. */
static void test_both_paths_give_the_same_bytes(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(2, 0);
    static const float reaches[] = {0.01f, 1, 2, 50, 1e6f, 1e9f};
    uint8_t in[SIDE * SIDE], out[SIDE * SIDE], wide_in[SIDE * WIDE], wide_out[SIDE * WIDE];
    for (int round = 0; round < 6000; round++) {
        fill(in, sizeof in, &rng);
        memset(wide_in, 0, sizeof wide_in);
        for (size_t y = 0; y < SIDE; y++) {
            memcpy(wide_in + y * WIDE, in + y * SIDE, SIDE);
        }
        struct lume_affine map = random_map(&rng, reaches[round % 6]);
        if (round % 5 == 0) {
            map.xx = round % 10 == 0 ? 1 : 0;
            map.yx = 0;
            map.x0 = floor(map.x0);
        }
        warp_affine(&map, in, SIDE, SIDE, out);
        warp_affine(&map, wide_in, SIDE, WIDE, wide_out);
        for (size_t y = 0; y < SIDE; y++) {
            assert_memory_equal(out + y * SIDE, wide_out + y * WIDE, SIDE);
        }
    }
}

static void test_identity_copies(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{28, 28}, {1, 1}, {1, 64}, {64, 1}, {64, 64}, {65, 3}};
    const struct lume_affine identity = {.xx = 1, .yy = 1};
    struct lume_rng rng = lume_rng_make(3, 0);
    uint8_t in[64 * 64], out[64 * 64];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i][0] * sizes[i][1];
        fill(in, n, &rng);
        in[0] = in[n - 1] = 255;
        memset(out, 1, sizeof out);
        warp_affine(&identity, in, sizes[i][0], sizes[i][1], out);
        assert_memory_equal(in, out, n);
    }
}

/* These bytes are part of every model that was trained with augmentation. */
static void test_bytes_are_fixed(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(4, 0);
    uint8_t in[SIDE * SIDE], out[SIDE * SIDE];
    uint64_t hash = 14695981039346656037u;
    for (int round = 0; round < 100; round++) {
        fill(in, sizeof in, &rng);
        struct lume_affine map = random_map(&rng, 1.5f);
        warp_affine(&map, in, SIDE, SIDE, out);
        for (size_t i = 0; i < sizeof out; i++) {
            hash = (hash ^ out[i]) * 1099511628211u;
        }
    }
    assert_true(hash == 0x848b079f21fc90da);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_definition),
        cmocka_unit_test(test_both_paths_give_the_same_bytes),
        cmocka_unit_test(test_identity_copies),
        cmocka_unit_test(test_bytes_are_fixed),
    };
    return cmocka_run_group_tests_name("warp", tests, NULL, NULL);
}
