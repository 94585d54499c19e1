/* SPDX-License-Identifier: MIT */
#include "nn/trainer.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

/* A parameter beyond this is one that following gradients has lost: units are then saturated, and a
 * loss may look finite for ever. The perceptron rule does not mind the size of its weights. */
static const lume_real diverged_parameter = (lume_real)1e3;
static const lume_real largest_parameter = (lume_real)1e30;

void lume_trainer_defaults(struct lume_trainer_config *config)
{
    const struct lume_optimizer *optimizer = lume_optimizer_find("adam");
    *config = (struct lume_trainer_config){
        .loss = lume_loss_find("cross-entropy"),
        .optimizer = optimizer,
        .schedule = lume_schedule_find("cosine"),
        .learning_rate = optimizer->default_learning_rate,
        .momentum = 0.9f,
        .batch_size = 64,
        .epochs = 100,
        .l2 = 2e-4f,
        .normalizer = lume_normalizer_find("none"),
        .shuffle = true,
        .seed = 1,
    };
}

/* One entry a number of the configuration that has a range. */
static enum lume_status check_numbers(const struct lume_trainer_config *c, struct lume_error *error)
{
    const struct {
        const char *name, *range;
        bool ok;
    } checks[] = {
        {"learning rate", "a finite number above 0",
         c->learning_rate > 0 && isfinite(c->learning_rate)},
        {"momentum", "0 to below 1", c->momentum >= 0 && c->momentum < 1},
        {"epochs", "1 to 1000000", c->epochs >= 1 && c->epochs <= 1000000},
        {"l1", "0 or more", c->l1 >= 0 && isfinite(c->l1)},
        {"l2", "0 or more", c->l2 >= 0 && isfinite(c->l2)},
        {"dropout", "0 to below 1", c->dropout >= 0 && c->dropout < 1},
        {"clip norm", "0 or more", c->clip_norm >= 0 && isfinite(c->clip_norm)},
        {"shift", "0 to 8 pixels", c->augment.shift >= 0 && c->augment.shift <= 8},
        {"rotation", "0 to 45 degrees", c->augment.rotate >= 0 && c->augment.rotate <= 45},
        {"scale", "0 to 0.5", c->augment.scale >= 0 && c->augment.scale <= 0.5f},
        {"shear", "0 to 0.5", c->augment.shear >= 0 && c->augment.shear <= 0.5f},
        {"minimum loss", "0 or more", c->min_loss >= 0 && isfinite(c->min_loss)},
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (!checks[i].ok) {
            return lume_error_set(error, LUME_ERROR_USAGE, NULL, "%s, expected %s", checks[i].name,
                                  checks[i].range);
        }
    }
    return LUME_OK;
}

static enum lume_status check(const struct lume_trainer_config *config,
                              const struct lume_network *network, const struct lume_dataset *train,
                              const struct lume_dataset *validation, struct lume_error *error)
{
    enum lume_status status = check_numbers(config, error);
    const struct lume_activation *output = network->layers[network->n_layers - 1].activation;
    if (status == LUME_OK && config->optimizer->delta && network->n_layers > 1) {
        status = lume_error_set(error, LUME_ERROR_USAGE, NULL,
                                "%s, expected a network of one layer, got %zu layers",
                                config->optimizer->name, network->n_layers);
    }
    if (status == LUME_OK && !config->optimizer->delta && !output->has_gradient) {
        status = lume_error_set(error, LUME_ERROR_USAGE, NULL,
                                "activation %s has no gradient, expected a learning rule such as "
                                "perceptron, got %s",
                                output->name, config->optimizer->name);
    }
    if (status == LUME_OK && train->n > UINT32_MAX) {
        status = lume_error_set(error, LUME_ERROR_MEMORY, NULL,
                                "training images, expected fewer than 2^32, got %zu", train->n);
    }
    if (status == LUME_OK) {
        status = metrics_check_set(network, train, error);
    }
    if (status == LUME_OK && validation) {
        status = metrics_check_set(network, validation, error);
    }
    return status;
}

