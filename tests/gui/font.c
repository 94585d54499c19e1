/* SPDX-License-Identifier: MIT */

/* Measuring, fitting and glyphs of the font that is built in, whichever it is. */

#include "canvas.h"

#include "gui/font_face.h"

static struct font *font;
static const struct font_style body = {14, FONT_REGULAR, false};
static const struct font_style numbers = {14, FONT_REGULAR, true};

static int open_font(void **state)
{
    (void)state;
    struct lume_error error;
    CHECK_OK(font_create(&font, &error), error);
    return 0;
}

static int close_font(void **state)
{
    (void)state;
    font_destroy(font);
    return 0;
}

static float width(const struct font_style *style, const char *text)
{
    return font_measure(font, style, text, strlen(text));
}

/* --- UTF-8 --- */

static void check_decoded(const char *text, size_t size, const uint32_t *expected, size_t n)
{
    char *copy = malloc(size + 1); /* a byte too far is seen by a sanitizer */
    assert_non_null(copy);
    memcpy(copy, text, size);
    copy = realloc(copy, size ? size : 1);
    const char *at = copy, *end = copy + size;
    for (size_t i = 0; i < n; i++) {
        assert_true(at < end);
        assert_int_equal(font_decode(&at, end), expected[i]);
    }
    assert_ptr_equal(at, end);
    free(copy);
}

