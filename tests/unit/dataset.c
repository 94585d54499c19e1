/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include <lume/dataset.h>
#include <lume/idx.h>
#include <lume/image.h>

#include <zlib.h>

static struct lume_error error;

enum { N = 50, ROWS = 3, COLUMNS = 4, SIZE = ROWS * COLUMNS };

static uint8_t pixels[N * SIZE], labels[N];

/* Each pixel of an image tells which label it has. */
static void save(const char *images_path, size_t n_images, const char *labels_path, size_t n_labels)
{
    for (size_t i = 0; i < N * SIZE; i++) {
        pixels[i] = (uint8_t)(i / SIZE);
    }
    for (size_t i = 0; i < N; i++) {
        labels[i] = (uint8_t)(i % 10);
    }
    const struct lume_idx images = {
        .n_dims = 3, .dims = {n_images, ROWS, COLUMNS}, .size = n_images * SIZE, .bytes = pixels};
    const struct lume_idx digits = {
        .n_dims = 1, .dims = {n_labels, 1, 1}, .size = n_labels, .bytes = labels};
    CHECK_OK(lume_idx_save(&images, images_path, &error), error);
    CHECK_OK(lume_idx_save(&digits, labels_path, &error), error);
}

static void check_set(const struct lume_dataset *set, size_t n, size_t n_classes)
{
    assert_int_equal(set->n, n);
    assert_int_equal(set->rows, ROWS);
    assert_int_equal(set->columns, COLUMNS);
    assert_int_equal(set->n_classes, n_classes);
    assert_memory_equal(set->pixels, pixels, n * SIZE);
    assert_ptr_equal(lume_dataset_image(set, n - 1), set->pixels + (n - 1) * SIZE);
    assert_int_equal(set->checksum,
                     crc32(crc32(0, pixels, (unsigned)n * SIZE), set->labels, (unsigned)n));
}

static void test_load(void **state)
{
    (void)state;
    struct lume_dataset set;
    save("images", N, "labels.gz", N);
    CHECK_OK(lume_dataset_load("images", "labels.gz", 10, &set, &error), error);
    check_set(&set, N, 10);
    assert_memory_equal(set.labels, labels, N);
    assert_int_equal(set.trailing_zeros, 0);
    lume_dataset_finish(&set);
    assert_null(set.pixels);
    lume_dataset_finish(&set);
    lume_dataset_finish(NULL);

    CHECK_OK(lume_dataset_load_images("images", &set, &error), error);
    memset(labels, 0, N);
    check_set(&set, N, 1);
    assert_memory_equal(set.labels, labels, N);
    lume_dataset_finish(&set);

    save("one", 1, "label", 1);
    CHECK_OK(lume_dataset_load("one", "label", 256, &set, &error), error);
    check_set(&set, 1, 256);
    lume_dataset_finish(&set);
}

static void append_zeros(const char *path)
{
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_int_equal(fwrite("\0\0\0", 1, 3, file), 3);
    fclose(file);
}

static void test_trailing_zeros(void **state)
{
    (void)state;
    struct lume_dataset set;
    save("images.gz", N, "labels.gz", N);
    append_zeros("labels.gz");
    CHECK_OK(lume_dataset_load("images.gz", "labels.gz", 10, &set, &error), error);
    assert_int_equal(set.trailing_zeros, LUME_DATASET_LABELS);
    lume_dataset_finish(&set);
    append_zeros("images.gz");
    CHECK_OK(lume_dataset_load("images.gz", "labels.gz", 10, &set, &error), error);
    assert_int_equal(set.trailing_zeros, LUME_DATASET_LABELS | LUME_DATASET_IMAGES);
    lume_dataset_finish(&set);
}

