/* SPDX-License-Identifier: MIT */
#include "model_zoo.h"
#include "check.h"

#include "nn/model_default.h"

static void check_network(const struct lume_network *network)
{
    assert_true(isfinite(network->input_scale) && isfinite(network->input_offset));
    for (size_t i = 0; i < network->n_reals; i++) {
        assert_true(isfinite(network->parameters[i]));
    }
}

static void check_finite(const struct lume_model *model)
{
    assert_int_equal(model->rows * model->columns, model->network->n_inputs);
    check_network(model->network);
    if (model->unlike) {
        assert_int_equal(model->unlike->n_inputs, model->network->n_inputs);
        assert_int_equal(model->unlike->n_outputs, 2);
        check_network(model->unlike);
    }
}

/* What a piece of the header becomes, and the message ("x: " goes before it). */
struct bad_header {
    const char *from, *to, *message;
};

static const struct bad_header bad_headers[] = {
    {zoo_header, "", "JSON at byte 8, expected a value, got the end"},
    {zoo_header, "[]", "header, expected an object, got an array"},
    {ZOO_TENSORS, "\"__metadata__\":{}",
     "JSON, expected each key once, got \"__metadata__\" twice"},
    {"{\"__metadata__\"", "{\"a\":[[[1]]],\"__metadata__\"",
     "JSON at byte 15, expected less nesting, got '['"},
    {"}," ZOO_TENSORS "}", "}," ZOO_TENSORS "}x", "JSON at byte 615, expected the end, got 'x'"},
    {"\"seed\":\"7\"", "\"seed\":\"7\",\"normalizer\":\"deskew\"",
     "JSON, expected each key once, got \"normalizer\" twice"},
    {"\"layers.0.bias\"", "\"layers.0.weight\"",
     "JSON, expected each key once, got \"layers.0.weight\" twice"},
    {"\"seed\":\"7\"", "\"seed\":7", "metadata \"seed\", expected a string, got 7"},
    {"\"seed\":\"7\"", "\"seed\":null", "metadata \"seed\", expected a string, got null"},
    {"\"seed\":\"7\"", "\"seed\":true", "metadata \"seed\", expected a string, got a truth value"},
    {"\"seed\":\"7\"", "\"s\\n\\u001b[m\":{}",
     "metadata \"s\\x0a\\x1b[m\", expected a string, got an object"},
    {"\"seed\":\"7\"", "\"seed\":\"7\\u0000\"",
     "JSON at byte 243, expected another character than 0, got '\"'"},
    /* the version */
    {"\"version\":\"1\"", "\"version\":\"2\"",
     "version, expected at most 1, got 2: made by a newer lume"},
    {"\"version\":\"1\"", "\"version\":\"0\"", "version, expected 1 to 1, got 0"},
    {"\"version\":\"1\"", "\"version\":\"1.0\"", "version, expected 1 to 1, got 1.0"},
    {"\"version\":\"1\",", "", "version, expected 1 to 1, got none"},
    /* tensors */
    {"layers.1.bias", "layers.1.gain",
     "tensors, expected layers.N.weight, .bias or .slope, got \"layers.1.gain\""},
    {"layers.1.bias", "fc.bias",
     "tensors, expected layers.N.weight, .bias or .slope, got \"fc.bias\""},
    {"layers.1.bias", "layers..bias",
     "tensors, expected layers.N.weight, .bias or .slope, got \"layers..bias\""},
    {"layers.1.bias", "layers.01.bias",
     "tensors, expected layers.N.weight, .bias or .slope, got \"layers.01.bias\""},
    {"layers.1.bias", "layers.1 .bias",
     "tensors, expected layers.N.weight, .bias or .slope, got \"layers.1 .bias\""},
    {"layers.1.bias", "layers.99999999999999999999.bias",
     "tensors, expected layers.N.weight, .bias or .slope, got "
     "\"layers.99999999999999999999.bias\""},
    {"layers.1.bias", "\\u0007\\r",
     "tensors, expected layers.N.weight, .bias or .slope, got \"\\x07\\x0d\""},
    {"layers.1.bias", "layers.64.bias",
     "layers, expected at most 64, got one more at least (layers.64.bias)"},
    {"layers.1.bias", "layers.2.bias", "tensors, expected layers.2.weight, got none of this name"},
    {"layers.1.weight", "layers.2.weight",
     "tensors, expected layers.1.weight, got none of this name"},
    {"layers.0.weight", "layers.0.slope",
     "tensors, expected layers.0.weight, got none of this name"},
    {"layers.1.bias", "layers.1.slope",
     "layers.1.slope, expected no such tensor for softmax, got one"},
    {"\"F32\",\"shape\":[2,", "\"F16\",\"shape\":[2,",
     "layers.1.weight: dtype, expected \"F32\", got \"F16\""},
    {"\"dtype\":\"F32\",\"shape\":[2,", "\"shape\":[2,",
     "layers.1.weight: dtype, expected \"F32\", got nothing"},
    {"\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[3,4],\"data_offsets\":[0,48]}",
     "\"layers.0.weight\":7", "layers.0.weight: dtype, expected \"F32\", got nothing"},
    {"[3,4]", "12", "layers.0.weight: shape, expected an array, got 12"},
    {"\"shape\":[3,4],", "", "layers.0.weight: shape, expected an array, got nothing"},
    {"[3,4]", "[3,2,2]", "layers.0.weight: shape, expected at most 2 dimensions, got 3"},
    {"[3,4]", "[3,-4]", "layers.0.weight: shape, expected whole numbers from 0 to 2^53, got -4"},
    {"[3,4]", "[3,4.5]",
     "layers.0.weight: shape, expected whole numbers from 0 to 2^53, got a number that is not"},
    {"[3,4]", "[3,1e400]",
     "layers.0.weight: shape, expected whole numbers from 0 to 2^53, got a number that is not"},
    {"[3,4]", "[3,\"4\"]",
     "layers.0.weight: shape, expected whole numbers from 0 to 2^53, got \"4\""},
    {"[3,4]", "[4,3]", "layers.1.weight: inputs, expected 4 as layer 0 puts out, got 3"},
    {"[3,4]", "[12]",
     "layers.0.weight: shape, expected [outputs, inputs] of 1 to 65536 each, got [12]"},
    {"[3,4],\"data_offsets\":[0,48]", "[],\"data_offsets\":[0,4]",
     "layers.0.bias: data_offsets, expected to begin at 4, got 48 (a gap)"},
    {"[3,4],\"data_offsets\":[0,48]", "[0,4],\"data_offsets\":[0,0]",
     "layers.0.bias: data_offsets, expected to begin at 0, got 48 (a gap)"},
    {"[3,4]", "[3,5]",
     "layers.0.weight: data_offsets, expected 60 bytes as the shape says, got 48"},
    {"[3,4]", "[3,3]",
     "layers.0.weight: data_offsets, expected 36 bytes as the shape says, got 48"},
    {"[3,4]", "[4294967296,4294967296]",
     "layers.0.weight: shape, expected 48 bytes, got more than there can be"},
    {"[3,4]", "[9007199254740992,1024]",
     "layers.0.weight: shape, expected 48 bytes, got more than there can be"},
    {"[3]", "[1,3]", "layers.0.bias: shape, expected [3], got [1, 3]"},
    {"[2,3]", "[3,2]", "layers.1.weight: inputs, expected 3 as layer 0 puts out, got 2"},
    {"[2,3],\"data_offsets\":[60,84]", "[1,3],\"data_offsets\":[60,72]",
     "layers.1.bias: data_offsets, expected to begin at 72, got 84 (a gap)"},
    {"[60,84]", "[56,80]",
     "layers.1.weight: data_offsets, expected to begin at 60, got 56 (an overlap)"},
    {"[60,84]", "[0,24]",
     "layers.0.weight: data_offsets, expected to begin at 24, got 0 (an overlap)"},
    {"[60,84]", "[84,60]",
     "layers.1.weight: data_offsets, expected [begin, end], got something else"},
    {"[60,84]", "[60]", "layers.1.weight: data_offsets, expected [begin, end], got something else"},
    {"[60,84]", "[60,84,92]",
     "layers.1.weight: data_offsets, expected [begin, end], got something else"},
    {"[60,84]", "[-60,84]",
     "layers.1.weight: data_offsets, expected [begin, end], got something else"},
    {"[60,84]", "[60,1e300]",
     "layers.1.weight: data_offsets, expected [begin, end], got something else"},
    {"[84,92]}", "[84,92],\"extra\":1}",
     "layers.1.bias, expected dtype, shape and data_offsets, got 4 keys"},
    {",\"layers.1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[84,92]}", "",
     "tensors, expected 84 bytes behind the header, got 92 (something follows)"},
    {"[2],\"data_offsets\":[84,92]", "[3],\"data_offsets\":[84,96]",
     "tensors, expected 96 bytes behind the header, got 92 (cut short)"},
    /* what the metadata says of the network */
    {"4,3,2", "4,3,3", "sizes, expected 4,3,2 as the tensors have, got 4,3,3"},
    {"4,3,2", "", "sizes, expected 4,3,2 as the tensors have, got "},
    {"\"activations\":\"tanh,softmax\",", "", "activations, expected 2 names, got none"},
    {"tanh,softmax", "tanh", "activations, expected 2 names, got 1"},
    {"tanh,softmax", "tanh,tanh,softmax", "activations, expected 2 names, got 3"},
    {"tanh,softmax", "tanhh,softmax", "activations, expected known names, got \"tanhh\""},
    {"tanh,softmax", "TANH,softmax", "activations, expected known names, got \"TANH\""},
    {"tanh,softmax", ",softmax", "activations, expected known names, got \"\""},
    {"tanh,softmax", "tanh,s\\u001bx", "activations, expected known names, got \"s\\x1bx\""},
    {"tanh,softmax", "a123456789012345678901234567890123456789,softmax",
     "activations, expected known names, got \"a123456789012345678901234567890123456789\""},
    {"tanh,softmax", "prelu,softmax", "tensors, expected layers.0.slope, got none of this name"},
    {"tanh,softmax", "softmax,softmax",
     "activation of layer 0, expected softmax in the last layer only"},
    {"tanh,softmax", "step,softmax",
     "activation of layer 0, expected one with a gradient in a network of 2 layers, got step"},
    {"\"2x2\"", "\"2x3\"", "image, expected RxC with R * C = 4 inputs, got 2x3"},
    {"\"2x2\"", "\"0x4\"", "image, expected RxC with R * C = 4 inputs, got 0x4"},
    {"\"2x2\"", "\"4\"", "image, expected RxC with R * C = 4 inputs, got 4"},
    {"\"2x2\"", "\"4x\"", "image, expected RxC with R * C = 4 inputs, got 4x"},
    {"\"2x2\"", "\"x4\"", "image, expected RxC with R * C = 4 inputs, got x4"},
    {"\"2x2\"", "\"2x2x1\"", "image, expected RxC with R * C = 4 inputs, got 2x2x1"},
    {"\"2x2\"", "\"-2x-2\"", "image, expected RxC with R * C = 4 inputs, got -2x-2"},
    {"\"2x2\"", "\"4611686018427387905x4\"",
     "image, expected RxC with R * C = 4 inputs, got 4611686018427387905x4"},
    {"\"normalizer\":\"deskew\"", "\"normalizer\":\"des\\nkew\"",
     "unknown normalizer \"des\\x0akew\""},
    {"\"normalizer\":\"deskew\"", "\"normalizer\":\"\"", "unknown normalizer \"\""},
    {"0.003921569", "nan", "input_scale, expected a finite number, got nan"},
    {"0.003921569", "1e39", "input_scale, expected a finite number, got 1e39"},
    {"0.003921569", "0,5", "input_scale, expected a finite number, got 0,5"},
    {"\"-0.5\"", "\"-inf\"", "input_offset, expected a finite number, got -inf"},
    {"\"-0.5\"", "\"\"", "input_offset, expected a finite number, got "},
    /* and of where it comes from */
    {"cross-entropy", "Cross\\tEntropy",
     "loss, expected 1 to 31 of a-z, 0-9 and '-', got \"Cross\\x09Entropy\""},
    {"cross-entropy", "", "loss, expected 1 to 31 of a-z, 0-9 and '-', got \"\""},
    {"adam", "a2345678901234567890123456789012",
     "optimizer, expected 1 to 31 of a-z, 0-9 and '-', got \"a2345678901234567890123456789012\""},
    {"\"7\"", "\"-7\"", "seed, expected a whole number from 0 to 2^64 - 1, got -7"},
    {"\"7\"", "\"18446744073709551616\"",
     "seed, expected a whole number from 0 to 2^64 - 1, got 18446744073709551616"},
    {"\"20\"", "\"1e3\"", "epochs, expected a whole number from 0 to 2^64 - 1, got 1e3"},
    {"\"0.97\"", "\"97\"", "validation_accuracy, expected a number from 0 to 1, got 97"},
    {"\"0.965\"", "\"-0.1\"", "test_accuracy, expected a number from 0 to 1, got -0.1"},
    {"0123abcd", "0123ABCD",
     "data_checksum, expected crc32: and 8 hexadecimal digits, got crc32:0123ABCD"},
    {"0123abcd", "123abcd",
     "data_checksum, expected crc32: and 8 hexadecimal digits, got crc32:123abcd"},
    {"crc32:0123abcd", "md5:0123abcd",
     "data_checksum, expected crc32: and 8 hexadecimal digits, got md5:0123abcd"},
};

