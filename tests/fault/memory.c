/* SPDX-License-Identifier: MIT */
#include "draw_ink.h"
#include "drive_window.h"
#include "folder.h"
#include "keep_settings.h"
#include "learn.h"
#include "make_sets.h"
#include "model_zoo.h"
#include "png_file.h"
#include "window_parts.h"

#include "base/memory.h"
#include "data/gzip.h"
#include "png/png_read.h"

#include <lume/idx.h>
#include <lume/ink_set.h>
#include <lume/pool.h>

/*
 * Every allocation fails, once and from then on for ever: the first, the second, and so on until a
 * run needs none of them. Each time there must be LUME_ERROR_MEMORY with a message, no block left,
 * and the folder and its files as they were. A further function is one entry in `subjects`.
 */

enum { N = 3, SIDE = 28, SIZE = N * SIDE * SIDE };

static uint8_t pixels[SIZE], labels[N] = {0, 5, 1};

static const struct lume_idx images_array = {
    .n_dims = 3, .dims = {N, SIDE, SIDE}, .size = SIZE, .bytes = pixels};
static const struct lume_idx labels_array = {
    .n_dims = 1, .dims = {N, 1, 1}, .size = N, .bytes = labels};

enum { N_DRAWINGS = 100 }; /* more writers than a table has at first */

static struct lume_ink_point points[40000]; /* a line that is longer than a window at first */
static const uint32_t ends[] = {1, sizeof points / sizeof *points};
static struct lume_ink_item drawings[N_DRAWINGS];
static const char *writers[N_DRAWINGS];
static const struct lume_ink_set ink = {
    .n = N_DRAWINGS, .items = drawings, .n_writers = N_DRAWINGS, .writers = writers};

/* Made before allocations fail. */
static struct png_file picture;

/* Each time another one, so that it is seen whether a file was replaced. */
static enum lume_status save_model(struct lume_error *error)
{
    static uint64_t n_saves;
    struct lume_model other = learn.model;
    other.seed = ++n_saves;
    return lume_model_save(&other, "model", error);
}

/* The formats write to files of their names. */
static enum lume_status export_model(struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    const struct lume_export_format *format;
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL && status == LUME_OK; i++) {
        status = format->write(&learn.model, format->name, error);
    }
    return status;
}

/* As save_model. */
static enum lume_status save_ink(const char *path, struct lume_error *error)
{
    points[0].x++;
    return lume_ink_set_save(&ink, 0, path, error);
}

static enum lume_status save_plain_ink(struct lume_error *error)
{
    return save_ink("ink", error);
}

static enum lume_status save_gzip_ink(struct lume_error *error)
{
    return save_ink("ink.gz", error);
}

static void make_drawings(void)
{
    static char names[N_DRAWINGS][8];
    for (size_t i = 0; i < N_DRAWINGS; i++) {
        snprintf(names[i], sizeof names[i], "w%zu", i);
        writers[i] = names[i];
        drawings[i] = (struct lume_ink_item){.writer = (int)i, .strokes = {points, ends, 1}};
    }
    drawings[1].strokes.n_strokes = 2;
}

static void make_files(void)
{
    struct lume_error error;
    make_drawings();
    CHECK_OK(save_plain_ink(&error), error);
    CHECK_OK(save_gzip_ink(&error), error);
    png_file_make(&(struct png_source){.width = SIDE,
                                       .height = SIDE,
                                       .depth = 8,
                                       .color_type = PNG_COLOR_TYPE_GRAY_ALPHA,
                                       .interlaced = true,
                                       .rows = pixels},
                  &picture);
    learn.model = zoo_pair();
    learn.set = blobs_make(40, 10, 4, 1);
    learn.network = training_network(&learn.set, training_hidden, "prelu", "softmax");
    CHECK_OK(save_model(&error), error);
    CHECK_OK(export_model(&error), error);
#ifdef HAVE_GUI
    CHECK_OK(keep_settings_save_next(&error), error);
#endif
    CHECK_OK(lume_idx_save(&images_array, "train-images-idx3-ubyte", &error), error);
    CHECK_OK(lume_idx_save(&images_array, "images.gz", &error), error);
    CHECK_OK(lume_idx_save(&images_array, "t10k-images-idx3-ubyte", &error), error);
    CHECK_OK(lume_idx_save(&labels_array, "t10k-labels-idx1-ubyte", &error), error);
    CHECK_OK(lume_idx_save(&labels_array, "train-labels-idx1-ubyte.gz", &error), error);
}