static void test_standard_input(void **state)
{
    (void)state;
    struct lume_dataset set;
    save("images", N, "labels", N);
    uint8_t file[8 + N];
    FILE *stream = fopen("labels", "rb");
    assert_non_null(stream);
    assert_int_equal(fread(file, 1, sizeof file, stream), sizeof file);
    fclose(stream);
    int saved;
    pid_t child = folder_input(file, sizeof file, 1, &saved);
    CHECK_OK(lume_dataset_load("images", "-", 10, &set, &error), error);
    folder_input_end(child, saved);
    check_set(&set, N, 10);
    assert_memory_equal(set.labels, labels, N);
    lume_dataset_finish(&set);
    child = folder_input(file, sizeof file, 0, &saved);
    CHECK_FAILS(lume_dataset_load("images", "-", 9, &set, &error), LUME_ERROR_DATA, error,
                "standard input: label at index 9, expected 0 to 8, got 9");
    folder_input_end(child, saved);
    CHECK_FAILS(lume_dataset_load("-", "-", 10, &set, &error), LUME_ERROR_USAGE, error,
                "images and labels cannot both come from standard input");
}

static void test_bad_pairs(void **state)
{
    (void)state;
    struct lume_dataset set = {.n = 42};
    save("images", N, "labels", N);
    save("few images", N - 1, "few\nlabels", N - 1);
    CHECK_FAILS(lume_dataset_load("images", "few\nlabels", 10, &set, &error), LUME_ERROR_DATA,
                error,
                "few\\x0alabels: number of labels, expected 50 (the images in images), got 49");
    CHECK_FAILS(lume_dataset_load("few images", "labels", 10, &set, &error), LUME_ERROR_DATA, error,
                "labels: number of labels, expected 49 (the images in few images), got 50");
    CHECK_FAILS(lume_dataset_load("labels", "images", 10, &set, &error), LUME_ERROR_DATA, error,
                "labels: IDX dimensions, expected 3 (images), got 1 (labels): are images and "
                "labels swapped?");
    CHECK_FAILS(lume_dataset_load("images", "images", 10, &set, &error), LUME_ERROR_DATA, error,
                "images: IDX dimensions, expected 1 (labels), got 3 (images): are images and "
                "labels swapped?");
    CHECK_FAILS(lume_dataset_load("images", "absent", 10, &set, &error), LUME_ERROR_IO, error,
                "absent: cannot open: No such file or directory");
    CHECK_FAILS(lume_dataset_load_images("labels", &set, &error), LUME_ERROR_DATA, error,
                "labels: IDX dimensions, expected 3 (images), got 1 (labels): are images and "
                "labels swapped?");

    folder_put("last bad", "\0\0\x08\x01\0\0\0\x03\x09\0\x0a", 11);
    folder_put("first bad", "\0\0\x08\x01\0\0\0\x03\xff\0\x0a", 11);
    save("three", 3, "l", 3);
    CHECK_FAILS(lume_dataset_load("three", "last bad", 10, &set, &error), LUME_ERROR_DATA, error,
                "last bad: label at index 2, expected 0 to 9, got 10");
    CHECK_FAILS(lume_dataset_load("three", "first bad", 10, &set, &error), LUME_ERROR_DATA, error,
                "first bad: label at index 0, expected 0 to 9, got 255");
    CHECK_FAILS(lume_dataset_load("three", "first bad", 255, &set, NULL), LUME_ERROR_DATA, error,
                "");
    assert_int_equal(set.n, 42);
    CHECK_OK(lume_dataset_load("three", "first bad", 256, &set, &error), error);
    lume_dataset_finish(&set);
}

static void check_part(const char *directory, enum lume_part part, size_t n)
{
    struct lume_dataset set;
    CHECK_OK(lume_dataset_load_part(directory, part, 10, &set, &error), error);
    assert_int_equal(set.n, n);
    lume_dataset_finish(&set);
}

