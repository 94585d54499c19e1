/* SPDX-License-Identifier: MIT */
#include "cli/training.h"

#include "base/clock.h"
#include "base/number.h"
#include "cli/signals.h"
#include "cli/text.h"
#include "cli/writer.h"

#include <math.h>

double training_speed(const struct training *training)
{
    return training->train_seconds > 0
               ? (double)training->progress.n_images / training->train_seconds
               : 0;
}

static bool wants_text(const struct training *training)
{
    return !training->options->quiet && !training->options->json;
}

static void print_shape(const struct lume_network *network)
{
    fputs("network ", stdout);
    text_sizes(network);
    for (size_t i = 0; i < network->n_layers; i++) {
        printf("%s%s", i ? ", " : " (", network->layers[i].activation->name);
    }
    printf("), %zu parameters\n", network->n_parameters);
}

static void print_start(const struct training *training)
{
    const struct lume_trainer_config *config = &training->course->recipe.training;
    char rate[NUMBER_SIZE];
    print_shape(training->course->model.network);
    const struct course_sets *sets = training->course->sets;
    printf("images  %zu to train on, %zu to validate, %zu to test", sets->train.n,
           sets->validation.n, sets->test.n);
    if (sets->ink_test.n > 0) {
        printf(", %zu of writers held out", sets->ink_test.n);
    }
    putchar('\n');
    printf("recipe  %s, %s, learning rate %s, %s, ", config->loss->name, config->optimizer->name,
           number_float(config->learning_rate, rate), config->schedule->name);
    if (config->batch_size == 0) {
        printf("full batches, ");
    } else {
        printf("batches of %zu, ", config->batch_size);
    }
    printf("seed %llu\n", (unsigned long long)config->seed);
    const struct lume_kernels *kernels = config->kernels ? config->kernels : lume_kernels_best();
    size_t n_threads = lume_pool_size(training->pool);
    printf("runs on %zu thread%s, %s\n", n_threads, n_threads == 1 ? "" : "s",
           lume_kernels_name(kernels));
}

enum lume_status report_start(const struct training *training, struct lume_error *error)
{
    enum lume_status status = training->options->quiet ? LUME_OK : text_check_output(error);
    if (status != LUME_OK || !wants_text(training)) {
        return status;
    }
    print_start(training);
    return text_flush_early(error);
}

void report_live(struct training *training, const struct lume_trainer_progress *now,
                 size_t n_epochs, double begun)
{
    double part = (double)now->batch / (double)now->n_batches;
    double done = ((double)now->epoch + (now->epoch < n_epochs ? part : 0)) / (double)n_epochs;
    double spent = clock_seconds() - begun;
    const struct progress_state state = {
        .epoch = now->epoch + (now->epoch < n_epochs),
        .n_epochs = n_epochs,
        .done = done,
        .loss = now->train_loss,
        .accuracy = now->train_accuracy,
        .images_per_second = spent > 0 ? (double)now->n_images / spent : 0,
        .seconds_left = done > 0 ? spent * (1 - done) / done : NAN,
    };
    progress_draw(&training->live, &state);
}

void report_epoch(struct training *training)
{
    if (!wants_text(training)) {
        return;
    }
    const struct lume_trainer_progress *now = &training->progress;
    progress_clear(&training->live);
    const size_t n_epochs = training->course->recipe.training.epochs;
    int width = snprintf(NULL, 0, "%zu", n_epochs);
    printf("epoch %*zu/%zu", width, now->epoch, n_epochs);
    text_print_number("  loss ", now->train_loss, 4, "");
    text_print_number("  accuracy ", 100 * now->train_accuracy, 2, " %");
    if (isfinite(now->validation_accuracy)) {
        text_print_number("  validation loss ", now->validation_loss, 4, "");
        text_print_number("  accuracy ", 100 * now->validation_accuracy, 2, " %");
    }
    text_print_number("  ", training->epoch_seconds, 2, " s\n");
    text_flush_early(NULL);
}

