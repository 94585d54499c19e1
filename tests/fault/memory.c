/* SPDX-License-Identifier: MIT */
#include "folder.h"
#include "model_zoo.h"
#include "png_file.h"

#include "base/memory.h"
#include "data/gzip.h"
#include "png/png_read.h"

#include <lume/dataset.h>
#include <lume/idx.h>
#include <lume/pool.h>

/*
 * Every allocation fails, once and from then on for ever: the first, the second, and so on until a
 * run needs none of them. Each time there must be LUME_ERROR_MEMORY with a message, no block left,
 * and the folder as it was. A further function is one entry in `subjects`.
 */

static struct {
    size_t n_calls, fail_at; /* the calls of this run; the first that fails, 0: none */
    bool for_ever;
    size_t n_failed;
    ptrdiff_t n_blocks; /* alive */
} memory;

static bool fails(void)
{
    memory.n_calls++;
    bool fail = memory.fail_at > 0 && (memory.for_ever ? memory.n_calls >= memory.fail_at
                                                       : memory.n_calls == memory.fail_at);
    memory.n_failed += fail;
    return fail;
}

/* The linker puts these in the place of memory_allocate and so on (--wrap). */
void *__real_memory_allocate(size_t count, size_t size);
void *__real_memory_grow(void *block, size_t used, size_t size);
void __real_memory_free(void *block);
void *__wrap_memory_allocate(size_t count, size_t size);
void *__wrap_memory_grow(void *block, size_t used, size_t size);
void __wrap_memory_free(void *block);

void *__wrap_memory_allocate(size_t count, size_t size)
{
    void *block = fails() ? NULL : __real_memory_allocate(count, size);
    memory.n_blocks += block != NULL;
    return block;
}

void *__wrap_memory_grow(void *block, size_t used, size_t size)
{
    void *larger = fails() ? NULL : __real_memory_grow(block, used, size);
    memory.n_blocks += larger && !block;
    return larger;
}

void __wrap_memory_free(void *block)
{
    memory.n_blocks -= block != NULL;
    __real_memory_free(block);
}

enum { N = 3, SIDE = 28, SIZE = N * SIDE * SIDE };

static uint8_t pixels[SIZE], labels[N];

static const struct lume_idx images_array = {
    .n_dims = 3, .dims = {N, SIDE, SIDE}, .size = SIZE, .bytes = pixels};
static const struct lume_idx labels_array = {
    .n_dims = 1, .dims = {N, 1, 1}, .size = N, .bytes = labels};

/* Made before allocations fail. */
static struct lume_model model;
static struct png_file picture;

static enum lume_status save_model(struct lume_error *error)
{
    return lume_model_save(&model, "model", error);
}

/* The formats write to files of their names. */
static enum lume_status export_model(struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    const struct lume_export_format *format;
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL && status == LUME_OK; i++) {
        status = format->write(&model, format->name, error);
    }
    return status;
}

static void make_files(void)
{
    struct lume_error error;
    png_file_make(&(struct png_source){.width = SIDE,
                                       .height = SIDE,
                                       .depth = 8,
                                       .color_type = PNG_COLOR_TYPE_GRAY_ALPHA,
                                       .interlaced = true,
                                       .rows = pixels},
                  &picture);
    model = zoo_model();
    CHECK_OK(save_model(&error), error);
    CHECK_OK(export_model(&error), error);
    CHECK_OK(lume_idx_save(&images_array, "train-images-idx3-ubyte", &error), error);
    CHECK_OK(lume_idx_save(&images_array, "images.gz", &error), error);
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
    return lume_idx_save(&images_array, "train-images-idx3-ubyte", error);
}

static enum lume_status save_gzip(struct lume_error *error)
{
    return lume_idx_save(&images_array, "images.gz", error);
}

static enum lume_status finish_set(enum lume_status status, struct lume_dataset *set)
{
    if (status == LUME_OK) {
        lume_dataset_finish(set);
    }
    return status;
}

static enum lume_status load_set(struct lume_error *error)
{
    struct lume_dataset set;
    return finish_set(lume_dataset_load("images.gz", "train-labels-idx1-ubyte.gz", 10, &set, error),
                      &set);
}

static enum lume_status load_images(struct lume_error *error)
{
    struct lume_dataset set;
    return finish_set(lume_dataset_load_images("images.gz", &set, error), &set);
}

static enum lume_status load_part(struct lume_error *error)
{
    struct lume_dataset set;
    return finish_set(lume_dataset_load_part(".", LUME_TRAIN, 10, &set, error), &set);
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
    {"load a plain array", load_plain},  {"load a gzip array", load_gzip},
    {"load standard input", load_input}, {"parse an array", parse_plain},
    {"save a plain array", save_plain},  {"save a gzip array", save_gzip},
    {"load a dataset", load_set},        {"load images alone", load_images},
    {"load a part", load_part},          {"create a pool", create_pool},
    {"load a model", load_model},        {"load the built-in model", load_default},
    {"save a model", save_model},        {"export a model", export_model},
    {"read a picture", read_png},
};

/* Returns whether any allocation has failed. */
static bool run_once(size_t subject, size_t fail_at, bool for_ever)
{
    struct lume_error error = {{0}};
    const ptrdiff_t n_blocks = memory.n_blocks;
    const size_t n_files = folder_count(".");
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
    CHECK_OK(load_set(&error), error);
    CHECK_OK(load_plain(&error), error);
    CHECK_OK(load_model(&error), error);
    lume_model_finish(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_allocation, folder_enter, folder_leave),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