/* The same of the second network. */
static const struct bad_header bad_pairs[] = {
    {"unlike.1.bias", "unlike.1.biass",
     "tensors, expected layers.N.weight, .bias or .slope, got \"unlike.1.biass\""},
    {"unlike.1.bias", "unlik.1.bias",
     "tensors, expected layers.N.weight, .bias or .slope, got \"unlik.1.bias\""},
    {"unlike.1.bias", "unlikee.1.bias",
     "tensors, expected layers.N.weight, .bias or .slope, got \"unlikee.1.bias\""},
    {"unlike.1.bias", "unlike",
     "tensors, expected layers.N.weight, .bias or .slope, got \"unlike\""},
    {"unlike.1.bias", "unlike.64.bias",
     "layers, expected at most 64, got one more at least (unlike.64.bias)"},
    {"unlike.1.bias", "unlike.1.slope",
     "unlike.1.slope, expected no such tensor for softmax, got one"},
    {"unlike.1.bias", "layers.0.slope",
     "layers.0.slope, expected no such tensor for tanh, got one"},
    {"unlike.1.bias", "unlike.2.bias", "tensors, expected unlike.2.weight, got none of this name"},
    {"unlike.1.weight", "unlike.2.weight",
     "tensors, expected unlike.1.weight, got none of this name"},
    {"unlike.0.bias", "layers.2.bias", "tensors, expected layers.2.weight, got none of this name"},
    {"\"F32\",\"shape\":[1]", "\"I64\",\"shape\":[1]",
     "unlike.0.slope: dtype, expected \"F32\", got \"I64\""},
    {"[2,4]", "[4,2]", "unlike.0.weight: inputs, expected 4 as layers.0.weight has, got 2"},
    {"[2,4]", "[8]",
     "unlike.0.weight: shape, expected [outputs, inputs] of 1 to 65536 each, got [8]"},
    {"[2,2]", "[4,1]", "unlike.1.weight: inputs, expected 2 as layer 0 puts out, got 1"},
    {"\"shape\":[1]", "\"shape\":[1,1]", "unlike.0.slope: shape, expected [1], got [1, 1]"},
    {"[2,2],\"data_offsets\":[136,152]", "[3,2],\"data_offsets\":[136,160]",
     "unlike.1.bias: data_offsets, expected to begin at 160, got 152 (an overlap)"},
    {ZOO_UNLIKE, "", "unlike_activations, expected 2 names, got none"},
    {"," ZOO_UNLIKE_TENSORS, ",\"x\":{\"dtype\":\"F32\",\"shape\":[17],\"data_offsets\":[92,160]}",
     "tensors, expected layers.N.weight, .bias or .slope, got \"x\""},
    {"4,2,2", "4,2", "unlike_sizes, expected 4,2,2 as the tensors have, got 4,2"},
    {"prelu,softmax", "prelu", "unlike_activations, expected 2 names, got 1"},
    {"prelu,softmax", "prelu,maxout", "unlike_activations, expected known names, got \"maxout\""},
    {"prelu,softmax", "prelu,sigmoid", "unlike_activations, expected softmax last, got sigmoid"},
    {"prelu,softmax", "softmax,softmax",
     "unlike.0.slope, expected no such tensor for softmax, got one"},
    {"prelu,softmax", "prelu,prelu", "unlike_activations, expected softmax last, got prelu"},
};