static enum lume_status pack_training_set(struct lume_trainer *t, const struct lume_dataset *train,
                                          struct lume_error *error)
{
    size_t n_pixels = train->rows * train->columns, n_workers = lume_pool_size(t->config.pool);
    t->train = train;
    t->n_images = train->n;
    t->warped = lume_augment_enabled(&t->config.augment);
    t->order = memory_allocate(t->n_images, sizeof *t->order);
    t->labels = memory_allocate(t->warped ? t->batch_size : t->n_images, sizeof *t->labels);
    if (!t->order || !t->labels) {
        return memory_exhausted(error, NULL);
    }
    if (!t->warped) {
        memcpy(t->labels, train->labels, t->n_images);
        return sparse_pack(train->pixels, train->n, n_pixels, &t->packed, error);
    }
    t->places = memory_allocate(t->batch_size, sizeof *t->places);
    t->scratch = memory_allocate(2 * n_workers, n_pixels);
    if (!t->places || !t->scratch) {
        return memory_exhausted(error, NULL);
    }
    for (size_t i = 0; i < t->batch_size; i++) {
        t->places[i] = (uint32_t)i;
    }
    /* the blocks are those of the images before they are warped */
    struct sparse_set sample;
    enum lume_status status =
        sparse_pack(train->pixels, train->n < 1000 ? train->n : 1000, n_pixels, &sample, error);
    if (status == LUME_OK) {
        status = sparse_room(t->batch_size, n_pixels, &sample, &t->packed, error);
        sparse_finish(&sample);
    }
    return status;
}

static enum lume_status pack_validation_set(struct lume_trainer *t,
                                            const struct lume_dataset *validation,
                                            struct lume_error *error)
{
    if (!validation) {
        return LUME_OK;
    }
    t->has_validation = true;
    t->validation_labels = memory_allocate(validation->n, 1);
    if (!t->validation_labels) {
        return memory_exhausted(error, NULL);
    }
    memcpy(t->validation_labels, validation->labels, validation->n);
    enum lume_status status =
        sparse_pack(validation->pixels, validation->n, t->network->n_inputs, &t->validation, error);
    if (status == LUME_OK) {
        status = evaluation_init(&t->evaluation, t->network, t->kernels, validation->n, true,
                                 lume_pool_size(t->config.pool), error);
    }
    return status;
}

static enum lume_status allocate_state(struct lume_trainer *t, struct lume_error *error)
{
    size_t n = t->network->n_reals, stride = t->network->layers[0].stride;
    t->gradient = memory_allocate(n, sizeof *t->gradient);
    t->best = memory_allocate(n, sizeof *t->best);
    t->losses = memory_allocate(t->batch_size, sizeof *t->losses);
    t->correct = memory_allocate(t->batch_size, sizeof *t->correct);
    t->first_biases =
        memory_allocate(lume_pool_size(t->config.pool) * stride, sizeof *t->first_biases);
    bool ok = t->gradient && t->best && t->losses && t->correct && t->first_biases;
    for (size_t s = 0; ok && s < t->config.optimizer->n_states; s++) {
        t->states[s] = memory_allocate(n, sizeof *t->states[s]);
        ok = t->states[s];
    }
    if (!ok) {
        return memory_exhausted(error, NULL);
    }
    memcpy(t->best, t->network->parameters, n * sizeof *t->best);
    enum pass_kind kind = t->config.dropout > 0 ? PASS_DROPOUT : PASS_TRAINING;
    return pass_init(&t->pass, t->network, t->kernels, t->batch_size, kind, error);
}

enum lume_status lume_trainer_create(const struct lume_trainer_config *config,
                                     struct lume_network *network, const struct lume_dataset *train,
                                     const struct lume_dataset *validation,
                                     struct lume_trainer **out, struct lume_error *error)
{
    enum lume_status status = check(config, network, train, validation, error);
    if (status != LUME_OK) {
        return status;
    }
    struct lume_trainer *t = memory_allocate(1, sizeof *t);
    if (!t) {
        return memory_exhausted(error, NULL);
    }
    t->config = *config;
    t->network = network;
    t->kernels = config->kernels ? config->kernels : lume_kernels_best();
    t->optimizer = kernels_optimizer(t->kernels, config->optimizer);
    t->batch_size =
        config->batch_size > 0 && config->batch_size < train->n ? config->batch_size : train->n;
    t->beta1_power = t->beta2_power = 1;
    t->progress = (struct lume_trainer_progress){
        .n_batches = (train->n + t->batch_size - 1) / t->batch_size,
        .train_loss = (double)NAN,
        .train_accuracy = (double)NAN,
        .validation_loss = (double)NAN,
        .validation_accuracy = (double)NAN,
        .best_validation_loss = (double)NAN,
        .best_validation_accuracy = (double)NAN,
    };
    status = pack_training_set(t, train, error);
    if (status == LUME_OK) {
        status = pack_validation_set(t, validation, error);
    }
    if (status == LUME_OK) {
        status = allocate_state(t, error);
    }
    if (status != LUME_OK) {
        lume_trainer_destroy(t);
        return status;
    }
    *out = t;
    return LUME_OK;
}

void lume_trainer_destroy(struct lume_trainer *t)
{
    if (t) {
        sparse_finish(&t->packed);
        sparse_finish(&t->validation);
        evaluation_finish(&t->evaluation);
        pass_finish(&t->pass);
        void *blocks[] = {t->labels,       t->order,     t->places,  t->scratch,
                          t->first_biases, t->losses,    t->correct, t->gradient,
                          t->states[0],    t->states[1], t->best,    t->validation_labels,
                          t->kept};
        for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
            memory_free(blocks[i]);
        }
        memory_free(t);
    }
}