/* Why training is over, as JSON and as text say it. */
static const char *reason(const struct training *training, bool json)
{
    static const char *const keys[] = {"signal", "epochs", "patience", "min-loss", "diverged"};
    static const char *const texts[] = {
        "stopped by a signal",
        NULL, /* as planned: not worth a word */
        "stopped: validation has not improved any more",
        "stopped: the loss is low enough",
        "stopped: training has diverged",
    };
    return json ? keys[training->progress.state] : texts[training->progress.state];
}

static void print_metrics(const char *what, const struct lume_metrics *metrics)
{
    if (metrics->n > 0) {
        printf("%s loss", what);
        text_print_number(" ", metrics->loss, 4, "");
        text_print_number(", accuracy ", 100 * metrics->accuracy, 2, " %\n");
    }
}

static void print_end(struct training *training)
{
    const struct lume_trainer_progress *now = &training->progress;
    if (reason(training, false)) {
        puts(reason(training, false));
    }
    if (training->course->sets->validation.n > 0 && now->best_epoch > 0) {
        printf("best epoch %zu", now->best_epoch);
        text_print_number(": validation loss ", now->best_validation_loss, 4, "");
        text_print_number(", accuracy ", 100 * now->best_validation_accuracy, 2, " %\n");
    }
    print_metrics("test", &training->test_metrics);
    print_metrics("held-out writers:", &training->ink_metrics);
    if (training->course->model.unlike) {
        text_print_number("no digit: it says so of ", 100 * training->others_flagged, 2,
                          " % of other drawings");
        if (isfinite(training->digits_flagged)) {
            text_print_number(", and of ", 100 * training->digits_flagged, 2,
                              " % of the test digits");
        }
        putchar('\n');
    }
    printf("saved ");
    text_print(stdout, training->output);
    text_print_number(" after ", clock_seconds() - training->started, 2, " s");
    text_print_number(", of which training took ", training->train_seconds, 2, " s\n");
    text_flush_early(NULL);
}

static void print_json(const struct training *training)
{
    const struct lume_trainer_progress *now = &training->progress;
    const struct lume_metrics *test = &training->test_metrics, *ink = &training->ink_metrics;
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "output");
    writer_text(&writer, training->output);
    writer_key(&writer, "stopped");
    writer_text(&writer, reason(training, true));
    writer_key(&writer, "epochs");
    writer_count(&writer, now->epoch);
    writer_key(&writer, "best_epoch");
    writer_count(&writer, now->best_epoch);
    const struct {
        const char *key;
        double value;
    } numbers[] = {
        {"train_loss", now->train_loss},
        {"train_accuracy", now->train_accuracy},
        {"validation_loss", now->best_validation_loss},
        {"validation_accuracy", now->best_validation_accuracy},
        {"test_loss", test->n > 0 ? test->loss : (double)NAN},
        {"test_accuracy", test->n > 0 ? test->accuracy : (double)NAN},
        {"ink_loss", ink->n > 0 ? ink->loss : (double)NAN},
        {"ink_accuracy", ink->n > 0 ? ink->accuracy : (double)NAN},
        {"digits_flagged", training->digits_flagged},
        {"others_flagged", training->others_flagged},
        {"train_seconds", training->train_seconds},
        {"seconds", clock_seconds() - training->started},
        {"images_per_second", training_speed(training)},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        writer_key(&writer, numbers[i].key);
        writer_double(&writer, numbers[i].value);
    }
    writer_key(&writer, "parameters");
    writer_count(&writer, training->course->model.network->n_parameters);
    writer_key(&writer, "seed");
    writer_count(&writer, training->course->recipe.training.seed);
    writer_object_end(&writer);
    writer_finish(&writer);
}

void report_end(struct training *training)
{
    progress_clear(&training->live);
    if (training->options->json) {
        print_json(training);
    } else if (!training->options->quiet) {
        print_end(training);
    }
}