static void check_refused(const struct zoo_file *file, const char *message)
{
    struct lume_model model;
    struct lume_error error;
    char expected[LUME_ERROR_SIZE];
    snprintf(expected, sizeof expected, "x: %s", message);
    memset(&model, 0x5a, sizeof model);
    assert_int_equal(zoo_parse(file, &model, &error), LUME_ERROR_DATA);
    assert_string_equal(error.message, expected);
    for (size_t i = 0; i < sizeof model; i++) {
        assert_int_equal(((unsigned char *)&model)[i], 0x5a);
    }
    assert_int_equal(lume_model_parse(file->bytes, file->size, "x", &model, NULL), LUME_ERROR_DATA);
}

static void check_header(const char *header, size_t n_values, const struct bad_header *bad)
{
    char *changed = zoo_replace(header, bad->from, bad->to);
    struct zoo_file file = zoo_make(changed, n_values);
    check_refused(&file, bad->message);
    free(file.bytes);
    free(changed);
}

static void test_bad_headers_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_headers / sizeof *bad_headers; i++) {
        check_header(zoo_header, ZOO_VALUES, &bad_headers[i]);
    }
    for (size_t i = 0; i < sizeof bad_pairs / sizeof *bad_pairs; i++) {
        check_header(zoo_pair_header, ZOO_PAIR_VALUES, &bad_pairs[i]);
    }
}