enum lume_status trainer_watch(struct lume_trainer *t, const atomic_bool *unwanted,
                               struct lume_error *error)
{
    t->kept = memory_allocate(t->network->n_reals, sizeof *t->kept);
    if (!t->kept) {
        return memory_exhausted(error, NULL);
    }
    t->unwanted = unwanted;
    return LUME_OK;
}

enum lume_status lume_trainer_set_learning_rate(struct lume_trainer *t, float learning_rate,
                                                struct lume_error *error)
{
    struct lume_trainer_config changed = t->config;
    changed.learning_rate = learning_rate;
    enum lume_status status = check_numbers(&changed, error);
    if (status == LUME_OK) {
        t->config = changed;
    }
    return status;
}

enum lume_status trainer_diverge(struct lume_trainer *t, struct lume_error *error)
{
    t->progress.state = LUME_DIVERGED;
    memcpy(t->network->parameters, t->best, t->network->n_reals * sizeof *t->best);
    return lume_error_set(error, LUME_ERROR_DIVERGED, NULL,
                          "training diverged in epoch %zu: try a smaller learning rate",
                          t->progress.epoch + 1);
}

enum lume_status lume_trainer_step(struct lume_trainer *t, size_t n_batches,
                                   struct lume_error *error)
{
    if (t->progress.state != LUME_TRAINING || t->progress.batch == t->progress.n_batches) {
        return LUME_OK;
    }
    return trainer_run_batches(t, n_batches) ? LUME_OK : trainer_diverge(t, error);
}

/* Whether all parameters are numbers of a sensible size. */
static bool sound(const struct lume_trainer *t)
{
    const struct lume_network *network = t->network;
    lume_real limit = t->config.optimizer->delta ? largest_parameter : diverged_parameter;
    bool sound = true;
    for (size_t i = 0; i < network->n_reals; i++) {
        lume_real p = network->parameters[i];
        sound = sound && p <= limit && p >= -limit; /* false for NaN */
    }
    return sound;
}

static void validate(struct lume_trainer *t)
{
    struct lume_trainer_progress *p = &t->progress;
    bool better = true;
    if (t->has_validation) {
        const struct evaluation_images images = {&t->validation, NULL, t->validation_labels};
        evaluation_run(&t->evaluation, t->network, &images, t->config.loss, t->config.pool);
        evaluation_means(&t->evaluation, t->validation_labels, &p->validation_loss,
                         &p->validation_accuracy);
        better = p->best_epoch == 0 || p->validation_accuracy > p->best_validation_accuracy ||
                 (p->validation_accuracy == p->best_validation_accuracy &&
                  p->validation_loss < p->best_validation_loss);
    }
    t->epochs_since_best++;
    if (better) {
        p->best_epoch = p->epoch;
        p->best_validation_loss = p->validation_loss;
        p->best_validation_accuracy = p->validation_accuracy;
        t->epochs_since_best = 0;
        memcpy(t->best, t->network->parameters, t->network->n_reals * sizeof *t->best);
    }
}

static void begin_epoch(struct lume_trainer *t)
{
    t->progress.batch = 0;
    t->loss_sum = 0;
    t->n_correct = t->n_seen = 0;
}

enum lume_status lume_trainer_end_epoch(struct lume_trainer *t, struct lume_error *error)
{
    struct lume_trainer_progress *p = &t->progress;
    if (p->state != LUME_TRAINING || p->batch < p->n_batches) {
        return LUME_OK;
    }
    if (!sound(t)) {
        return trainer_diverge(t, error);
    }
    p->epoch++;
    validate(t);
    double loss = t->has_validation ? p->validation_loss : p->train_loss;
    if (t->config.min_loss > 0 && loss < (double)t->config.min_loss) {
        p->state = LUME_DONE_MIN_LOSS;
    } else if (t->config.patience > 0 && t->epochs_since_best >= t->config.patience) {
        p->state = LUME_DONE_PATIENCE;
    } else if (p->epoch >= t->config.epochs) {
        p->state = LUME_DONE_EPOCHS;
    } else {
        begin_epoch(t);
    }
    return LUME_OK;
}

void lume_trainer_progress(const struct lume_trainer *t, struct lume_trainer_progress *out)
{
    *out = t->progress;
}

void lume_trainer_restore_best(struct lume_trainer *t)
{
    if (t->has_validation && t->progress.best_epoch > 0) {
        memcpy(t->network->parameters, t->best, t->network->n_reals * sizeof *t->best);
    }
}
