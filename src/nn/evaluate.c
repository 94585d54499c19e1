/* SPDX-License-Identifier: MIT */
#include "nn/evaluate.h"

#include "base/memory.h"

#include <string.h>

enum { CHUNK = 64 }; /* images a worker takes at a time */

enum lume_status evaluation_init(struct evaluation *evaluation, const struct lume_network *network,
                                 const struct lume_kernels *kernels, size_t n_images, bool packed,
                                 size_t n_workers, struct lume_error *error)
{
    struct evaluation made = {.n_images = n_images, .n_workers = n_workers};
    made.order = memory_allocate(n_images, sizeof *made.order);
    made.outcomes = memory_allocate(n_images, sizeof *made.outcomes);
    made.losses = memory_allocate(n_images, sizeof *made.losses);
    made.passes = memory_allocate(n_workers, sizeof *made.passes);
    made.first_biases = memory_allocate(n_workers, sizeof *made.first_biases);
    made.rooms = packed ? NULL : memory_allocate(n_workers, sizeof *made.rooms);
    bool ok = (packed || made.rooms) && made.order && made.outcomes && made.losses && made.passes &&
              made.first_biases;
    for (size_t w = 0; ok && w < n_workers; w++) {
        made.first_biases[w] = memory_allocate(network->layers[0].stride, sizeof(lume_real));
        ok = made.first_biases[w] &&
             pass_init(&made.passes[w], network, kernels, CHUNK, PASS_FORWARD, NULL) == LUME_OK;
        ok = ok && (packed ||
                    sparse_room(CHUNK, network->n_inputs, NULL, &made.rooms[w], NULL) == LUME_OK);
    }
    if (!ok) {
        evaluation_finish(&made);
        return memory_exhausted(error, NULL);
    }
    for (size_t i = 0; i < n_images; i++) {
        made.order[i] = (uint32_t)i;
    }
    *evaluation = made;
    return LUME_OK;
}

void evaluation_finish(struct evaluation *evaluation)
{
    if (!evaluation) {
        return;
    }
    for (size_t w = 0; w < evaluation->n_workers; w++) {
        if (evaluation->passes) {
            pass_finish(&evaluation->passes[w]);
        }
        if (evaluation->rooms) {
            sparse_finish(&evaluation->rooms[w]);
        }
        if (evaluation->first_biases) {
            memory_free(evaluation->first_biases[w]);
        }
    }
    memory_free(evaluation->order);
    memory_free(evaluation->outcomes);
    memory_free(evaluation->losses);
    memory_free(evaluation->passes);
    memory_free(evaluation->first_biases);
    memory_free(evaluation->rooms);
    memset(evaluation, 0, sizeof *evaluation);
}

struct run {
    struct evaluation *evaluation;
    const struct lume_network *network;
    const struct evaluation_images *images;
    const struct lume_loss *loss;
};

/* Images from `start` on as a batch; where they are not packed, they are now. */
static struct sparse_batch batch_at(const struct run *run, size_t worker, size_t start)
{
    struct evaluation *evaluation = run->evaluation;
    const struct evaluation_images *images = run->images;
    size_t left = evaluation->n_images - start;
    struct sparse_batch batch = {images->packed, evaluation->order + start,
                                 left < CHUNK ? left : CHUNK, evaluation->passes[worker].values};
    if (!images->packed) {
        struct sparse_set *room = &evaluation->rooms[worker];
        for (size_t i = 0; i < batch.n; i++) {
            sparse_put(room, i, images->pixels + (start + i) * room->n_pixels);
        }
        batch.set = room;
        batch.indices = evaluation->order;
    }
    return batch;
}

static void run_chunk(const struct run *run, size_t worker, const lume_real *first_biases,
                      size_t start)
{
    struct evaluation *evaluation = run->evaluation;
    struct pass *pass = &evaluation->passes[worker];
    const struct sparse_batch batch = batch_at(run, worker, start);
    pass_sums(pass, run->network, &batch, 0, 0, SPARSE_HALVES);
    pass_forward(pass, run->network, &batch, 0, first_biases);
    const struct lume_layer *layer = &run->network->layers[run->network->n_layers - 1];
    const struct pass_layer *outputs = &pass->layers[run->network->n_layers - 1];
    bool fused = lume_loss_is_fused(run->loss, layer->activation);
    for (size_t i = 0; i < batch.n; i++) {
        const lume_real *z = outputs->z + i * layer->stride, *a = outputs->a + i * layer->stride;
        size_t answer = lume_argmax(a, layer->n_out);
        const uint8_t label = run->images->labels[start + i];
        evaluation->outcomes[start + i] =
            (struct lume_outcome){a[answer], a[label], (uint8_t)answer};
        evaluation->losses[start + i] = run->loss->value(fused, z, a, layer->n_out, label);
    }
}

static void run_piece(void *context, size_t phase, size_t piece, size_t worker)
{
    (void)phase;
    const struct run *run = context;
    const lume_real *first_biases =
        pass_first_biases(run->network, run->evaluation->first_biases[worker]);
    for (size_t start = piece * CHUNK; start < run->evaluation->n_images;
         start += LUME_POOL_MAX_PIECES * CHUNK) {
        run_chunk(run, worker, first_biases, start);
    }
}

void evaluation_run(struct evaluation *evaluation, const struct lume_network *network,
                    const struct evaluation_images *images, const struct lume_loss *loss,
                    struct lume_pool *pool)
{
    struct run run = {evaluation, network, images, loss};
    lume_pool_run(pool, LUME_POOL_MAX_PIECES, run_piece, NULL, &run);
}

void evaluation_means(const struct evaluation *evaluation, const uint8_t *labels, double *loss,
                      double *accuracy)
{
    double sum = 0;
    size_t right = 0;
    for (size_t i = 0; i < evaluation->n_images; i++) {
        sum += (double)evaluation->losses[i];
        right += evaluation->outcomes[i].answer == labels[i];
    }
    *loss = sum / (double)evaluation->n_images;
    *accuracy = (double)right / (double)evaluation->n_images;
}