static void test_parts(void **state)
{
    (void)state;
    struct lume_dataset set;
    assert_int_equal(mkdir("d", 0700), 0);
    const char *const missing =
        "d: no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in this folder: "
        "scripts/fetch-mnist gets them";
    CHECK_FAILS(lume_dataset_load_part("d", LUME_TRAIN, 10, &set, &error), LUME_ERROR_IO, error,
                missing);
    save("d/train-images.idx3-ubyte.gz", 1, "d/t", 1);
    CHECK_FAILS(lume_dataset_load_part("d", LUME_TRAIN, 10, &set, &error), LUME_ERROR_IO, error,
                "d: no train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz in this folder: "
                "scripts/fetch-mnist gets them");
    /* each name wins over those before it */
    save("d/train-images.idx3-ubyte.gz", 1, "d/train-labels.idx1-ubyte.gz", 1);
    check_part("d", LUME_TRAIN, 1);
    save("d/train-images-idx3-ubyte.gz", 2, "d/train-labels-idx1-ubyte.gz", 2);
    check_part("d", LUME_TRAIN, 2);
    save("d/train-images.idx3-ubyte", 3, "d/train-labels.idx1-ubyte", 3);
    check_part("d", LUME_TRAIN, 3);
    save("d/train-images-idx3-ubyte", 4, "d/train-labels-idx1-ubyte", 4);
    check_part("d", LUME_TRAIN, 4);
    CHECK_FAILS(lume_dataset_load_part("d/", LUME_TEST, 10, &set, &error), LUME_ERROR_IO, error,
                "d/: no t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz in this folder: "
                "scripts/fetch-mnist gets them");
    save("d/t10k-images-idx3-ubyte", 5, "d/t10k-labels-idx1-ubyte.gz", 5);
    check_part("d", LUME_TEST, 5);
    check_part("d/", LUME_TEST, 5);
    CHECK_FAILS(lume_dataset_load_part("no", LUME_TEST, 10, &set, &error), LUME_ERROR_IO, error,
                "no: no such folder: scripts/fetch-mnist gets MNIST");
    folder_put("file", "", 0);
    CHECK_FAILS(lume_dataset_load_part("file", LUME_TEST, 10, &set, &error), LUME_ERROR_IO, error,
                "file: no such folder: scripts/fetch-mnist gets MNIST");
}

static void test_split(void **state)
{
    (void)state;
    save("images", N, "labels", N);
    const size_t sizes[] = {0, 1, 17, N - 1};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct lume_dataset set, rest, held, again, rest_again, held_again;
        CHECK_OK(lume_dataset_load("images", "labels", 10, &set, &error), error);
        CHECK_OK(lume_dataset_load("images", "labels", 10, &again, &error), error);
        const uint32_t checksum = set.checksum;
        struct lume_rng rng = lume_rng_make(3, 0), same = lume_rng_make(3, 0);
        lume_dataset_split(&set, sizes[s], &rng, &rest, &held);
        lume_dataset_split(&again, sizes[s], &same, &rest_again, &held_again);
        assert_memory_equal(set.pixels, again.pixels, N * SIZE);
        assert_int_equal(rest.n, N - sizes[s]);
        assert_int_equal(held.n, sizes[s]);
        int seen[N] = {0};
        size_t moved = 0;
        for (size_t i = 0; i < N; i++) {
            const struct lume_dataset *part = i < rest.n ? &rest : &held;
            const size_t index = i < rest.n ? i : i - rest.n;
            const uint8_t *image = lume_dataset_image(part, index);
            assert_int_equal(part->labels[index], image[0] % 10);
            assert_int_equal(image[0], image[SIZE - 1]);
            seen[image[0]]++;
            moved += image[0] != i;
        }
        for (size_t i = 0; i < N; i++) {
            assert_int_equal(seen[i], 1);
        }
        assert_true(sizes[s] == 0 ? moved == 0 : moved <= 2 * sizes[s]);
        assert_true(sizes[s] < 17 || moved > sizes[s] / 2);
        assert_true(rest.checksum == checksum && held.checksum == checksum);
        lume_dataset_finish(&rest); /* harmless */
        lume_dataset_finish(&held);
        lume_dataset_finish(&set);
        lume_dataset_finish(&again);
    }
}

/* Every image is as likely to be held out. */
static void test_split_is_fair(void **state)
{
    (void)state;
    enum { DRAWS = 5000, HELD = 5 };
    int count[N] = {0};
    save("images", N, "labels", N);
    struct lume_rng rng = lume_rng_make(4, 0);
    struct lume_dataset set, rest, held;
    CHECK_OK(lume_dataset_load("images", "labels", 10, &set, &error), error);
    for (int draw = 0; draw < DRAWS; draw++) {
        memcpy(set.pixels, pixels, sizeof pixels); /* back in order */
        lume_dataset_split(&set, HELD, &rng, &rest, &held);
        for (size_t i = 0; i < HELD; i++) {
            count[held.pixels[i * SIZE]]++;
        }
    }
    for (size_t i = 0; i < N; i++) {
        CHECK_NEAR(count[i], DRAWS * HELD / N, 5 * sqrt(DRAWS * HELD / N));
    }
    lume_dataset_finish(&set);
}