/* Files whose second network is less than it should be. */
static void test_bad_second_networks_are_named(void **state)
{
    (void)state;
#define LAYER(n, shape, begin, middle, end)                                                        \
    ",\"unlike." #n ".weight\":{\"dtype\":\"F32\",\"shape\":[" shape "],\"data_offsets\":[" #begin \
    "," #middle "]},\"unlike." #n ".bias\":{\"dtype\":\"F32\",\"shape\":[" OUT "],"                \
    "\"data_offsets\":[" #middle "," #end "]}"
#define KEYS(activations) ZOO_FORMAT ZOO_SHAPE "\"unlike_activations\":\"" activations "\"},"
    static const struct {
        const char *header, *message;
        size_t n_values;
    } bad[] = {
#define OUT "2"
        {KEYS("relu,softmax") ZOO_TENSORS "}",
         "tensors, expected unlike.0.weight, got none of this name", 23},
        {KEYS("softmax,softmax") ZOO_TENSORS LAYER(0, "2,4", 92, 124, 132)
             LAYER(1, "2,2", 132, 148, 156) "}",
         "unlike: activation of layer 0, expected softmax in the last layer only", 39},
        {KEYS("softmax") ZOO_TENSORS LAYER(0, "2,3", 92, 116, 124) "}",
         "unlike.0.weight: inputs, expected 4 as layers.0.weight has, got 3", 31},
        {"{\"unlike.0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
         "layers, expected 1 to 64, got none", 2},
#undef OUT
#define OUT "3"
        {KEYS("softmax") ZOO_TENSORS LAYER(0, "3,4", 92, 140, 152) "}",
         "unlike.0.weight: outputs, expected 2, got 3", 38},
        {KEYS("softmax") ZOO_TENSORS LAYER(0, "2,4", 92, 124, 136) "}",
         "unlike.0.bias: shape, expected [2], got [3]", 34},
#undef OUT
    };
#undef KEYS
#undef LAYER
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct zoo_file file = zoo_make(bad[i].header, bad[i].n_values);
        check_refused(&file, bad[i].message);
        free(file.bytes);
    }
}

