/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "data/gzip.h"

#include <lume/ink_set.h>
#include <lume/rng.h>

#include <locale.h>

static struct lume_error error;

static struct lume_ink_set parse(const char *text)
{
    struct lume_ink_set set;
    CHECK_OK(lume_ink_set_parse(text, strlen(text), "x", 10, &set, &error), error);
    return set;
}

static void check_point(const struct lume_ink_item *item, size_t index, double x, double y,
                        double time)
{
    const struct lume_ink_point *point = &item->strokes.points[index];
    assert_true(point->x == x && point->y == y);
    assert_true(isnan(time) ? isnan(point->time) : point->time == time);
}

static const char small[] =
    "{\"label\":3,\"writer\":\"p12\",\"strokes\":[[[0.5,-2],[3,4e2,0.25]],[],[[-0.125,7]]]}\n"
    "\r\n"
    " { \"more\" : [ {\"strokes\":3}, \"}\" ] , \"strokes\" : [ [ [ 1 , 2 , -1.5e300 ] ] ] } \r\n"
    "{\"strokes\":[],\"label\":null,\"writer\":null}\n"
    "\t\n"
    "{\"writer\":\"p\\u00e9\\n\",\"label\":9.0,\"strokes\":[[]]}\n"
    "{\"strokes\":[[[1000000000,-1e9]]],\"writer\":\"p12\",\"label\":0}";

static void check_small(const struct lume_ink_set *set)
{
    static const int labels[] = {3, LUME_INK_NO_LABEL, LUME_INK_NO_LABEL, 9, 0};
    static const int writers[] = {0, LUME_INK_NO_WRITER, LUME_INK_NO_WRITER, 1, 0};
    static const size_t n_strokes[] = {3, 1, 0, 1, 1};
    assert_int_equal(set->n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(set->items[i].label, labels[i]);
        assert_int_equal(set->items[i].writer, writers[i]);
        assert_int_equal(set->items[i].strokes.n_strokes, n_strokes[i]);
    }
    assert_int_equal(set->n_writers, 2);
    assert_string_equal(set->writers[0], "p12");
    assert_string_equal(set->writers[1], "p\xc3\xa9\n");
    const struct lume_ink_item *item = set->items;
    const uint32_t ends[] = {2, 2, 3};
    assert_memory_equal(item->strokes.ends, ends, sizeof ends);
    check_point(item, 0, 0.5, -2, NAN);
    check_point(item, 1, 3, 400, 0.25);
    check_point(item, 2, -0.125, 7, NAN);
    check_point(&set->items[1], 0, 1, 2, -1.5e300);
    assert_int_equal(set->items[3].strokes.ends[0], 0);
    check_point(&set->items[4], 0, 1e9, -1e9, NAN);
}

static void test_files_are_read(void **state)
{
    (void)state;
    static const size_t lines[] = {1, 3, 4, 6, 7};
    uint8_t *file;
    size_t size;
    struct lume_ink_set set = parse(small);
    check_small(&set);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(set.items[i].line, lines[i]);
    }
    assert_int_equal(set.checksum, crc32_z(0, (const uint8_t *)small, sizeof small - 1));
    assert_int_equal(set.trailing_zeros, 0);
    const uint32_t checksum = set.checksum;
    lume_ink_set_finish(&set);
    assert_null(set.owned);
    lume_ink_set_finish(&set);
    lume_ink_set_finish(NULL);

    CHECK_OK(gzip_compress((const uint8_t *)small, sizeof small - 1, "x", &file, &size, &error),
             error);
    CHECK_OK(lume_ink_set_parse(file, size, "x", 10, &set, &error), error);
    check_small(&set);
    assert_int_equal(set.checksum, checksum);
    lume_ink_set_finish(&set);
    memory_free(file);
}

static void test_a_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    struct lume_ink_set set = parse("\xef\xbb\xbf{\"strokes\":[[[1,2]]]}\r\n");
    assert_int_equal(set.n, 1);
    check_point(set.items, 0, 1, 2, NAN);
    lume_ink_set_finish(&set);
}

