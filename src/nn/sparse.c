/* SPDX-License-Identifier: MIT */
#include "nn/sparse.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { MAX_GAP = 255 };

static size_t round_up(size_t n)
{
    return (n + SPARSE_GROUP - 1) / SPARSE_GROUP * SPARSE_GROUP;
}

/* The next pixel from `i` on that is not 0, or n. Eight at a time: most are. */
static size_t next_ink(const uint8_t *image, size_t i, size_t n)
{
    while (i + 8 <= n) {
        uint64_t eight;
        memcpy(&eight, image + i, 8);
        if (eight) {
            break;
        }
        i += 8;
    }
    while (i < n && !image[i]) {
        i++;
    }
    return i;
}

/* Pairs that an image takes at most: its ink, bridges over empty stretches, the rounded end. */
static size_t pairs_at_most(size_t n_ink, size_t n_pixels)
{
    return round_up(n_ink + n_pixels / MAX_GAP);
}

static size_t count_ink(const uint8_t *pixels, size_t n)
{
    size_t ink = 0;
    for (size_t i = 0; i < n; i++) {
        ink += pixels[i] != 0;
    }
    return ink;
}

/* Write an image's pairs from pair number `pair` on and its cuts; return the pair behind them. */
static size_t put(const struct sparse_set *set, struct sparse_image *image, const uint8_t *pixels,
                  size_t pair)
{
    size_t i = next_ink(pixels, 0, set->n_pixels);
    size_t first = pair, before = i < set->n_pixels ? i : 0, block = 0;
    uint8_t *out = set->pairs + 2 * pair;
    for (; i < set->n_pixels; i = next_ink(pixels, i + 1, set->n_pixels)) {
        size_t bridge = 0;
        for (; i - before > MAX_GAP; before += MAX_GAP, bridge++) {
            *out++ = MAX_GAP;
            *out++ = 0;
        }
        pair += bridge;
        for (; set->bounds[block] <= i; block++) {
            image->cuts[block] =
                (struct sparse_cut){(uint32_t)pair, (uint16_t)before, (uint16_t)bridge};
        }
        *out++ = (uint8_t)(i - before);
        *out++ = pixels[i];
        before = i;
        pair++;
    }
    for (; block <= SPARSE_BLOCKS; block++) {
        image->cuts[block] = (struct sparse_cut){(uint32_t)pair, (uint16_t)before, 0};
    }
    for (; (pair - first) % SPARSE_GROUP; pair++) {
        *out++ = 0;
        *out++ = 0;
    }
    return pair;
}

/* Cut the pixels into blocks of equal work. A pixel costs a step its row's update, and the images
 * in which it is inked; the update weighs about as much as every 16th image. */
static void balance(const uint8_t *pixels, size_t n_images, size_t n_pixels, uint64_t *work,
                    size_t bounds[SPARSE_BLOCKS + 1])
{
    for (size_t k = 0; k < n_images; k++) {
        const uint8_t *image = pixels + k * n_pixels;
        for (size_t i = next_ink(image, 0, n_pixels); i < n_pixels;
             i = next_ink(image, i + 1, n_pixels)) {
            work[i]++;
        }
    }
    uint64_t total = 0, sum = 0;
    for (size_t i = 0; i < n_pixels; i++) {
        work[i] += n_images / 16 + 1;
        total += work[i];
    }
    size_t block = 0;
    for (size_t i = 0; i < n_pixels; i++) {
        while (block < SPARSE_BLOCKS && sum >= total * block / SPARSE_BLOCKS) {
            bounds[block++] = i;
        }
        sum += work[i];
    }
    for (; block <= SPARSE_BLOCKS; block++) {
        bounds[block] = n_pixels;
    }
}

static enum lume_status allocate(struct sparse_set *set, size_t n_images, size_t n_pairs,
                                 struct lume_error *error)
{
    if (n_pairs >= UINT32_MAX) {
        return lume_error_set(error, LUME_ERROR_MEMORY, NULL,
                              "too many inked pixels in %zu images, expected fewer than 2^32",
                              n_images);
    }
    set->images = memory_allocate(n_images, sizeof *set->images);
    set->pairs = memory_allocate(n_pairs, 2);
    if (!set->images || !set->pairs) {
        sparse_finish(set);
        return memory_exhausted(error, NULL);
    }
    return LUME_OK;
}

enum lume_status sparse_pack(const uint8_t *pixels, size_t n_images, size_t n_pixels,
                             struct sparse_set *out, struct lume_error *error)
{
    assert(n_pixels <= UINT16_MAX + 1);
    struct sparse_set set = {.n_pixels = n_pixels, .n_images = n_images};
    uint64_t *work = memory_allocate(n_pixels, sizeof *work);
    if (!work) {
        return memory_exhausted(error, NULL);
    }
    /* A sample of the images is enough to balance, and the same for any number of threads. */
    balance(pixels, n_images < 1000 ? n_images : 1000, n_pixels, work, set.bounds);
    memory_free(work);

    size_t n_pairs = 0;
    for (size_t k = 0; k < n_images; k++) {
        n_pairs += pairs_at_most(count_ink(pixels + k * n_pixels, n_pixels), n_pixels);
    }
    enum lume_status status = allocate(&set, n_images, n_pairs, error);
    if (status != LUME_OK) {
        return status;
    }
    size_t pair = 0;
    for (size_t k = 0; k < n_images; k++) {
        pair = put(&set, &set.images[k], pixels + k * n_pixels, pair);
    }
    *out = set;
    return LUME_OK;
}

enum lume_status sparse_room(size_t n_images, size_t n_pixels, const struct sparse_set *like,
                             struct sparse_set *out, struct lume_error *error)
{
    assert(n_pixels <= UINT16_MAX + 1 && (!like || like->n_pixels == n_pixels));
    struct sparse_set set = {.n_pixels = n_pixels, .n_images = n_images};
    set.capacity = pairs_at_most(n_pixels, n_pixels);
    for (size_t b = 0; b <= SPARSE_BLOCKS; b++) {
        set.bounds[b] = like ? like->bounds[b] : n_pixels * b / SPARSE_BLOCKS;
    }
    size_t n_pairs;
    if (!memory_multiply(n_images, set.capacity, &n_pairs)) {
        return memory_exhausted(error, NULL);
    }
    enum lume_status status = allocate(&set, n_images, n_pairs, error);
    if (status == LUME_OK) {
        *out = set;
    }
    return status;
}

void sparse_put(struct sparse_set *set, size_t index, const uint8_t *image)
{
    assert(index < set->n_images && set->capacity > 0);
    put(set, &set->images[index], image, index * set->capacity);
}

void sparse_finish(struct sparse_set *set)
{
    if (set) {
        memory_free(set->images);
        memory_free(set->pairs);
        memset(set, 0, sizeof *set);
    }
}