static void test_bad_lengths_and_other_files_are_named(void **state)
{
    (void)state;
#define LENGTH "header length, expected at most "
    static const struct {
        size_t size;
        const char *bytes, *message;
    } bad[] = {
        {0, "", "file size, expected at least 8 bytes, got 0 (an empty file)"},
        {7, "\1\0\0\0\0\0\0", "file size, expected at least 8 bytes, got 7"},
        {8, "\0\0\0\0\0\0\0", "JSON at byte 8, expected a value, got the end"},
        {10, "\2\0\0\0\0\0\0\0{}", "layers, expected 1 to 64, got none"},
        {28,
         "\x14"
         "\0\0\0\0\0\0\0{\"__metadata__\":[1]}",
         "__metadata__, expected an object, got an array"},
        {10, "\3\0\0\0\0\0\0\0{}", LENGTH "2, got 3"},
        {10, "\0\0\x10\0\0\0\0\0{}", LENGTH "2, got 1048576"},
        {9, "\xff\xff\xff\xff\xff\xff\xff\xff{", LENGTH "1, got 18446744073709551615"},
        {9, "\xf8\xff\xff\xff\xff\xff\xff\xff{", LENGTH "1, got 18446744073709551608"},
        {8, "PK\3\4\0\0\x08\x08", LENGTH "0, got 578712552184433488: it looks like a zip archive"},
        {9, "\x1f\x8b\x08\0\0\0\0\0\2", LENGTH "1, got 559903: it looks like gzip"},
        {8, "\0\0\x08\x03\0\0\xea\x60",
         LENGTH "0, got 6983394172242231296: it looks like IDX images"},
        {15, "<!DOCTYPE html>", LENGTH "7, got 5789751444030890300: it looks like an HTML page"},
        {10, "\2\0\0\0\0\0\0\0{\0", "JSON at byte 9, expected '\"', got byte 0x00"},
        {11, "\3\0\0\0\0\0\0\0{}\0", "JSON at byte 10, expected the end, got byte 0x00"},
    };
#undef LENGTH
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct zoo_file file = {malloc(bad[i].size + !bad[i].size), bad[i].size};
        assert_non_null(file.bytes);
        memcpy(file.bytes, bad[i].bytes, bad[i].size);
        check_refused(&file, bad[i].message);
        free(file.bytes);
    }
}