static void test_labels_go_up_to_the_classes(void **state)
{
    (void)state;
    static const char text[] = "{\"label\":255,\"strokes\":[]}";
    struct lume_ink_set set;
    CHECK_OK(lume_ink_set_parse(text, sizeof text - 1, "x", 256, &set, &error), error);
    assert_int_equal(set.items[0].label, 255);
    lume_ink_set_finish(&set);
    CHECK_FAILS(lume_ink_set_parse(text, sizeof text - 1, "x", 1, &set, &error), LUME_ERROR_DATA,
                error, "x:1: label, expected a whole number from 0 to 0, got 255");
}

static void test_writers_are_told_apart(void **state)
{
    (void)state;
    enum { N_WRITERS = 3000, N = 4 * N_WRITERS };
    struct buffer text = {0};
    for (int i = 0; i < N; i++) {
        buffer_format(&text, "{\"strokes\":[],\"writer\":\"w%d\"}\n", i * 7 % N_WRITERS);
    }
    struct lume_ink_set set;
    CHECK_OK(lume_ink_set_parse(text.bytes, text.size, "x", 10, &set, &error), error);
    assert_int_equal(set.n, N);
    assert_int_equal(set.n_writers, N_WRITERS);
    for (int i = 0; i < N; i++) {
        char name[16];
        snprintf(name, sizeof name, "w%d", i * 7 % N_WRITERS);
        assert_int_equal(set.items[i].writer, i % N_WRITERS);
        assert_string_equal(set.writers[set.items[i].writer], name);
    }
    lume_ink_set_finish(&set);
    buffer_finish(&text);
    set = parse("{\"writer\":\"\",\"strokes\":[]}");
    assert_int_equal(set.n_writers, 1);
    assert_string_equal(set.writers[0], "");
    lume_ink_set_finish(&set);
}

static void test_small_sets_become_exactly_this(void **state)
{
    (void)state;
    static const char expected[] =
        "{\"label\":3,\"writer\":\"p12\",\"strokes\":[[[0.5,-2],[3,400,0.25]],[],[[-0.12,7]]]}\n"
        "{\"strokes\":[[[1,2,-1.5e300]]]}\n"
        "{\"strokes\":[]}\n"
        "{\"label\":9,\"writer\":\"p\xc3\xa9\\u000a\",\"strokes\":[[]]}\n"
        "{\"label\":0,\"writer\":\"p12\",\"strokes\":[[[1000000000,-1000000000]]]}\n";
    static const char *const locales[] = {"C",           "pt_BR.UTF-8", "de_DE.UTF-8",
                                          "tr_TR.UTF-8", "fa_IR.UTF-8", "ps_AF.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        if (setlocale(LC_ALL, locales[i])) {
            struct lume_ink_set set = parse(small);
            check_small(&set);
            CHECK_OK(lume_ink_set_save(&set, 2, "ink.jsonl", &error), error);
            folder_check("ink.jsonl", expected, sizeof expected - 1);
            lume_ink_set_finish(&set);
        }
    }
    setlocale(LC_ALL, "C");

    struct lume_ink_set set = parse("{\"strokes\":[[[0.0004,-0.0005,1.5],[99.9996,1e-20,12e-7]]]}");
    CHECK_OK(lume_ink_set_save(&set, 3, "ink", &error), error);
    folder_check("ink", "{\"strokes\":[[[0,-0.001,1.5],[100,0,0.000001]]]}\n", 48);
    CHECK_OK(lume_ink_set_save(&set, 0, "ink", &error), error);
    folder_check("ink", "{\"strokes\":[[[0,0,1.5],[100,0,0.000001]]]}\n", 43);
    lume_ink_set_finish(&set);
}

/* What a pen gives: coordinates of `decimals` digits, some times. */
struct drawings {
    struct lume_ink_set set;
    struct lume_ink_item *items;
    struct lume_ink_point *points;
    uint32_t *ends;
};

enum { N_DRAWINGS = 300, POINTS = 40, STROKES = 3 };

