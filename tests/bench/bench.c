/* SPDX-License-Identifier: MIT */

/* Prints how long lume takes for what it does most, for every table of kernels. Each figure is the
 * best of several runs: others that use the processor only add to it. */

#include "draw.h"
#include "training.h"

#include "nn/kernels.h"

#include <lume/image.h>
#include <lume/recognizer.h>
#include <lume/synth.h>

#include <time.h>

enum { SIDE = 28, N_PIXELS = SIDE * SIDE, N_CLASSES = 10, N_IMAGES = 60000, BATCH = 64 };
enum { MAX_TABLES = 4, RUNS = 5 };

static const double at_least = 0.02; /* seconds that a run lasts */

static struct lume_error error;

static const struct lume_kernels *tables[MAX_TABLES];
static size_t n_tables;

/* What all measurements share. */
static struct {
    struct lume_dataset set;
    struct sparse_set packed;
    uint32_t *order;
    const char *what; /* the set */
    struct lume_network *network;
    struct lume_workspace *workspace;
    struct lume_model model;
    struct lume_recognizer *recognizer;
    const struct lume_kernels *kernels;
    size_t next; /* image */
    lume_real *x, *delta, *out, *gradient, *s1, *s2, values[256];
    const struct activation_kernel *activation;
    const struct optimizer_kernel *optimizer;
} bench;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Seconds a call, the best of RUNS runs of as many calls as last long enough. */
static double measure(void (*call)(void))
{
    double best = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        size_t n = 0;
        const double start = seconds();
        double spent;
        do {
            for (size_t i = 0; i < 16; i++, n++) {
                call();
            }
            spent = seconds() - start;
        } while (spent < at_least);
        best = fmin(best, spent / (double)n);
    }
    return best;
}

/* Strokes: in 20 rows of the middle a run of ink that wanders, 19 % of the pixels as in MNIST. */
static void draw_digit(struct lume_rng *rng, uint8_t *image)
{
    double x = 10 + (double)lume_rng_range(rng, -3, 3), slope = (double)lume_rng_range(rng, -1, 1);
    memset(image, 0, N_PIXELS);
    for (size_t row = 4; row < 24; row++) {
        slope += (double)lume_rng_range(rng, -0.5f, 0.5f) - slope / 8;
        x = fmin(fmax(x + slope, 4), 16);
        const size_t width = 5 + lume_rng_below(rng, 6), first = (size_t)x;
        for (size_t k = 0; k < width; k++) {
            const bool edge = k == 0 || k + 1 == width;
            image[row * SIDE + first + k] = (uint8_t)(edge ? 60 + lume_rng_below(rng, 150) : 253);
        }
    }
}

static void make_set(void)
{
    const char *folder = getenv("LUME_DATA");
    if (folder) {
        CHECK_OK(lume_dataset_load_part(folder, LUME_TRAIN, N_CLASSES, &bench.set, &error), error);
        assert_int_equal(bench.set.rows * bench.set.columns, N_PIXELS);
        bench.what = folder;
    } else {
        struct lume_rng rng = lume_rng_make(1, 0);
        bench.set = (struct lume_dataset){
            .n = N_IMAGES, .rows = SIDE, .columns = SIDE, .n_classes = N_CLASSES};
        bench.set.pixels = malloc(bench.set.n * N_PIXELS);
        bench.set.labels = malloc(bench.set.n);
        assert_true(bench.set.pixels && bench.set.labels);
        for (size_t i = 0; i < bench.set.n; i++) {
            bench.set.labels[i] = (uint8_t)lume_rng_below(&rng, N_CLASSES);
            draw_digit(&rng, bench.set.pixels + i * N_PIXELS);
        }
        bench.what = "synthetic strokes";
    }
    size_t n_ink = 0;
    for (size_t i = 0; i < bench.set.n * N_PIXELS; i++) {
        n_ink += bench.set.pixels[i] != 0;
    }
    printf("%zu images (%s), %.1f %% ink; the best of %d runs\n", bench.set.n, bench.what,
           100 * (double)n_ink / (double)(bench.set.n * N_PIXELS), RUNS);
}

static struct lume_network *make_network(void)
{
    static const size_t widths[] = {16, 16, 0};
    return training_network(&bench.set, widths, "sigmoid", "softmax");
}

