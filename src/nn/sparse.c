/* SPDX-License-Identifier: MIT */
#include "nn/sparse.h"

#include "base/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_GAP = 255, WORD = 8, HALF = SPARSE_BLOCKS / SPARSE_HALVES };

/* Eight pixels at once: most are paper. */
static bool is_blank(const uint8_t word[WORD])
{
    uint64_t bits;
    memcpy(&bits, word, WORD);
    return bits == 0;
}

static size_t count_ink(const uint8_t *pixels, size_t n)
{
    size_t ink = 0;
    for (size_t i = 0; i < n; i++) {
        ink += pixels[i] != 0;
    }
    return ink;
}

/* Where an image's list has got to. */
struct writer {
    uint8_t *out;
    const uint8_t *half; /* where the current half's pairs begin */
    size_t before;       /* pixel of the last pair */
};

/* Fill the current half up to whole groups; by how many pairs. */
static size_t fill(struct writer *w)
{
    size_t n = 0;
    for (; (w->out - w->half) % (2 * SPARSE_GROUP); n++) {
        *w->out++ = 0;
        *w->out++ = 0;
    }
    return n;
}

/* Jump to pixel `to` by pairs of value 0, so that the next gap is small; how many they are. */
static size_t bridge(struct writer *w, size_t to)
{
    size_t n = 0;
    for (; w->before < to; n++) {
        size_t gap = to - w->before < MAX_GAP ? to - w->before : MAX_GAP;
        *w->out++ = (uint8_t)gap;
        *w->out++ = 0;
        w->before += gap;
    }
    return n;
}

/* Write the pairs of a word that begins at pixel i. Each is written, those without ink are then
 * written over: whether there is ink is too hard to predict for a branch. */
static void write_word(struct writer *w, const uint8_t word[WORD], size_t i)
{
    uint8_t *out = w->out;
    size_t before = w->before;
    for (size_t k = 0; k < WORD; k++) {
        size_t ink = word[k] != 0;
        out[0] = (uint8_t)(i + k - before);
        out[1] = word[k];
        before = ink ? i + k : before;
        out += 2 * ink;
    }
    w->out = out;
    w->before = before;
}

/* Write a word and the cuts before it, unless it is blank. */
static void put_word(const struct sparse_set *set, struct sparse_image *image, struct writer *w,
                     size_t *block, const uint8_t word[WORD], size_t i)
{
    if (is_blank(word)) {
        return;
    }
    w->before = w->out == image->pairs ? i : w->before;
    bool second_half = *block <= HALF && set->bounds[HALF] <= i;
    size_t apart = second_half ? fill(w) : 0;
    apart += i + WORD - w->before > MAX_GAP ? bridge(w, i) : 0;
    w->half = second_half ? w->out : w->half;
    for (; set->bounds[*block] <= i; ++*block) {
        image->cuts[*block] = (struct sparse_cut){(uint32_t)((w->out - image->pairs) / 2),
                                                  (uint16_t)w->before, (uint16_t)apart};
    }
    write_word(w, word, i);
}

/* Write an image's cuts and pairs; return how many bytes they take. Blocks begin at words. */
static size_t put(const struct sparse_set *set, struct sparse_image *image, const uint8_t *pixels)
{
    struct writer w = {image->pairs, image->pairs, 0};
    size_t block = 0, i = 0;
    for (; i + WORD <= set->n_pixels; i += WORD) {
        put_word(set, image, &w, &block, pixels + i, i);
    }
    if (i < set->n_pixels) {
        uint8_t rest[WORD] = {0};
        memcpy(rest, pixels + i, set->n_pixels - i);
        put_word(set, image, &w, &block, rest, i);
    }
    for (; block <= SPARSE_BLOCKS; block++) {
        image->cuts[block] =
            (struct sparse_cut){(uint32_t)((w.out - image->pairs) / 2), (uint16_t)w.before, 0};
    }
    fill(&w);
    while ((w.out - (uint8_t *)image) % SPARSE_UNIT) {
        *w.out++ = 0;
    }
    return (size_t)(w.out - (uint8_t *)image);
}

/* Where the second half of an image begins: at a word, and always there, so that a sum does not
 * depend on what other images there are. A little below the middle, since digits have more ink
 * there: MNIST's upper half has 47 % of it. */
static size_t middle(size_t n_pixels)
{
    return (n_pixels / SPARSE_HALVES + n_pixels / 48) / WORD * WORD;
}

/* Cut pixels from first to below last into n blocks of equal work, at words. */
static void cut(const uint64_t *work, size_t first, size_t last, size_t n, size_t *bounds)
{
    uint64_t total = 0, sum = 0;
    for (size_t i = first; i < last; i++) {
        total += work[i];
    }
    size_t block = 0;
    for (size_t i = first; i < last; i++) {
        for (; block < n && sum >= total * block / n; block++) {
            bounds[block] = i / WORD * WORD;
        }
        sum += work[i];
    }
    for (; block < n; block++) {
        bounds[block] = last;
    }
}

/* Cut each half into blocks of equal work. A pixel costs a step its row's update, and the images in
 * which it is inked; the update weighs about as much as every 16th image. */
static void balance(const uint8_t *pixels, size_t n_images, size_t n_pixels, uint64_t *work,
                    size_t bounds[SPARSE_BLOCKS + 1])
{
    for (size_t k = 0; k < n_images * n_pixels; k++) {
        work[k % n_pixels] += pixels[k] != 0;
    }
    for (size_t i = 0; i < n_pixels; i++) {
        work[i] += n_images / 16 + 1;
    }
    cut(work, 0, middle(n_pixels), HALF, bounds);
    cut(work, middle(n_pixels), n_pixels, HALF, bounds + HALF);
    bounds[SPARSE_BLOCKS] = n_pixels;
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

/* Units that an image takes at most: cuts, its ink, bridges over empty stretches (two pairs to
 * cross 249 pixels or more), filled ends, and what write_word writes beyond. */
static size_t units_at_most(size_t n_ink, size_t n_pixels)
{
    size_t pairs = n_ink + n_pixels / 120 + SPARSE_HALVES * SPARSE_GROUP + 1;
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
        set.bounds[b] = like ? like->bounds[b] : n_pixels * b / SPARSE_BLOCKS / WORD * WORD;
    }
    set.bounds[HALF] = middle(n_pixels);
    set.bounds[SPARSE_BLOCKS] = n_pixels;
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