static struct drawings make_drawings(double unit, uint64_t seed)
{
    static const char *const writers[] = {"unused", "a", "\"\\\x01", "\xf0\x9f\x98\x80"};
    struct lume_rng rng = lume_rng_make(seed, 0);
    struct drawings made = {.items = calloc(N_DRAWINGS, sizeof *made.items),
                            .points = calloc(N_DRAWINGS * POINTS, sizeof *made.points),
                            .ends = calloc(N_DRAWINGS * STROKES, sizeof *made.ends)};
    assert_true(made.items && made.points && made.ends);
    for (size_t i = 0; i < N_DRAWINGS * POINTS; i++) {
        const double x = (double)lume_rng_below(&rng, 2000001) - 1000000;
        const double y = (double)lume_rng_below(&rng, 2000001) - 1000000;
        const double time = i % 3 ? (double)NAN : (double)lume_rng_below(&rng, 1u << 31) / 1e6;
        made.points[i] = (struct lume_ink_point){x / unit, y / unit, time};
    }
    for (size_t i = 0; i < N_DRAWINGS; i++) {
        const size_t n_strokes = lume_rng_below(&rng, STROKES + 1);
        uint32_t end = 0;
        for (size_t k = 0; k < n_strokes; k++) {
            end += lume_rng_below(&rng, POINTS / STROKES);
            made.ends[i * STROKES + k] = end;
        }
        made.items[i] = (struct lume_ink_item){
            .label = (int)lume_rng_below(&rng, 11) - 1,
            .writer = (int)lume_rng_below(&rng, 4),
            .strokes = {made.points + i * POINTS, made.ends + i * STROKES, n_strokes}};
        made.items[i].writer -= made.items[i].writer == 0; /* "unused": none */
    }
    made.set = (struct lume_ink_set){
        .n = N_DRAWINGS, .items = made.items, .n_writers = 4, .writers = writers};
    return made;
}

static void free_drawings(struct drawings *made)
{
    free(made->items);
    free(made->points);
    free(made->ends);
}

static void check_same_item(const struct lume_ink_set *a, const struct lume_ink_set *b, size_t i)
{
    const struct lume_ink_item *item = &a->items[i], *other = &b->items[i];
    const size_t n_strokes = item->strokes.n_strokes;
    assert_int_equal(item->label, other->label);
    assert_true((item->writer < 0) == (other->writer < 0));
    if (item->writer >= 0) {
        assert_string_equal(a->writers[item->writer], b->writers[other->writer]);
    }
    assert_int_equal(n_strokes, other->strokes.n_strokes);
    for (size_t k = 0; k < n_strokes; k++) {
        assert_int_equal(item->strokes.ends[k], other->strokes.ends[k]);
    }
    for (size_t k = 0; n_strokes > 0 && k < item->strokes.ends[n_strokes - 1]; k++) {
        const struct lume_ink_point *point = &item->strokes.points[k];
        check_point(other, k, point->x, point->y, point->time);
    }
}

static void check_same(const struct lume_ink_set *a, const struct lume_ink_set *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        check_same_item(a, b, i);
    }
}

/* The bytes of a file, which are released with free. */
static char *read_all(const char *path, size_t *size)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    *size = (size_t)info.st_size;
    char *bytes = malloc(*size);
    FILE *file = fopen(path, "rb");
    assert_true(bytes && file);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

/* Save, load and save again: the same drawings, and the same bytes. */
static void check_round(const struct lume_ink_set *set, unsigned decimals)
{
    static const char *const names[] = {"ink.jsonl", "ink.gz"};
    uint32_t checksums[2];
    for (size_t i = 0; i < 2; i++) {
        struct lume_ink_set loaded;
        size_t size;
        CHECK_OK(lume_ink_set_save(set, decimals, names[i], &error), error);
        char *bytes = read_all(names[i], &size);
        assert_int_equal(gzip_recognise((uint8_t *)bytes, size), i == 1);
        CHECK_OK(lume_ink_set_load(names[i], 10, &loaded, &error), error);
        check_same(set, &loaded);
        checksums[i] = loaded.checksum;
        CHECK_OK(lume_ink_set_save(&loaded, decimals, names[i], &error), error);
        folder_check(names[i], bytes, size);
        lume_ink_set_finish(&loaded);
        free(bytes);
    }
    assert_int_equal(checksums[0], checksums[1]);
    assert_int_equal(folder_count("."), 2);
}