static void make_all(void)
{
    for (; (tables[n_tables] = lume_kernels_at(n_tables)); n_tables++) {
        assert_true(n_tables + 1 < MAX_TABLES);
    }
    make_set();
    CHECK_OK(sparse_pack(bench.set.pixels, bench.set.n, N_PIXELS, &bench.packed, &error), error);
    struct lume_rng rng = lume_rng_make(2, 0);
    bench.order = malloc(bench.set.n * sizeof *bench.order);
    assert_non_null(bench.order);
    for (size_t i = 0; i < bench.set.n; i++) {
        bench.order[i] = (uint32_t)i;
    }
    lume_rng_shuffle(&rng, bench.order, bench.set.n);
    bench.network = make_network();
    for (size_t v = 0; v < 256; v++) {
        bench.values[v] = (lume_real)v / 255;
    }
    const size_t n = bench.network->n_reals;
    bench.x = draw_reals(&rng, BATCH * LUME_LANES, 0, 1);
    bench.delta = draw_reals(&rng, BATCH * LUME_LANES, -1e-3, 1e-3);
    bench.out = draw_reals(&rng, BATCH * LUME_LANES, 0, 1);
    bench.gradient = draw_reals(&rng, n, -1e-3, 1e-3);
    bench.s1 = draw_reals(&rng, n, 0, 1e-3);
    bench.s2 = draw_reals(&rng, n, 0, 1e-3);
}

static void finish_all(void)
{
    sparse_finish(&bench.packed);
    lume_network_destroy(bench.network);
    if (bench.set.owned) {
        lume_dataset_finish(&bench.set);
    } else {
        blobs_finish(&bench.set);
    }
    void *blocks[] = {bench.order,    bench.x,  bench.delta, bench.out,
                      bench.gradient, bench.s1, bench.s2};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        free(blocks[i]);
    }
}

static void print_head(const char *title, const char *unit)
{
    printf("\n%-34s", title);
    for (size_t k = 0; k < n_tables; k++) {
        printf("%10s", lume_kernels_name(tables[k]));
    }
    printf("   %s\n", unit);
}

/* One line: `call` by every table, in `scale` parts of a second. */
static void print_line(const char *name, void (*call)(void), double scale)
{
    printf("  %-32s", name);
    for (size_t k = 0; k < n_tables; k++) {
        bench.kernels = tables[k];
        printf("%10.2f", measure(call) * scale);
        fflush(stdout);
    }
    printf("\n");
}

/* The images in random order, again and again. */
static size_t next_image(size_t n)
{
    const size_t image = bench.next + n <= bench.set.n ? bench.next : 0;
    bench.next = image + n;
    return image;
}

static void forward_one(void)
{
    const size_t image = bench.order[next_image(1)];
    lume_network_forward(bench.network, bench.workspace, lume_dataset_image(&bench.set, image));
}

static void measure_forward(void)
{
    print_head("forward pass of one image", "microseconds");
    printf("  %-32s", "784-16-16-10");
    for (size_t k = 0; k < n_tables; k++) {
        CHECK_OK(lume_workspace_create(bench.network, tables[k], &bench.workspace, &error), error);
        printf("%10.2f", measure(forward_one) * 1e6);
        lume_workspace_destroy(bench.workspace);
    }
    printf("\n");
}

static double measure_epoch(const struct lume_kernels *kernels, struct lume_pool *pool)
{
    struct lume_trainer_config config = training_config("momentum");
    struct lume_network *network = make_network();
    config.batch_size = BATCH;
    config.epochs = RUNS;
    config.kernels = kernels;
    config.pool = pool;
    struct lume_trainer *trainer = training_begin(&config, network, &bench.set, NULL);
    double best = INFINITY;
    for (size_t epoch = 0; epoch < config.epochs; epoch++) {
        const double start = seconds();
        CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
        best = fmin(best, seconds() - start);
    }
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    return best;
}

static void measure_epochs(void)
{
    print_head("epoch, momentum, batches of 64", "milliseconds");
    for (size_t n_threads = 1; n_threads <= 2; n_threads++) {
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(n_threads, &pool, &error), error);
        printf("  %zu %-30s", n_threads, n_threads > 1 ? "threads" : "thread");
        for (size_t k = 0; k < n_tables; k++) {
            printf("%10.1f", measure_epoch(tables[k], pool) * 1e3);
            fflush(stdout);
        }
        printf("\n");
        lume_pool_destroy(pool);
    }
}

static struct sparse_batch next_batch(void)
{
    return (struct sparse_batch){&bench.packed, bench.order + next_image(BATCH), BATCH,
                                 bench.values};
}

