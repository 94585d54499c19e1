/* SPDX-License-Identifier: MIT */
#include "nn/trainer.h"

#include <math.h>
#include <string.h>

enum {
    IMAGES_A_SHARE = 16, /* fewer do not pay for a thread */
    IMAGES_A_PASS = 4,   /* kernels take so many at a time */
    IMAGES_A_PART = 256, /* of a share, between looks at whether it is still wanted */
};

/* Streams of random numbers: one an epoch, or one an image and epoch. */
enum stream { STREAM_ORDER, STREAM_WARP, STREAM_DROPOUT };

/* Beyond this mean loss training has left what a later step could mend. */
static const double diverged_loss = 1e4;

static struct lume_rng stream_of(const struct lume_trainer *t, enum stream stream, uint32_t image)
{
    uint64_t which = (uint64_t)t->progress.epoch << 34 | (uint64_t)image << 2 | (uint64_t)stream;
    return lume_rng_make(t->config.seed, which);
}

/* Not before the first batch of an epoch: until then the last one's gradient can be found. */
static void draw_order(struct lume_trainer *t)
{
    for (size_t i = 0; i < t->n_images; i++) {
        t->order[i] = (uint32_t)i;
    }
    if (t->config.shuffle) {
        struct lume_rng rng = stream_of(t, STREAM_ORDER, 0);
        lume_rng_shuffle(&rng, t->order, t->n_images);
    }
}

static void draw_dropout(struct lume_trainer *t, uint32_t image, size_t place)
{
    struct lume_rng rng = stream_of(t, STREAM_DROPOUT, image);
    lume_real kept = 1 / (1 - (lume_real)t->config.dropout);
    for (size_t l = 0; l < t->network->n_layers; l++) {
        lume_real *keep = t->pass.layers[l].keep;
        for (size_t j = 0; keep && j < t->network->layers[l].n_out; j++) {
            keep[place * t->network->layers[l].stride + j] =
                lume_rng_float(&rng) < t->config.dropout ? (lume_real)0 : kept;
        }
    }
}

static void warp(struct lume_trainer *t, size_t worker, uint32_t image, size_t place)
{
    size_t rows = t->train->rows, columns = t->train->columns;
    uint8_t *warped = t->scratch + 2 * worker * rows * columns;
    uint8_t *normal = warped + rows * columns;
    struct lume_rng rng = stream_of(t, STREAM_WARP, image);
    lume_augment_image(&t->config.augment, &rng, lume_dataset_image(t->train, image), rows, columns,
                       warped);
    lume_normalize(t->config.normalizer, warped, rows, columns, normal);
    sparse_put(&t->packed, place, normal);
    t->labels[place] = t->train->labels[image];
}

/* Part of the batch as the kernels see it. */
static struct sparse_batch view(const struct lume_trainer *t, size_t first, size_t n)
{
    const uint32_t *indices = t->warped ? t->places : t->order + t->first_image;
    return (struct sparse_batch){&t->packed, indices + first, n, t->pass.values};
}

/* A share of the places of the batch. */
static void share_images(const struct lume_trainer *t, size_t share, size_t n_shares, size_t *first,
                         size_t *last)
{
    size_t n = t->batch_images;
    *first = n * share / n_shares / IMAGES_A_PASS * IMAGES_A_PASS;
    *last = n * (share + 1) / n_shares / IMAGES_A_PASS * IMAGES_A_PASS;
    *last = share + 1 == n_shares ? n : *last;
}

/* What blocks of parameters are given to: n of them from `offset` on. */
typedef void range_function(struct lume_trainer *t, const struct lume_update *update, size_t offset,
                            size_t n, double *sum);

/* Go through the parameters of some blocks, layer by layer; biases and slopes, which have no
 * penalty, belong to the first block. */
static void for_ranges(struct lume_trainer *t, size_t first_block, size_t last_block,
                       const struct lume_update *update, range_function *function, double *sum)
{
    struct lume_update free_update = *update;
    free_update.l1 = free_update.l2 = 0;
    for (size_t l = 0; l < t->network->n_layers; l++) {
        const struct lume_layer *layer = &t->network->layers[l];
        size_t first, last;
        pass_rows(t->network, &t->packed, l, first_block, last_block, &first, &last);
        function(t, update, layer->weights + first * layer->stride, (last - first) * layer->stride,
                 sum);
        if (first_block == 0) {
            size_t slope = layer->activation->has_slope ? LUME_LANES : 0;
            function(t, &free_update, layer->biases, layer->stride + slope, sum);
        }
    }
}

