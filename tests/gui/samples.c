/* SPDX-License-Identifier: MIT */

#include "blobs.h"
#include "folder.h"

#include "gui/samples.h"

#include <lume/idx.h>
#include <lume/image.h>
#include <lume/recognizer.h>

#include <math.h>

static struct lume_error error;

enum { N = 60, MAX_SIDE = 32 };

static uint8_t pixels[N * MAX_SIDE * MAX_SIDE], labels[N];

static void save(const char *path, unsigned n_dims, size_t n, size_t side, uint8_t *bytes)
{
    const struct lume_idx idx = {
        .n_dims = n_dims, .dims = {n, side, side}, .size = n * side * side, .bytes = bytes};
    CHECK_OK(lume_idx_save(&idx, path, &error), error);
}

/* Images of noise, so many; and labels 0 to n_classes - 1 in turn. */
static void save_images(const char *path, size_t n, size_t side)
{
    struct lume_rng rng = lume_rng_make(4, side);
    for (size_t i = 0; i < n * side * side; i++) {
        pixels[i] = (uint8_t)lume_rng_below(&rng, 256);
    }
    save(path, 3, n, side, pixels);
}

static void save_labels(const char *path, size_t n, size_t n_classes)
{
    for (size_t i = 0; i < n; i++) {
        labels[i] = (uint8_t)(i * 7 % n_classes);
    }
    save(path, 1, n, 1, labels);
}

static void check_files(const struct samples *samples, bool labelled)
{
    assert_int_equal(samples->set.n, N);
    assert_false(samples->generated);
    assert_int_equal(samples->labelled, labelled);
    assert_memory_equal(samples->set.pixels, pixels, N * LUME_IMAGE_SIZE);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(samples_label(samples, i), labelled ? labels[i] : SAMPLES_NO_LABEL);
    }
}

/* --- where they come from --- */

static void test_a_folder(void **state)
{
    (void)state;
    struct samples samples;
    struct lume_error why = {"before"};
    save_images("t10k-images-idx3-ubyte.gz", N, 28);
    save_labels("t10k-labels-idx1-ubyte", N, 10);
    CHECK_OK(samples_load(".", &samples, &why, &error), error);
    assert_string_equal(why.message, "");
    check_files(&samples, true);
    samples_finish(&samples);
    assert_null(samples.set.pixels);
    samples_finish(&samples);
    samples_finish(NULL);
}

static void check_generated(const char *folder, const char *expected_why)
{
    struct samples samples;
    struct lume_error why = {{0}};
    CHECK_OK(samples_load(folder, &samples, &why, &error), error);
    assert_string_equal(why.message, expected_why);
    assert_true(samples.generated && samples.labelled);
    assert_int_equal(samples.set.n, SAMPLES_GENERATED);
    size_t counts[10] = {0};
    for (size_t i = 0; i < samples.set.n; i++) {
        counts[samples_label(&samples, i)]++;
    }
    for (size_t c = 0; c < 10; c++) {
        assert_int_equal(counts[c], SAMPLES_GENERATED / 10);
    }
    samples_finish(&samples);
}

static void test_generated_where_there_are_no_good_files(void **state)
{
    (void)state;
    check_generated(NULL, "");
    check_generated("nonesuch", "");
    check_generated(".", "");
    save_images("t10k-images-idx3-ubyte", N, 20);
    check_generated(".", "");
    save_labels("t10k-labels-idx1-ubyte", N, 10);
    check_generated(".", "./t10k-images-idx3-ubyte: images, expected 28x28, got 20x20");
    save_labels("t10k-labels-idx1-ubyte", N, 11);
    check_generated(".", "./t10k-labels-idx1-ubyte: label at index 3, expected 0 to 9, got 10");
}

static void test_the_same_ones_each_time(void **state)
{
    (void)state;
    struct samples one, two;
    CHECK_OK(samples_load(NULL, &one, NULL, &error), error);
    CHECK_OK(samples_load(NULL, &two, NULL, NULL), error);
    assert_memory_equal(one.set.pixels, two.set.pixels, one.set.n * LUME_IMAGE_SIZE);
    assert_memory_equal(one.set.labels, two.set.labels, one.set.n);
    samples_finish(&one);
    samples_finish(&two);
}

static void open_and_check(const char *path, bool labelled)
{
    struct samples samples;
    CHECK_OK(samples_open(path, &samples, &error), error);
    check_files(&samples, labelled);
    samples_finish(&samples);
}

static void test_dropped_images(void **state)
{
    (void)state;
    assert_int_equal(mkdir("my-images", 0700), 0);
    save_images("my-images/some-images-idx3-ubyte.gz", N, 28);
    open_and_check("my-images/some-images-idx3-ubyte.gz", false);
    save_labels("my-images/some-labels-idx1-ubyte.gz", N, 26); /* letters, perhaps */
    open_and_check("my-images/some-images-idx3-ubyte.gz", true);
    save_labels("my-images/some-labels-idx1-ubyte.gz", N - 1, 10); /* of something else */
    open_and_check("my-images/some-images-idx3-ubyte.gz", false);
    folder_put("my-images/some-labels-idx1-ubyte.gz", "labels", 6);
    open_and_check("my-images/some-images-idx3-ubyte.gz", false);
    save_images("my-images/digits.idx", N, 28); /* the folder's name does not count */
    open_and_check("my-images/digits.idx", false);
    save_images("images", N, 28);
    save_labels("labels", N, 10);
    open_and_check("images", true);
}