static void sparse_sums(void)
{
    const struct sparse_batch batch = next_batch();
    lume_real *const sums[SPARSE_HALVES] = {bench.out, bench.x};
    bench.kernels->sparse_sums(&batch, 0, SPARSE_HALVES, bench.network->parameters, LUME_LANES,
                               sums);
}

static void sparse_gradient(void)
{
    const struct sparse_batch batch = next_batch();
    bench.kernels->sparse_gradient(&batch, 0, SPARSE_BLOCKS, bench.delta, LUME_LANES,
                                   bench.gradient);
}

static void dense_forward(void)
{
    const struct lume_layer *layer = &bench.network->layers[1];
    bench.kernels->dense_forward(bench.x, LUME_LANES, BATCH, layer->n_in,
                                 bench.network->parameters + layer->weights,
                                 bench.network->parameters + layer->biases, LUME_LANES, bench.out);
}

static void dense_gradient(void)
{
    bench.kernels->dense_gradient(bench.x, LUME_LANES, BATCH, 0, LUME_LANES, bench.delta,
                                  LUME_LANES, bench.gradient);
}

static void activate(void)
{
    kernels_activation(bench.kernels, bench.activation->activation)
        ->forward(bench.x, bench.out, BATCH, LUME_LANES, LUME_LANES, (lume_real)0.25);
}

static void deactivate(void)
{
    memcpy(bench.out, bench.delta, BATCH * LUME_LANES * sizeof *bench.out);
    kernels_activation(bench.kernels, bench.activation->activation)
        ->backward(bench.x, bench.x, bench.out, BATCH, LUME_LANES, LUME_LANES, (lume_real)0.25);
}

static void measure_kernels(void)
{
    const double scale = 1e9 / BATCH;
    char name[64];
    print_head("kernels, 16 units", "nanoseconds an image");
    print_line("sparse_sums", sparse_sums, scale);
    print_line("sparse_gradient", sparse_gradient, scale);
    print_line("dense_forward", dense_forward, scale);
    print_line("dense_gradient", dense_gradient, scale);
    for (size_t i = 0; kernels_scalar.activations[i].activation; i++) {
        bench.activation = &kernels_scalar.activations[i];
        snprintf(name, sizeof name, "%s, forward", bench.activation->activation->name);
        print_line(name, activate, scale);
        snprintf(name, sizeof name, "%s, backward", bench.activation->activation->name);
        print_line(name, deactivate, scale);
    }
}

static void update(void)
{
    const struct lume_update numbers = {.learning_rate = (lume_real)1e-9,
                                        .momentum = (lume_real)0.9,
                                        .beta1 = (lume_real)0.9,
                                        .beta2 = (lume_real)0.999,
                                        .epsilon = (lume_real)1e-8,
                                        .correction1 = 1,
                                        .correction2 = 1,
                                        .gradient_scale = 1};
    kernels_optimizer(bench.kernels, bench.optimizer->optimizer)
        ->update(&numbers, bench.network->n_reals, bench.network->parameters, bench.gradient,
                 bench.s1, bench.s2);
}

static void measure_optimizers(void)
{
    print_head("update of 13,002 parameters", "microseconds");
    for (size_t i = 0; kernels_scalar.optimizers[i].optimizer; i++) {
        bench.optimizer = &kernels_scalar.optimizers[i];
        print_line(bench.optimizer->optimizer->name, update, 1e6);
    }
}

/* Seconds to pack the whole set. */
static double measure_packing(void)
{
    double best = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        struct sparse_set packed;
        const double start = seconds();
        CHECK_OK(sparse_pack(bench.set.pixels, bench.set.n, N_PIXELS, &packed, &error), error);
        best = fmin(best, seconds() - start);
        sparse_finish(&packed);
    }
    return best;
}

static const uint8_t *next_pixels(void)
{
    return lume_dataset_image(&bench.set, bench.order[next_image(1)]);
}

static void put_one(void)
{
    static struct sparse_set room;
    if (!room.bytes) {
        CHECK_OK(sparse_room(1, N_PIXELS, NULL, &room, &error), error);
    }
    sparse_put(&room, 0, next_pixels());
}

static void augment_one(void)
{
    static const struct lume_augment augment = {1.5f, 10, 0.1f, 0.1f};
    static struct lume_rng rng = {1, 1};
    uint8_t out[N_PIXELS];
    lume_augment_image(&augment, &rng, next_pixels(), SIDE, SIDE, out);
}