static enum lume_status load_idx(const char *path, struct lume_error *error)
{
    struct lume_idx idx;
    enum lume_status status = lume_idx_load(path, 3, &idx, error);
    if (status == LUME_OK) {
        lume_idx_finish(&idx);
    }
    return status;
}

static enum lume_status load_ink(const char *path, struct lume_error *error)
{
    struct lume_ink_set loaded;
    enum lume_status status = lume_ink_set_load(path, 10, &loaded, error);
    if (status == LUME_OK) {
        lume_ink_set_finish(&loaded);
    }
    return status;
}

static enum lume_status load_plain_ink(struct lume_error *error)
{
    return load_ink("ink", error);
}

static enum lume_status load_gzip_ink(struct lume_error *error)
{
    return load_ink("ink.gz", error);
}

static enum lume_status load_plain(struct lume_error *error)
{
    return load_idx("train-images-idx3-ubyte", error);
}

static enum lume_status load_gzip(struct lume_error *error)
{
    return load_idx("images.gz", error);
}

/* More than one step of growth. */
static enum lume_status load_input(struct lume_error *error)
{
    static uint8_t bytes[300000] = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0};
    int saved;
    pid_t child = folder_input(bytes, 16 + 65536, 0, &saved);
    enum lume_status status = load_idx("-", error);
    folder_input_end(child, saved);
    return status;
}

static enum lume_status parse_plain(struct lume_error *error)
{
    static const uint8_t bytes[] = {0, 0, 8, 1, 0, 0, 0, 1, 7};
    struct lume_idx idx;
    enum lume_status status = lume_idx_parse(bytes, sizeof bytes, "x", 1, &idx, error);
    if (status == LUME_OK) {
        lume_idx_finish(&idx);
    }
    return status;
}

static enum lume_status save_plain(struct lume_error *error)
{
    pixels[0]++;
    return lume_idx_save(&images_array, "train-images-idx3-ubyte", error);
}

static enum lume_status save_gzip(struct lume_error *error)
{
    pixels[0]++;
    return lume_idx_save(&images_array, "images.gz", error);
}

static enum lume_status create_pool(struct lume_error *error)
{
    struct lume_pool *pool;
    enum lume_status status = lume_pool_create(2, &pool, error);
    if (status == LUME_OK) {
        lume_pool_destroy(pool);
    }
    return status;
}

static enum lume_status finish_model(enum lume_status status, struct lume_model *loaded)
{
    if (status == LUME_OK) {
        lume_model_finish(loaded);
    }
    return status;
}

static enum lume_status load_model(struct lume_error *error)
{
    struct lume_model loaded;
    return finish_model(lume_model_load("model", &loaded, error), &loaded);
}

static enum lume_status load_default(struct lume_error *error)
{
    struct lume_model loaded;
    return finish_model(lume_model_load_default(&loaded, error), &loaded);
}

static enum lume_status read_png(struct lume_error *error)
{
    struct png_grey grey;
    enum lume_status status = png_read(picture.bytes, picture.size, "x", &grey, error);
    if (status == LUME_OK) {
        png_grey_finish(&grey);
    }
    return status;
}