#define CHECK_DECODED(text, ...)                                           \
    check_decoded(text, sizeof(text) - 1, (const uint32_t[]){__VA_ARGS__}, \
                  sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void test_utf8(void **state)
{
    (void)state;
    CHECK_DECODED("a", 'a');
    CHECK_DECODED("\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82z", 0xe9, 0x20ac, 0x1f642, 'z');
    CHECK_DECODED("\xc3", 0xfffd); /* cut */
    CHECK_DECODED("\xe2\x82", 0xfffd, 0xfffd);
    CHECK_DECODED("\xf0\x9f\x99", 0xfffd, 0xfffd, 0xfffd);
    CHECK_DECODED("\xc3(", 0xfffd, '(');       /* not gone on */
    CHECK_DECODED("\x80\xbf", 0xfffd, 0xfffd); /* not begun */
    CHECK_DECODED("\xc0\xaf", 0xfffd, 0xfffd); /* too long for '/' */
    CHECK_DECODED("\xe0\x80\xaf", 0xfffd, 0xfffd, 0xfffd);
    CHECK_DECODED("\xed\xa0\x80", 0xfffd, 0xfffd, 0xfffd);             /* surrogate */
    CHECK_DECODED("\xf4\x90\x80\x80", 0xfffd, 0xfffd, 0xfffd, 0xfffd); /* beyond the last */
    CHECK_DECODED("\xff\xfe", 0xfffd, 0xfffd);
    CHECK_DECODED("\n\x1b\x7f", 0xfffd, 0xfffd, 0xfffd); /* controls */
    CHECK_DECODED("\xc2\x85", 0xfffd, 0xfffd);
    CHECK_DECODED("\xef\xbf\xbf", 0xfffd); /* no character */
}

/* --- metrics --- */

static void test_measuring(void **state)
{
    (void)state;
    const char *text = "Não é um dígito: “AVATAR” 0,58 − 10 × σ(z)";
    float last = 0;
    assert_true(width(&body, "") == 0);
    for (size_t n = 1; n <= strlen(text); n++) {
        if (((uint8_t)text[n] & 0xc0) == 0x80) {
            continue; /* within a character */
        }
        const float now = font_measure(font, &body, text, n);
        assert_true(now > last);
        last = now;
    }
    const struct font_style large = {28, FONT_REGULAR, false}, bold = {14, FONT_BOLD, false};
    CHECK_NEAR(width(&large, text), 2 * width(&body, text), 1e-3);
    assert_true(width(&bold, text) > width(&body, text));
    assert_true(width(&body, "AV") < width(&body, "A") + width(&body, "V")); /* kerning */
    assert_true(last > 100 && last < 600);
}

static void test_tabular_figures(void **state)
{
    (void)state;
    const float zero = width(&numbers, "0");
    for (char digit = '0'; digit <= '9'; digit++) {
        CHECK_NEAR(width(&numbers, (const char[]){digit, 0}), zero, 0);
        CHECK_NEAR(width(&numbers, (const char[]){'1', digit, '.', digit, 0}),
                   width(&numbers, "11.1"), 0);
    }
    CHECK_NEAR(width(&numbers, "12345"), 5 * zero, 1e-4);
}

static void test_heights(void **state)
{
    (void)state;
    const struct font_heights heights = font_heights(font, &body);
    assert_true(heights.capital > heights.small && heights.small > heights.below);
    assert_true(heights.below > 0 && heights.capital < 14);
}

static void test_fitting(void **state)
{
    (void)state;
    static const char text[] = "coração de dígitos";
    const size_t size = sizeof text - 1;
    const float whole = width(&body, text), dots = width(&body, "…");
    bool ellipsis;
    float used;
    assert_int_equal(font_fit(font, &body, text, size, whole, &ellipsis, &used), size);
    assert_false(ellipsis);
    CHECK_NEAR(used, whole, 0);
    size_t last = size;
    for (float most = whole - 0.01f; most > 0; most -= 0.37f) {
        const size_t n = font_fit(font, &body, text, size, most, &ellipsis, &used);
        assert_true(n <= last && used <= most);
        assert_true(ellipsis == (dots <= most));
        assert_true(n == 0 || text[n - 1] != ' ');
        assert_true(((uint8_t)text[n] & 0xc0) != 0x80); /* whole characters */
        CHECK_NEAR(used, ellipsis ? font_measure(font, &body, text, n) + dots : 0, 1e-4);
        last = n;
    }
    assert_int_equal(last, 0);
}

/* --- glyphs --- */

static const char repertoire[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~àáâãçéêíóôõúüÀÁÂÃÇÉÊÍÓÔÕÚÜªº°“”‘’–—…×÷±·•"
    "Σσ∂√≤≥≠≈∞ηαβδΔθλμπ−′″₀₁₂₃₄₅₆₇₈₉ᵢ²³←↑→↓↔";

static void test_repertoire(void **state)
{
    (void)state;
    for (int weight = 0; weight < FONT_N_WEIGHTS; weight++) {
        const char *at = repertoire, *end = repertoire + sizeof repertoire - 1;
        while (at < end) {
            const uint32_t c = font_decode(&at, end);
            assert_int_not_equal(c, 0xfffd);
            if (stbtt_FindGlyphIndex(&font->faces[weight].info, (int)c) == 0) {
                fail_msg("%s has no U+%04X", font_family(), (unsigned)c);
            }
        }
    }
}

/* The outline of every glyph fits into the room for it, and its ink into its box. */
static void test_all_glyphs(void **state)
{
    (void)state;
    size_t with_ink = 0;
    for (int weight = 0; weight < FONT_N_WEIGHTS; weight++) {
        const stbtt_fontinfo *info = &font->faces[weight].info;
        for (int glyph = 0; glyph < info->numGlyphs; glyph++) {
            struct font_glyph got;
            const bool ink = font_glyph(font, (enum font_weight)weight, glyph, 13, 0, &got);
            with_ink += ink;
            assert_true(ink == !stbtt_IsGlyphEmpty(info, glyph));
            assert_true(font->pool.used < FONT_POOL_SIZE / 2);
        }
    }
    assert_true(with_ink > 1000);
}

static int glyph_of(const char *text)
{
    struct font_walk walk = {.text = text, .end = text + strlen(text)};
    assert_true(font_next(font, &body, &walk));
    return walk.glyph;
}

static double area(const struct font_glyph *glyph)
{
    double sum = 0;
    for (int i = 0; i < glyph->width * glyph->height; i++) {
        sum += glyph->coverage[i] / 255.0;
    }
    return sum;
}

/* Against stb_truetype's own coverage at 16 times the size (its curves have longer pieces). */
static void test_coverage(void **state)
{
    (void)state;
    enum { TIMES = 16, SIDE = 100, LARGE = TIMES * SIDE };
    static uint8_t large[LARGE * LARGE];
    const char *const letters[] = {"g", "8", "Σ", "ã", "&", "O", "i", "%"};
    const stbtt_fontinfo *info = &font->faces[FONT_REGULAR].info;
    const float size = 60, scale = stbtt_ScaleForMappingEmToPixels(info, TIMES * size);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        const int glyph = glyph_of(letters[i]);
        struct font_glyph got;
        int x0, y0, x1, y1;
        memset(large, 0, sizeof large);
        stbtt_GetGlyphBitmapBox(info, glyph, scale, scale, &x0, &y0, &x1, &y1);
        assert_true(font_glyph(font, FONT_REGULAR, glyph, size, 0, &got));
        assert_true(got.width < SIDE && got.height < SIDE);
        uint8_t *at = large + (y0 - TIMES * got.top) * LARGE + (x0 - TIMES * got.left);
        assert_true(at >= large);
        font->pool.used = 0;
        stbtt_MakeGlyphBitmap(info, at, x1 - x0, y1 - y0, LARGE, scale, scale, glyph);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int sum = 0;
                for (int k = 0; k < TIMES * TIMES; k++) {
                    sum += large[(TIMES * y + k / TIMES) * LARGE + TIMES * x + k % TIMES];
                }
                const bool in = x < got.width && y < got.height;
                CHECK_NEAR(in ? got.coverage[y * got.width + x] : 0, sum / (TIMES * TIMES), 12);
            }
        }
    }
}