/* Also of a view, and nothing else than the pixels. */
static void test_normalize(void **state)
{
    (void)state;
    enum { IMAGES = 5, HEIGHT = 12, WIDTH = 9, AREA = HEIGHT * WIDTH };
    uint8_t images[IMAGES * AREA], expected[IMAGES * AREA], digits[IMAGES] = {0, 1, 2, 3, 4};
    const struct lume_normalizer *moments = lume_normalizer_find("moments");
    struct lume_rng rng = lume_rng_make(5, 0);
    for (size_t i = 0; i < sizeof images; i++) {
        images[i] = lume_rng_below(&rng, 3) == 0 ? (uint8_t)lume_rng_below(&rng, 256) : 0;
    }
    memcpy(expected, images, sizeof images);
    for (size_t i = 1; i < IMAGES; i++) {
        lume_normalize(moments, images + i * AREA, HEIGHT, WIDTH, expected + i * AREA);
    }
    assert_memory_not_equal(images, expected, sizeof images);
    struct lume_dataset set = {.n = IMAGES - 1,
                               .rows = HEIGHT,
                               .columns = WIDTH,
                               .n_classes = 10,
                               .pixels = images + AREA,
                               .labels = digits + 1,
                               .checksum = 7};
    CHECK_OK(lume_dataset_normalize(&set, moments, &error), error);
    assert_memory_equal(images, expected, sizeof images);
    assert_int_equal(set.checksum, 7);
}

static void test_join(void **state)
{
    (void)state;
    static const uint8_t sums[] = {4, 3, 2, 1, 0xef, 0xbe, 0xad, 0xde, 4, 3, 2, 1};
    struct lume_dataset all = {.n = N, .rows = ROWS, .columns = COLUMNS, .n_classes = 10};
    struct lume_dataset joined = {.n = 42};
    save("images", N, "labels", N);
    all.pixels = pixels;
    all.labels = labels;
    struct lume_dataset one = all, other = all;
    one.n = 7;
    one.checksum = 0x01020304;
    other.n = 1;
    other.pixels += 30 * SIZE;
    other.labels += 30;
    other.checksum = 0xdeadbeef;
    other.n_classes = 11;
    other.trailing_zeros = LUME_DATASET_LABELS;
    CHECK_OK(
        lume_dataset_join((const struct lume_dataset *[]){&one, &other, &one}, 3, &joined, &error),
        error);
    assert_int_equal(joined.n, 15);
    assert_int_equal(joined.n_classes, 11);
    assert_int_equal(joined.rows, ROWS);
    assert_int_equal(joined.columns, COLUMNS);
    assert_int_equal(joined.trailing_zeros, LUME_DATASET_LABELS);
    assert_int_equal(joined.checksum, crc32(0, sums, sizeof sums));
    for (size_t i = 0; i < joined.n; i++) {
        const size_t from = i < 7 ? i : i == 7 ? 30 : i - 8;
        assert_memory_equal(lume_dataset_image(&joined, i), pixels + from * SIZE, SIZE);
        assert_int_equal(joined.labels[i], labels[from]);
    }
    lume_dataset_finish(&joined);

    joined.n = 42;
    other.rows = COLUMNS;
    other.columns = ROWS;
    CHECK_FAILS(
        lume_dataset_join((const struct lume_dataset *[]){&one, &other}, 2, &joined, &error),
        LUME_ERROR_DATA, error, "images to join differ in size, expected 3x4, got 4x3");
    one.n = (size_t)1 << 30; /* none of which is looked at */
    CHECK_FAILS(lume_dataset_join((const struct lume_dataset *[]){&one}, 1, &joined, &error),
                LUME_ERROR_MEMORY, error, "1073741824 images of 3x4, expected at most 178956970");
    assert_int_equal(joined.n, 42);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_load),           IN_FOLDER(test_trailing_zeros),
        IN_FOLDER(test_standard_input), IN_FOLDER(test_bad_pairs),
        IN_FOLDER(test_parts),          IN_FOLDER(test_split),
        IN_FOLDER(test_split_is_fair),  cmocka_unit_test(test_normalize),
        IN_FOLDER(test_join),
    };
    return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