static void normalize_one(void)
{
    uint8_t out[N_PIXELS];
    lume_normalize(lume_normalizer_find("moments"), next_pixels(), SIDE, SIDE, out);
}

/* A digit as a pen gives it: two strokes, about 50 pixels long. */
struct pen {
    struct lume_ink_point points[200];
    uint32_t ends[2];
};

static struct lume_strokes write_digit(struct pen *pen, uint32_t n_points)
{
    const bool is_written = pen->ends[1] > 0;
    pen->ends[0] = n_points * 3 / 4;
    pen->ends[1] = n_points;
    for (uint32_t i = 0; i < n_points && !is_written; i++) {
        double angle = 8.0 * i / n_points, reach = i < pen->ends[0] ? 8 : 4;
        pen->points[i] = (struct lume_ink_point){13.5 + reach * cos(angle) * 0.7,
                                                 13.5 + reach * sin(angle) * 1.2, NAN};
    }
    return (struct lume_strokes){pen->points, pen->ends, 2};
}

static void paint_one(void)
{
    static const struct lume_affine map = {.xx = 1, .yy = 1};
    static struct pen pen;
    struct lume_strokes strokes = write_digit(&pen, 40);
    uint8_t out[N_PIXELS] = {0};
    lume_ink_paint(&strokes, &map, 1.1f, &(struct lume_canvas){SIDE, SIDE, SIDE, out});
}

static void recognize_one(void)
{
    static struct pen pen;
    struct lume_strokes strokes = write_digit(&pen, 200);
    struct lume_answer answer;
    lume_recognize_ink(bench.recognizer, &strokes, &answer);
}

/* What the generator draws into. */
static struct lume_strokes_room *synth_room(void)
{
    static struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    static uint32_t ends[LUME_SYNTH_MAX_STROKES];
    static struct lume_strokes_room room = {
        points, ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES, 0, 0};
    return &room;
}

static void draw_digit_strokes(void)
{
    static struct lume_rng rng = {1, 1};
    static int label;
    label = (label + 1) % N_CLASSES;
    const struct lume_synth_style *style = lume_synth_choose_digit(label, &rng);
    style->draw(style, &rng, synth_room());
}

static void draw_other_strokes(void)
{
    static struct lume_rng rng = {1, 1};
    const struct lume_synth_style *style = lume_synth_choose_other(&rng);
    style->draw(style, &rng, synth_room());
}

static void measure_images(void)
{
    printf("\n%-34s%10s   nanoseconds an image\n", "images", "");
    printf("  %-32s%10.1f\n", "pack a set", measure_packing() * 1e9 / (double)bench.set.n);
    printf("  %-32s%10.1f\n", "pack one", measure(put_one) * 1e9);
    printf("  %-32s%10.1f\n", "augment", measure(augment_one) * 1e9);
    printf("  %-32s%10.1f\n", "normalize", measure(normalize_one) * 1e9);
    printf("  %-32s%10.1f\n", "paint strokes of 40 points", measure(paint_one) * 1e9);
    CHECK_OK(lume_model_load_default(&bench.model, &error), error);
    CHECK_OK(lume_recognizer_create(&bench.model, &bench.recognizer, &error), error);
    printf("  %-32s%10.1f\n", "recognize strokes of 200 points", measure(recognize_one) * 1e9);
    lume_recognizer_destroy(bench.recognizer);
    lume_model_finish(&bench.model);
    printf("  %-32s%10.1f\n", "generate a digit", measure(draw_digit_strokes) * 1e9);
    printf("  %-32s%10.1f\n", "generate no digit", measure(draw_other_strokes) * 1e9);
}

static void measure_rendering(void)
{
    enum { N = 2000 };
    struct lume_ink_augment augment;
    lume_ink_augment_defaults(&augment);
    double best = INFINITY;
    for (uint64_t run = 0; run < RUNS; run++) {
        struct lume_dataset made;
        const double start = seconds();
        CHECK_OK(lume_dataset_synthesize(N, &augment, run, NULL, &made, &error), error);
        best = fmin(best, seconds() - start);
        lume_dataset_finish(&made);
    }
    printf("  %-32s%10.1f   %.0f digits a second\n", "write, change and render a digit",
           best * 1e9 / N, N / best);
}

static void test_all(void **state)
{
    (void)state;
    make_all();
    measure_forward();
    measure_epochs();
    measure_images();
    measure_rendering();
    measure_kernels();
    measure_optimizers();
    finish_all();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
