/* SPDX-License-Identifier: MIT */
#include "nn/sparse.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { MAX_GAP = 255 };

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

static size_t count_ink(const uint8_t *pixels, size_t n)
{
    size_t ink = 0;
    for (size_t i = 0; i < n; i++) {
        ink += pixels[i] != 0;
    }
    return ink;
}

/* Write an image's cuts and pairs; return how many bytes they take. */
static size_t put(const struct sparse_set *set, struct sparse_image *image, const uint8_t *pixels)
{
    size_t i = next_ink(pixels, 0, set->n_pixels);
    size_t before = i < set->n_pixels ? i : 0, block = 0;
    uint8_t *out = image->pairs;
    for (; i < set->n_pixels; i = next_ink(pixels, i + 1, set->n_pixels)) {
        size_t bridge = 0;
        for (; i - before > MAX_GAP; before += MAX_GAP, bridge++) {
            *out++ = MAX_GAP;
            *out++ = 0;
        }
        for (; set->bounds[block] <= i; block++) {
            image->cuts[block] = (struct sparse_cut){(uint32_t)((out - image->pairs) / 2),
                                                     (uint16_t)before, (uint16_t)bridge};
        }
        *out++ = (uint8_t)(i - before);
        *out++ = pixels[i];
        before = i;
    }
    for (; block <= SPARSE_BLOCKS; block++) {
        image->cuts[block] =
            (struct sparse_cut){(uint32_t)((out - image->pairs) / 2), (uint16_t)before, 0};
    }
    for (; (out - image->pairs) % (2 * SPARSE_GROUP); out += 2) {
        out[0] = out[1] = 0;
    }
    return (size_t)(out - (uint8_t *)image);
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

static enum lume_status allocate(struct sparse_set *set, size_t n_units, struct lume_error *error)
{
    if (n_units > UINT32_MAX) {
        return lume_error_set(error, LUME_ERROR_MEMORY, NULL,
                              "%zu images, expected at most 32 GiB of ink", set->n_images);
    }
    set->offsets = memory_allocate(set->n_images + 1, sizeof *set->offsets);
    set->bytes = memory_allocate(n_units, SPARSE_UNIT);
    if (!set->offsets || !set->bytes) {
        sparse_finish(set);
        return memory_exhausted(error, NULL);
    }
    return LUME_OK;
}

/* Units that an image takes at most: cuts, its ink, bridges over empty stretches, the filled end.
 */
static size_t units_at_most(size_t n_ink, size_t n_pixels)
{
    size_t pairs = n_ink + n_pixels / MAX_GAP + SPARSE_GROUP;
    return (sizeof(struct sparse_image) + 2 * pairs + SPARSE_UNIT - 1) / SPARSE_UNIT;
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
    balance(pixels, n_images < 1000 ? n_images : 1000, n_pixels, work, set.bounds);
    memory_free(work);

    size_t n_units = 0;
    for (size_t k = 0; k < n_images; k++) {
        n_units += units_at_most(count_ink(pixels + k * n_pixels, n_pixels), n_pixels);
    }
    enum lume_status status = allocate(&set, n_units, error);
    if (status != LUME_OK) {
        return status;
    }
    for (size_t k = 0; k < n_images; k++) {
        uint8_t *image = set.bytes + (size_t)set.offsets[k] * SPARSE_UNIT;
        size_t used = put(&set, (void *)image, pixels + k * n_pixels);
        set.offsets[k + 1] = set.offsets[k] + (uint32_t)(used / SPARSE_UNIT);
    }
    *out = set;
    return LUME_OK;
}

enum lume_status sparse_room(size_t n_images, size_t n_pixels, const struct sparse_set *like,
                             struct sparse_set *out, struct lume_error *error)
{
    assert(n_pixels <= UINT16_MAX + 1 && (!like || like->n_pixels == n_pixels));
    struct sparse_set set = {.n_pixels = n_pixels, .n_images = n_images};
    for (size_t b = 0; b <= SPARSE_BLOCKS; b++) {
        set.bounds[b] = like ? like->bounds[b] : n_pixels * b / SPARSE_BLOCKS;
    }
    size_t n_units, units = units_at_most(n_pixels, n_pixels);
    if (!memory_multiply(n_images, units, &n_units)) {
        return memory_exhausted(error, NULL);
    }
    enum lume_status status = allocate(&set, n_units, error);
    if (status == LUME_OK) {
        for (size_t k = 0; k <= n_images; k++) {
            set.offsets[k] = (uint32_t)(k * units);
        }
        *out = set;
    }
    return status;
}

void sparse_put(struct sparse_set *set, size_t index, const uint8_t *image)
{
    assert(index < set->n_images);
    put(set, (void *)(set->bytes + (size_t)set->offsets[index] * SPARSE_UNIT), image);
}

void sparse_finish(struct sparse_set *set)
{
    if (set) {
        memory_free(set->offsets);
        memory_free(set->bytes);
        memset(set, 0, sizeof *set);
    }
}