static void refuse(const char *path, enum lume_status expected, const char *message)
{
    struct samples samples = {.labelled = true};
    CHECK_FAILS(samples_open(path, &samples, &error), expected, error, message);
    assert_true(samples.labelled && !samples.set.pixels);
}

static void test_other_files(void **state)
{
    (void)state;
    save_images("images", 2, 32);
    refuse("images", LUME_ERROR_DATA, "images: images, expected 28x28, got 32x32");
    refuse("nonesuch", LUME_ERROR_IO, "nonesuch: cannot open: No such file or directory");
    folder_put("empty", "", 0);
    refuse("empty", LUME_ERROR_DATA, "empty: empty, expected an IDX file");
}

/* --- one of them --- */

static void test_choose(void **state)
{
    (void)state;
    struct samples samples;
    struct lume_rng rng = lume_rng_make(1, 0);
    size_t index;
    save_images("images", N, 28);
    save_labels("labels", N, 9);
    CHECK_OK(samples_open("images", &samples, &error), error);
    for (int label = 0; label < 9; label++) {
        size_t counts[N] = {0}, n = 0;
        for (int i = 0; i < 1000; i++) {
            assert_true(samples_choose(&samples, label, &rng, &index));
            assert_int_equal(samples_label(&samples, index), label);
            counts[index]++;
        }
        for (size_t i = 0; i < N; i++) {
            n += samples_label(&samples, i) == label;
            assert_int_equal(counts[i] > 0, samples_label(&samples, i) == label);
        }
        for (size_t i = 0; i < N; i++) {
            assert_true(counts[i] == 0 || fabs((double)counts[i] * (double)n / 1000 - 1) < 0.6);
        }
    }
    index = 77;
    assert_false(samples_choose(&samples, 9, &rng, &index));
    samples.labelled = false;
    assert_false(samples_choose(&samples, 0, &rng, &index));
    assert_int_equal(index, 77);
    for (int unlabelled = 0; unlabelled < 2; unlabelled++) {
        bool seen[N] = {0};
        samples.labelled = !unlabelled;
        for (int i = 0; i < 2000; i++) {
            assert_true(samples_choose(&samples, SAMPLES_NO_LABEL, &rng, &index));
            seen[index] = true;
        }
        for (size_t i = 0; i < N; i++) {
            assert_true(seen[i]);
        }
    }
    samples_finish(&samples);
    assert_false(samples_choose(&samples, SAMPLES_NO_LABEL, &rng, &index));
}

/* --- as a model wants them --- */

/* Each image as a recogniser normalises it; another model's normaliser takes the first one's place.
 */
static void test_prepare(void **state)
{
    (void)state;
    struct samples samples;
    struct lume_model model;
    struct lume_recognizer *recognizer;
    struct lume_answer answer;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(samples_load(NULL, &samples, NULL, &error), error);
    CHECK_OK(samples_prepare(&samples, model.normalizer, &error), error);
    CHECK_OK(lume_recognizer_create(&model, &recognizer, &error), error);
    assert_int_equal(samples.ready.n, samples.set.n);
    for (size_t i = 0; i < 200; i++) {
        lume_recognize(recognizer, lume_dataset_image(&samples.set, i), &answer);
        assert_memory_equal(lume_dataset_image(&samples.ready, i),
                            lume_recognizer_image(recognizer), LUME_IMAGE_SIZE);
    }
    CHECK_OK(samples_prepare(&samples, NULL, &error), error);
    assert_memory_equal(samples.ready.pixels, samples.set.pixels, samples.set.n * LUME_IMAGE_SIZE);
    assert_memory_equal(samples.ready.labels, samples.set.labels, samples.set.n);
    assert_ptr_not_equal(samples.ready.pixels, samples.set.pixels);
    lume_recognizer_destroy(recognizer);
    samples_finish(&samples);
    lume_model_finish(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_folder, folder_enter, folder_leave),
        cmocka_unit_test_setup_teardown(test_generated_where_there_are_no_good_files, folder_enter,
                                        folder_leave),
        cmocka_unit_test(test_the_same_ones_each_time),
        cmocka_unit_test_setup_teardown(test_dropped_images, folder_enter, folder_leave),
        cmocka_unit_test_setup_teardown(test_other_files, folder_enter, folder_leave),
        cmocka_unit_test_setup_teardown(test_choose, folder_enter, folder_leave),
        cmocka_unit_test(test_prepare),
    };
    return cmocka_run_group_tests_name("gui samples", tests, NULL, NULL);
}