static void update_range(struct lume_trainer *t, const struct lume_update *update, size_t offset,
                         size_t n, double *sum)
{
    (void)sum;
    if (t->keeps) {
        memcpy(t->kept + offset, t->gradient + offset, n * sizeof *t->kept);
    }
    t->optimizer->update(update, n, t->network->parameters + offset, t->gradient + offset,
                         t->states[0] ? t->states[0] + offset : NULL,
                         t->states[1] ? t->states[1] + offset : NULL);
}

/* Eight sums in turn, so that they need not wait for each other. */
static void sum_squares(struct lume_trainer *t, const struct lume_update *update, size_t offset,
                        size_t n, double *sum)
{
    (void)update;
    double part[8] = {0};
    for (size_t i = 0; i < n; i++) {
        double g = (double)t->gradient[offset + i];
        part[i % 8] += g * g;
    }
    *sum +=
        ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
}

static lume_real clip_scale(const struct lume_trainer *t)
{
    double sum = 0;
    for (size_t block = 0; block < PASS_BLOCKS; block++) {
        sum += t->squares[block];
    }
    double norm = sqrt(sum), limit = (double)t->config.clip_norm;
    return norm > limit ? (lume_real)(limit / norm) : 1;
}

/* Prepare the step of the current batch: its images, and the numbers of its update. */
static void begin_batch(struct lume_trainer *t)
{
    struct lume_trainer_progress *p = &t->progress;
    t->first_image = p->batch * t->batch_size;
    size_t left = t->n_images - t->first_image;
    t->batch_images = left < t->batch_size ? left : t->batch_size;

    double steps = (double)p->n_batches * (double)t->config.epochs;
    double done = (double)p->n_batches * (double)p->epoch + (double)p->batch;
    const struct lume_optimizer *rule = t->config.optimizer;
    t->beta1_power *= rule->beta1;
    t->beta2_power *= rule->beta2;
    t->update = (struct lume_update){
        .learning_rate = (lume_real)t->config.learning_rate *
                         (lume_real)t->config.schedule->factor(done / steps),
        .momentum = (lume_real)t->config.momentum,
        .beta1 = (lume_real)rule->beta1,
        .beta2 = (lume_real)rule->beta2,
        .epsilon = (lume_real)1e-8,
        .correction1 = (lume_real)(1 / (1 - t->beta1_power)),
        .correction2 = (lume_real)sqrt(1 / (1 - t->beta2_power)),
        .gradient_scale = 1,
        .l1 = (lume_real)t->config.l1,
        .l2 = (lume_real)t->config.l2,
    };
}

/* Count the batch; false when its loss is no number that training can go on from. */
static bool end_batch(struct lume_trainer *t)
{
    struct lume_trainer_progress *p = &t->progress;
    double sum = 0;
    for (size_t i = 0; i < t->batch_images; i++) {
        sum += (double)t->losses[i];
        t->n_correct += t->correct[i];
    }
    t->loss_sum += sum;
    t->n_seen += t->batch_images;
    p->n_images += t->batch_images;
    p->batch++;
    p->learning_rate = (float)t->update.learning_rate;
    p->train_loss = t->loss_sum / (double)t->n_seen;
    p->train_accuracy = (double)t->n_correct / (double)t->n_seen;
    return sum <= diverged_loss * (double)t->batch_images; /* false for NaN */
}

struct run {
    struct lume_trainer *trainer;
    size_t n_shares;
    size_t n_batches; /* left, the current one included */
    bool ok;
    double beta1_power, beta2_power; /* before the current one */
    atomic_bool dropped;             /* it is not wanted any more */
    /* The phases of a step, each done in n_shares pieces. */
    void (*phases[5])(struct run *run, size_t share, size_t worker);
    size_t n_phases;
};

static bool is_large(const struct lume_trainer *t)
{
    return t->batch_size > IMAGES_A_PART;
}