/* Each does something whole and releases what it got. */
static const struct {
    const char *name;
    enum lume_status (*run)(struct lume_error *error);
} subjects[] = {
    {"load a plain array", load_plain},
    {"load a gzip array", load_gzip},
    {"load standard input", load_input},
    {"parse an array", parse_plain},
    {"save a plain array", save_plain},
    {"save a gzip array", save_gzip},
    {"load plain ink", load_plain_ink},
    {"load gzip ink", load_gzip_ink},
    {"save plain ink", save_plain_ink},
    {"save gzip ink", save_gzip_ink},
    {"load a dataset", make_sets_load},
    {"load images alone", make_sets_load_images},
    {"load a part", make_sets_load_part},
    {"create a pool", create_pool},
    {"load a model", load_model},
    {"load the built-in model", load_default},
    {"save a model", save_model},
    {"export a model", export_model},
    {"read a picture", read_png},
    {"create a network", learn_create_network},
    {"copy a network", learn_copy_network},
    {"create a workspace", learn_create_workspace},
    {"create a recognizer", learn_create_recognizer},
    {"evaluate", learn_evaluate},
    {"normalize a dataset", learn_normalize},
    {"join datasets", make_sets_join},
    {"render ink", make_sets_from_ink},
    {"render generated digits", make_sets_digits},
    {"render what is no digit", make_sets_others},
    {"draw and erase", draw_ink_all},
    {"train plainly", learn_plainly},
    {"train with all there is", learn_with_all},
    {"follow an example", learn_follow},
    {"measure health", learn_health},
#ifdef HAVE_GUI
    {"save settings", keep_settings_save_next},
    {"load settings", keep_settings_load_here},
    {"start a worker", window_parts_jobs},
    {"begin an experiment", window_parts_experiment},
    {"parse a script", drive_window_parse},
    {"describe the window", drive_window_describe},
    {"load samples", window_parts_load},
    {"open samples and count", window_parts_count},
#endif
};

/* Of all files of the folder. */
static uint32_t checksum(void)
{
    uLong sum = 0;
    DIR *list = opendir(".");
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list));) {
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(entry->d_name, "rb");
        if (file) {
            static unsigned char bytes[1 << 16];
            uLong crc = crc32(0, (const unsigned char *)entry->d_name, (uInt)strlen(entry->d_name));
            for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;) {
                crc = crc32(crc, bytes, (uInt)n);
            }
            fclose(file);
            sum += crc; /* whatever their order */
        }
    }
    closedir(list);
    return (uint32_t)sum;
}

/* Returns whether any allocation has failed. */
static bool run_once(size_t subject, size_t fail_at, bool for_ever)
{
    struct lume_error error = {{0}};
    const ptrdiff_t n_blocks = memory.n_blocks;
    const size_t n_files = folder_count(".");
    const uint32_t before = checksum();
    memory.n_calls = memory.n_failed = 0;
    memory.fail_at = fail_at;
    memory.for_ever = for_ever;
    enum lume_status status = subjects[subject].run(&error);
    memory.fail_at = 0;
    enum lume_status expected = memory.n_failed ? LUME_ERROR_MEMORY : LUME_OK;
    if (status != expected) {
        fail_msg("%s, allocation %zu: expected %s, got %s (%s)", subjects[subject].name, fail_at,
                 lume_status_text(expected), lume_status_text(status), error.message);
    }
    if (memory.n_blocks != n_blocks) {
        fail_msg("%s, allocation %zu: %td blocks left", subjects[subject].name, fail_at,
                 memory.n_blocks - n_blocks);
    }
    assert_true((error.message[0] != 0) == (status != LUME_OK));
    assert_int_equal(folder_count("."), n_files);
    assert_true(status == LUME_OK || checksum() == before);
    return memory.n_failed > 0;
}

static void test_every_allocation(void **state)
{
    (void)state;
    make_files();
    for (size_t subject = 0; subject < sizeof subjects / sizeof *subjects; subject++) {
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            size_t fail_at = 1;
            while (run_once(subject, fail_at, for_ever)) {
                fail_at++;
            }
            assert_true(fail_at > 1); /* it does allocate */
        }
    }
    /* what was there is still whole */
    struct lume_error error;
    CHECK_OK(make_sets_load(&error), error);
    CHECK_OK(load_plain(&error), error);
    CHECK_OK(load_model(&error), error);
    lume_model_finish(&learn.model);
    lume_network_destroy(learn.network);
    blobs_finish(&learn.set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_allocation, folder_enter, folder_leave),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