/* Drawings of ours, and of real people where LUME_INK names their file. */
static void test_what_is_saved_is_loaded(void **state)
{
    (void)state;
    for (unsigned decimals = 0; decimals <= 9; decimals += 3) {
        struct drawings made = make_drawings(pow(10, decimals), decimals);
        check_round(&made.set, decimals);
        free_drawings(&made);
    }
    const char *path = getenv("LUME_INK");
    if (path) {
        struct lume_ink_set set;
        CHECK_OK(lume_ink_set_load(path, 10, &set, &error), error);
        assert_true(set.n > 100 && set.n_writers > 1);
        check_round(&set, 9);
        lume_ink_set_finish(&set);
    }
}

static void test_standard_input_is_read(void **state)
{
    (void)state;
    struct lume_ink_set set;
    int saved;
    pid_t child = folder_input(small, sizeof small - 1, 1, &saved);
    CHECK_OK(lume_ink_set_load("-", 10, &set, &error), error);
    folder_input_end(child, saved);
    check_small(&set);
    lume_ink_set_finish(&set);

    child = folder_input("{}", 2, 0, &saved);
    CHECK_FAILS(lume_ink_set_load("-", 10, &set, &error), LUME_ERROR_DATA, error,
                "standard input:1: strokes, expected an array, got none");
    folder_input_end(child, saved);
}

static void test_files_that_cannot_be_read_or_written(void **state)
{
    (void)state;
    struct lume_ink_set set = {.n = 42};
    CHECK_FAILS(lume_ink_set_load("missing", 10, &set, &error), LUME_ERROR_IO, error,
                "missing: cannot open: No such file or directory");
    CHECK_FAILS(lume_ink_set_load(".", 10, &set, &error), LUME_ERROR_IO, error,
                ".: expected a regular file, got a directory");
    folder_put("ink", "\n{}", 3);
    CHECK_FAILS(lume_ink_set_load("ink", 10, &set, &error), LUME_ERROR_DATA, error,
                "ink:2: strokes, expected an array, got none");
    assert_int_equal(set.n, 42);
    set = parse(small);
    CHECK_FAILS(lume_ink_set_save(&set, 3, "missing/ink.gz", &error), LUME_ERROR_IO, error,
                "missing: cannot open this folder: No such file or directory");
    CHECK_FAILS(lume_ink_set_save(&set, 3, "missing/ink", &error), LUME_ERROR_IO, error,
                "missing: cannot open this folder: No such file or directory");
    lume_ink_set_finish(&set);
}

/* What could not be read again is not written. */
static void test_limits_hold_for_writing(void **state)
{
    (void)state;
    enum { N = LUME_INK_MAX_SET_POINTS / (LUME_INK_MAX_POINTS + 1) + 1 };
    static const struct lume_ink_point points[LUME_INK_MAX_POINTS];
    static const uint32_t end = LUME_INK_MAX_POINTS;
    static struct lume_ink_item items[N];
    for (size_t i = 0; i < N; i++) {
        items[i] = (struct lume_ink_item){.strokes = {points, &end, 1}};
    }
    struct lume_ink_set set = {.n = N, .items = items};
    CHECK_FAILS(lume_ink_set_save(&set, 0, "ink", &error), LUME_ERROR_MEMORY, error,
                "ink: points and strokes, expected at most 33554432, got more");
    set.n = LUME_INK_MAX_DRAWINGS + 1;
    CHECK_FAILS(lume_ink_set_save(&set, 0, "ink", &error), LUME_ERROR_MEMORY, error,
                "ink: drawings, expected at most 4194304, got more");
    assert_int_equal(folder_count("."), 0);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_read),
        cmocka_unit_test(test_a_byte_order_mark_is_skipped),
        cmocka_unit_test(test_labels_go_up_to_the_classes),
        cmocka_unit_test(test_writers_are_told_apart),
        IN_FOLDER(test_small_sets_become_exactly_this),
        IN_FOLDER(test_what_is_saved_is_loaded),
        IN_FOLDER(test_standard_input_is_read),
        IN_FOLDER(test_limits_hold_for_writing),
        IN_FOLDER(test_files_that_cannot_be_read_or_written),
    };
    return cmocka_run_group_tests_name("ink_set", tests, NULL, NULL);
}