/* Values that are no numbers, as the file has them. */
static void test_bad_values_are_named(void **state)
{
    (void)state;
    static const struct {
        size_t value;
        uint8_t bytes[4];
        const char *message;
    } bad[] = {
        {0, {0, 0, 0xc0, 0x7f}, "layers.0.weight[0][0], expected a finite number, got NaN"},
        {7, {0, 0, 0x80, 0x7f}, "layers.0.weight[1][3], expected a finite number, got Inf"},
        {14, {0, 0, 0x80, 0xff}, "layers.0.bias[2], expected a finite number, got -Inf"},
        {20, {1, 0, 0x80, 0x7f}, "layers.1.weight[1][2], expected a finite number, got NaN"},
        {22, {0xff, 0xff, 0xff, 0xff}, "layers.1.bias[1], expected a finite number, got NaN"},
        {23, {0, 0, 0x80, 0x7f}, "unlike.0.weight[0][0], expected a finite number, got Inf"},
        {33, {0, 0, 0x80, 0xff}, "unlike.0.slope[0], expected a finite number, got -Inf"},
        {39, {0, 0, 0xc0, 0x7f}, "unlike.1.bias[1], expected a finite number, got NaN"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct zoo_file file = zoo_make(zoo_pair_header, ZOO_PAIR_VALUES);
        memcpy(file.bytes + file.size - 4 * (ZOO_PAIR_VALUES - bad[i].value), bad[i].bytes, 4);
        check_refused(&file, bad[i].message);
        free(file.bytes);
    }
}

static void test_a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    struct zoo_file whole = zoo_make(zoo_pair_header, ZOO_PAIR_VALUES);
    for (size_t size = 0; size < whole.size; size++) {
        struct zoo_file cut = {malloc(size + !size), size};
        assert_non_null(cut.bytes);
        memcpy(cut.bytes, whole.bytes, size);
        struct lume_model model;
        struct lume_error error;
        assert_int_equal(zoo_parse(&cut, &model, &error), LUME_ERROR_DATA);
        assert_true(strlen(error.message) > 20);
        free(cut.bytes);
    }
    free(whole.bytes);
}