/* Whether to go on with a batch. Small ones are soon done. */
static bool goes_on(struct run *run)
{
    const struct lume_trainer *t = run->trainer;
    const bool wanted = !t->unwanted || !is_large(t) || !atomic_load(t->unwanted);
    if (!wanted) {
        atomic_store(&run->dropped, true);
    }
    return wanted;
}

static size_t end_of_part(size_t first, size_t last)
{
    return last - first > IMAGES_A_PART ? first + IMAGES_A_PART : last;
}

static void warp_phase(struct run *run, size_t share, size_t worker)
{
    struct lume_trainer *t = run->trainer;
    size_t first, last;
    share_images(t, share, run->n_shares, &first, &last);
    for (size_t place = first;
         place < last && ((place - first) % IMAGES_A_PART != 0 || goes_on(run)); place++) {
        warp(t, worker, t->order[t->first_image + place], place);
    }
}

/* Of two shares, each takes half of the pixels of all images: it is the half whose weights it
 * updates, so that they stay in its cache. With more, each takes a half for some of the images. */
static void sums_phase(struct run *run, size_t share, size_t worker)
{
    (void)worker;
    struct lume_trainer *t = run->trainer;
    bool alone = run->n_shares == 1;
    size_t n_each = alone ? 1 : run->n_shares / SPARSE_HALVES, half = share / n_each, first, last;
    share_images(t, share % n_each, n_each, &first, &last);
    for (size_t end; first < last && goes_on(run); first = end) {
        end = end_of_part(first, last);
        const struct sparse_batch batch = view(t, first, end - first);
        pass_sums(&t->pass, t->network, &batch, first, half, alone ? SPARSE_HALVES : half + 1);
    }
}

static void images_phase(struct run *run, size_t share, size_t worker)
{
    struct lume_trainer *t = run->trainer;
    size_t first, last;
    share_images(t, share, run->n_shares, &first, &last);
    const struct pass_goal goal = {t->config.loss, t->config.optimizer, t->labels, t->batch_images};
    lume_real *room = t->first_biases + worker * t->network->layers[0].stride;
    const lume_real *biases = pass_first_biases(t->network, room);
    for (size_t end; first < last && goes_on(run); first = end) {
        end = end_of_part(first, last);
        for (size_t place = first; t->config.dropout > 0 && place < end; place++) {
            draw_dropout(t, t->order[t->first_image + place], place);
        }
        const struct sparse_batch batch = view(t, first, end - first);
        pass_forward(&t->pass, t->network, &batch, first, biases);
        pass_backward(&t->pass, t->network, &batch, first, &goal, t->losses, t->correct);
    }
}

static size_t first_block_of(const struct run *run, size_t share)
{
    return PASS_BLOCKS * share / run->n_shares;
}

static void gradient_phase(struct run *run, size_t share, size_t worker)
{
    (void)worker;
    struct lume_trainer *t = run->trainer;
    const struct sparse_batch batch = view(t, 0, t->batch_images);
    const size_t last = first_block_of(run, share + 1);
    for (size_t first = first_block_of(run, share), end; first < last && goes_on(run);
         first = end) {
        end = is_large(t) ? first + 1 : last;
        pass_gradient(&t->pass, t->network, &batch, first, end, t->gradient);
    }
}

static void measure_phase(struct run *run, size_t share, size_t worker)
{
    struct lume_trainer *t = run->trainer;
    size_t last = first_block_of(run, share + 1);
    gradient_phase(run, share, worker);
    for (size_t block = first_block_of(run, share); block < last; block++) {
        t->squares[block] = 0;
        for_ranges(t, block, block + 1, &t->update, sum_squares, &t->squares[block]);
    }
}

static void update_phase(struct run *run, size_t share, size_t worker)
{
    (void)worker;
    struct lume_trainer *t = run->trainer;
    size_t first = first_block_of(run, share), last = first_block_of(run, share + 1);
    struct lume_update update = t->update;
    update.gradient_scale = t->config.clip_norm > 0 ? clip_scale(t) : 1;
    for_ranges(t, first, last, &update, update_range, NULL);
    pass_transpose(&t->pass, t->network, &t->packed, first, last);
}

/* What a share sums is still in its cache when it is updated. */
static void learn_phase(struct run *run, size_t share, size_t worker)
{
    gradient_phase(run, share, worker);
    update_phase(run, share, worker);
}