/* Small text: the tops of letters and digits, and the baseline, lie on the edges of pixels. */
static void test_hinting(void **state)
{
    (void)state;
    for (int size = 10; size <= 40; size++) {
        for (int k = 0; k < 2; k++) {
            struct font_glyph glyph;
            const int index = glyph_of(k ? "z" : "H");
            assert_true(font_glyph(font, FONT_REGULAR, index, (float)size, 0, &glyph));
            assert_int_equal(glyph.top + glyph.height, 0);
            int first = 0, last = 0;
            for (int x = 0; x < glyph.width; x++) {
                const int high = glyph.coverage[x];
                const int low = glyph.coverage[(glyph.height - 1) * glyph.width + x];
                first = high > first ? high : first;
                last = low > last ? low : last;
            }
            /* a stem may be thinner than a pixel, and lie between two */
            CHECK_NEAR(first, last, 40);
            assert_true(size < 14 ? first > 90 : first > 125);
        }
        struct font_glyph o, x;
        assert_true(font_glyph(font, FONT_REGULAR, glyph_of("o"), (float)size, 0, &o));
        assert_true(font_glyph(font, FONT_REGULAR, glyph_of("x"), (float)size, 0, &x));
        assert_int_equal(o.top, x.top);
        assert_int_equal(o.top + o.height, x.top + x.height);
    }
}

static void test_cache(void **state)
{
    (void)state;
    const int glyph = glyph_of("R");
    static uint8_t first[64 * 64];
    struct font_glyph a, b;
    assert_true(font_glyph(font, FONT_BOLD, glyph, 33, 2, &a));
    const size_t bytes = (size_t)(a.width * a.height);
    memcpy(first, a.coverage, bytes);
    /* found again, and after so many others that it was forgotten */
    for (int round = 0; round < 2; round++) {
        assert_true(font_glyph(font, FONT_BOLD, glyph, 33, 2, &b));
        assert_true(a.left == b.left && a.top == b.top && a.width == b.width);
        assert_memory_equal(first, b.coverage, bytes);
        for (int k = 0; k < 4000; k++) {
            font_glyph(font, FONT_REGULAR, glyph, 10 + (float)k / 100, k % FONT_SUBPIXELS, &b);
        }
    }
    /* one too large to be kept */
    struct font_glyph small, large;
    assert_true(font_glyph(font, FONT_BOLD, glyph, 100, 0, &small));
    const double small_area = area(&small);
    for (int round = 0; round < 2; round++) {
        assert_true(font_glyph(font, FONT_BOLD, glyph, 1000, 0, &large));
        assert_true(large.height > 600);
        CHECK_NEAR(area(&large), 100 * small_area, 0.01 * area(&large));
    }
    assert_false(font_glyph(font, FONT_BOLD, glyph, NAN, 0, &b));
    assert_false(font_glyph(font, FONT_BOLD, glyph, FONT_MAX_SIZE + 1, 0, &b));
    assert_false(font_glyph(font, FONT_BOLD, glyph_of(" "), 20, 0, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_measuring),
        cmocka_unit_test(test_tabular_figures),
        cmocka_unit_test(test_heights),
        cmocka_unit_test(test_fitting),
        cmocka_unit_test(test_repertoire),
        cmocka_unit_test(test_all_glyphs),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_hinting),
        cmocka_unit_test(test_cache),
    };
    return cmocka_run_group_tests_name("gui font", tests, open_font, close_font);
}