/* Flip each bit of a file: either it is refused, or what comes out is a model. */
static void flip_bits(const struct zoo_file *file, size_t n_bytes)
{
    size_t n_refused = 0;
    for (size_t bit = 0; bit < 8 * n_bytes; bit++) {
        struct lume_model model;
        struct lume_error error;
        file->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum lume_status status = zoo_parse(file, &model, &error);
        file->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (status == LUME_OK) {
            assert_int_equal(error.message[0], 0);
            check_finite(&model);
            lume_model_finish(&model);
        } else {
            assert_int_equal(status, LUME_ERROR_DATA);
            assert_true(strlen(error.message) > 20);
            n_refused++;
        }
    }
    assert_true(n_refused > n_bytes);
}

static void test_any_flipped_bit_is_survived(void **state)
{
    (void)state;
    struct zoo_file file = zoo_make(zoo_pair_header, ZOO_PAIR_VALUES);
    flip_bits(&file, file.size);
    free(file.bytes);

    struct zoo_file shipped = {malloc(model_default_size), model_default_size};
    assert_non_null(shipped.bytes);
    memcpy(shipped.bytes, model_default_bytes, shipped.size);
    flip_bits(&shipped, 1000);
    free(shipped.bytes);
}

/* More than the limit is no header, however long the file is. */
static void test_long_headers_are_refused(void **state)
{
    (void)state;
    struct zoo_file file = {calloc(1, 9 + (1 << 20)), 9 + (1 << 20)};
    assert_non_null(file.bytes);
    memset(file.bytes + 8, ' ', file.size - 8);
    file.bytes[8] = '{';
    file.bytes[9] = '}';
    file.bytes[2] = 0x10;
    check_refused(&file, "tensors, expected 0 bytes behind the header, got 1 (something follows)");
    file.bytes[0] = 1;
    check_refused(&file, "header length, expected at most 1048576, got 1048577");
    free(file.bytes);
}

/* No memory is asked for before the file is known to hold what its header says. */
static void test_huge_tensors_are_refused(void **state)
{
    (void)state;
    const char *header = "{\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[16384,16384],"
                         "\"data_offsets\":[0,1073741824]},"
                         "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[1],"
                         "\"data_offsets\":[1073741824,1073741828]}}";
    struct zoo_file file = zoo_make(header, 1);
    check_refused(&file, "tensors, expected 1073741828 bytes behind the header, got 4 (cut short)");
    free(file.bytes);

    /* all there, a matrix of 2^26 and a few more: its pages are never touched */
    header = "{\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[1024,65536],"
             "\"data_offsets\":[0,268435456]},"
             "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[1024],"
             "\"data_offsets\":[268435456,268439552]}}";
    file = zoo_make(header, 0);
    struct zoo_file whole = {calloc(file.size + 268439552, 1), file.size + 268439552};
    assert_non_null(whole.bytes);
    memcpy(whole.bytes, file.bytes, file.size);
    check_refused(&whole, "parameters, expected at most 67108864, got 67109888 or more");
    free(whole.bytes);
    free(file.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_headers_are_named),
        cmocka_unit_test(test_bad_second_networks_are_named),
        cmocka_unit_test(test_bad_lengths_and_other_files_are_named),
        cmocka_unit_test(test_long_headers_are_refused),
        cmocka_unit_test(test_bad_values_are_named),
        cmocka_unit_test(test_a_file_cut_anywhere_is_refused),
        cmocka_unit_test(test_any_flipped_bit_is_survived),
        cmocka_unit_test(test_huge_tensors_are_refused),
    };
    return cmocka_run_group_tests_name("model_zoo", tests, NULL, NULL);
}