static void choose_phases(struct run *run)
{
    const struct lume_trainer *t = run->trainer;
    if (t->warped) {
        run->phases[run->n_phases++] = warp_phase;
    }
    run->phases[run->n_phases++] = sums_phase;
    run->phases[run->n_phases++] = images_phase;
    if (t->config.clip_norm > 0) {
        run->phases[run->n_phases++] = measure_phase;
        run->phases[run->n_phases++] = update_phase;
    } else if (is_large(t)) {
        run->phases[run->n_phases++] = gradient_phase;
        run->phases[run->n_phases++] = update_phase;
    } else {
        run->phases[run->n_phases++] = learn_phase;
    }
}

static void run_piece(void *context, size_t phase, size_t piece, size_t worker)
{
    struct run *run = context;
    run->phases[phase % run->n_phases](run, piece, worker);
}

static void begin_batch_of(struct run *run)
{
    run->beta1_power = run->trainer->beta1_power;
    run->beta2_power = run->trainer->beta2_power;
    begin_batch(run->trainer);
}

static bool run_next(void *context, size_t phase)
{
    struct run *run = context;
    if ((phase + 1) % run->n_phases != 0) {
        return !atomic_load(&run->dropped);
    }
    run->ok = end_batch(run->trainer);
    if (!run->ok || --run->n_batches == 0) {
        return false;
    }
    begin_batch_of(run);
    return true;
}

/* Shares of a batch: one, or an even number, so that each has one half of the pixels. */
static size_t count_shares(const struct lume_trainer *t)
{
    size_t n = t->batch_size / IMAGES_A_SHARE, most = lume_pool_size(t->config.pool);
    n = n < most ? n : most;
    n = n < PASS_BLOCKS ? n : PASS_BLOCKS;
    return n < SPARSE_HALVES ? 1 : n / SPARSE_HALVES * SPARSE_HALVES;
}

/* The deltas and activations of the batch are all still there. */
const lume_real *lume_trainer_gradient(struct lume_trainer *t)
{
    if (t->has_kept) {
        return t->kept;
    }
    if (!t->gradient_is_shown && t->batch_images > 0) {
        const struct sparse_batch batch = view(t, 0, t->batch_images);
        pass_gradient(&t->pass, t->network, &batch, 0, PASS_BLOCKS, t->gradient);
        t->gradient_is_shown = true;
    }
    return t->gradient;
}

/* Steps add to a gradient of 0. */
static void forget_gradient(struct lume_trainer *t)
{
    t->has_kept = false;
    if (t->gradient_is_shown) {
        memset(t->gradient, 0, t->network->n_reals * sizeof *t->gradient);
        t->gradient_is_shown = false;
    }
}

void trainer_forget_batch(struct lume_trainer *t)
{
    forget_gradient(t);
    t->batch_images = 0;
    if (t->progress.batch > 0) {
        draw_order(t);
    }
}

/* What was done of a batch is no step: it is as if it had not begun. */
static void drop_batch(const struct run *run)
{
    struct lume_trainer *t = run->trainer;
    t->beta1_power = run->beta1_power;
    t->beta2_power = run->beta2_power;
    t->batch_images = 0;
    t->gradient_is_shown = true; /* some of it is there */
    forget_gradient(t);
}

bool trainer_run_batches(struct lume_trainer *t, size_t n_batches)
{
    size_t left = t->progress.n_batches - t->progress.batch;
    struct run run = {.trainer = t,
                      .n_shares = count_shares(t),
                      .n_batches = n_batches < left ? n_batches : left,
                      .ok = true};
    if (run.n_batches > 0) {
        forget_gradient(t);
        if (t->progress.batch == 0) {
            draw_order(t);
        }
        choose_phases(&run);
        pass_transpose(&t->pass, t->network, &t->packed, 0, PASS_BLOCKS);
        t->keeps = t->kept && run.n_batches == 1;
        begin_batch_of(&run);
        lume_pool_run(run.n_shares > 1 ? t->config.pool : NULL, run.n_shares, run_piece, run_next,
                      &run);
        t->has_kept = t->keeps;
        if (run.dropped) {
            drop_batch(&run);
        }
    }
    return run.ok;
}
