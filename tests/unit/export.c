/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "export_file.h"

#include <zlib.h>

static void test_the_registry(void **state)
{
    (void)state;
    static const char *const names[] = {"npz", "csv", "onnx"};
    for (size_t i = 0; i < 3; i++) {
        const struct lume_export_format *format = lume_export_format_at(i);
        assert_string_equal(format->name, names[i]);
        assert_ptr_equal(lume_export_format_find(names[i]), format);
        assert_true(strlen(format->doc) > 10);
    }
    assert_null(lume_export_format_at(3));
    assert_null(lume_export_format_find("safetensors"));
}

static void test_equal_models_give_equal_files(void **state)
{
    (void)state;
    const struct lume_export_format *format;
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL; i++) {
        struct lume_model a = zoo_pair(), b = zoo_pair();
        struct zoo_file x = export_file(&a, format->name), y = export_file(&b, format->name);
        assert_int_equal(x.size, y.size);
        assert_memory_equal(x.bytes, y.bytes, x.size);
        b.unlike->parameters[0] = 3;
        free(y.bytes);
        y = export_file(&b, format->name);
        assert_true(x.size != y.size || memcmp(x.bytes, y.bytes, x.size) != 0);
        free(x.bytes);
        free(y.bytes);
        lume_model_finish(&a);
        lume_model_finish(&b);
    }
}

static void test_failures_leave_the_old_file(void **state)
{
    (void)state;
    const struct lume_export_format *format;
    struct lume_model model = zoo_pair();
    struct lume_error error;
    folder_put("out", "old", 3);
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL; i++) {
        assert_int_equal(format->write(&model, "nowhere/out", &error), LUME_ERROR_IO);
        model.network->parameters[model.network->layers[0].biases + 1] = (lume_real)INFINITY;
        assert_int_equal(format->write(&model, "out", &error), LUME_ERROR_DATA);
        assert_string_equal(error.message,
                            "out: layers.0.bias[1], expected a finite number, got Inf");
        model.network->parameters[model.network->layers[0].biases + 1] = 0;
        model.unlike->parameters[model.unlike->layers[1].biases] = (lume_real)NAN;
        CHECK_FAILS(format->write(&model, "out", &error), LUME_ERROR_DATA, error,
                    "out: unlike.1.bias[0], expected a finite number, got NaN");
        model.unlike->parameters[model.unlike->layers[1].biases] = 0;
        folder_check("out", "old", 3);
    }
    lume_model_finish(&model);
}

static void test_csv(void **state)
{
    (void)state;
    static const char expected[] = "format,lume\n"
                                   "version,1\n"
                                   "sizes,4,3,2\n"
                                   "activations,tanh,softmax\n"
                                   "unlike_sizes,4,2,2\n"
                                   "unlike_activations,prelu,softmax\n"
                                   "image,2x2\n"
                                   "normalizer,deskew\n"
                                   "input_scale,0.003921569\n"
                                   "input_offset,-0.5\n"
                                   "loss,cross-entropy\n"
                                   "optimizer,adam\n"
                                   "seed,7\n"
                                   "epochs,20\n"
                                   "validation_accuracy,0.97\n"
                                   "test_accuracy,0.965\n"
                                   "data_checksum,crc32:0123abcd\n"
                                   "layers.0.weight[0],-1,-0.875,-0.75,-0.625\n"
                                   "layers.0.weight[1],-0.5,-0.375,-0.25,-0.125\n"
                                   "layers.0.weight[2],0,0.125,0.25,0.375\n"
                                   "layers.0.bias,0.5,0.625,0.75\n"
                                   "layers.1.weight[0],0.875,1,1.125\n"
                                   "layers.1.weight[1],1.25,1.375,1.5\n"
                                   "layers.1.bias,1.625,1.75\n"
                                   "unlike.0.weight[0],1.875,2,2.125,2.25\n"
                                   "unlike.0.weight[1],2.375,2.5,2.625,2.75\n"
                                   "unlike.0.bias,2.875,3\n"
                                   "unlike.0.slope,3.125\n"
                                   "unlike.1.weight[0],3.25,3.375\n"
                                   "unlike.1.weight[1],3.5,3.625\n"
                                   "unlike.1.bias,3.75,3.875\n";
    struct lume_model model = zoo_pair();
    struct zoo_file file = export_file(&model, "csv");
    assert_string_equal((const char *)file.bytes, expected);
    assert_int_equal(file.size, sizeof expected - 1);
    free(file.bytes);
    lume_model_finish(&model);
}

/* Check one member by its entry in the directory; returns its content. */
static const uint8_t *check_member(const struct zoo_file *file, const uint8_t *entry, size_t begin,
                                   const char *name, size_t *size)
{
    const uint8_t *local = file->bytes + begin;
    size_t name_size = strlen(name);
    *size = export_get(entry + 20, 4);
    assert_memory_equal(entry, "PK\1\2", 4);
    assert_memory_equal(local, "PK\3\4", 4);
    assert_memory_equal(entry + 6, local + 4, 26);  /* version to the extra field's length */
    assert_int_equal(export_get(entry + 10, 2), 0); /* stored */
    assert_int_equal(export_get(entry + 24, 4), *size);
    assert_int_equal(export_get(entry + 42, 4), begin);
    assert_int_equal(export_get(entry + 28, 2), name_size);
    assert_memory_equal(entry + 46, name, name_size);
    assert_memory_equal(local + 30, name, name_size);
    const uint8_t *content = local + 30 + name_size;
    assert_int_equal(export_get(entry + 16, 4), crc32(0, content, (uInt)*size));
    return content;
}

/* Check the header of an array; returns its elements. */
static const uint8_t *check_npy(const uint8_t *content, const char *header)
{
    assert_memory_equal(content, "\x93NUMPY\1\0", 8);
    size_t size = export_get(content + 8, 2);
    assert_int_equal((10 + size) % 64, 0);
    assert_memory_equal(content + 10, header, strlen(header));
    for (size_t i = strlen(header); i + 1 < size; i++) {
        assert_int_equal(content[10 + i], ' ');
    }
    assert_int_equal(content[10 + size - 1], '\n');
    return content + 10 + size;
}

#define NPY(type, shape) "{'descr': '" type "', 'fortran_order': False, 'shape': " shape ", }"
static const struct {
    const char *name, *header, *text; /* text: NULL in tensors */
    size_t n;
} members[] = {
    {"format.npy", NPY("<U4", "()"), "lume", 4},
    {"version.npy", NPY("<U1", "()"), "1", 1},
    {"sizes.npy", NPY("<U5", "()"), "4,3,2", 5},
    {"activations.npy", NPY("<U12", "()"), "tanh,softmax", 12},
    {"unlike_sizes.npy", NPY("<U5", "()"), "4,2,2", 5},
    {"unlike_activations.npy", NPY("<U13", "()"), "prelu,softmax", 13},
    {"image.npy", NPY("<U3", "()"), "2x2", 3},
    {"normalizer.npy", NPY("<U6", "()"), "deskew", 6},
    {"input_scale.npy", NPY("<U11", "()"), "0.003921569", 11},
    {"input_offset.npy", NPY("<U4", "()"), "-0.5", 4},
    {"loss.npy", NPY("<U13", "()"), "cross-entropy", 13},
    {"optimizer.npy", NPY("<U4", "()"), "adam", 4},
    {"seed.npy", NPY("<U1", "()"), "7", 1},
    {"epochs.npy", NPY("<U2", "()"), "20", 2},
    {"validation_accuracy.npy", NPY("<U4", "()"), "0.97", 4},
    {"test_accuracy.npy", NPY("<U5", "()"), "0.965", 5},
    {"data_checksum.npy", NPY("<U14", "()"), "crc32:0123abcd", 14},
    {"layers.0.weight.npy", NPY("<f4", "(3, 4)"), NULL, 12},
    {"layers.0.bias.npy", NPY("<f4", "(3,)"), NULL, 3},
    {"layers.1.weight.npy", NPY("<f4", "(2, 3)"), NULL, 6},
    {"layers.1.bias.npy", NPY("<f4", "(2,)"), NULL, 2},
    {"unlike.0.weight.npy", NPY("<f4", "(2, 4)"), NULL, 8},
    {"unlike.0.bias.npy", NPY("<f4", "(2,)"), NULL, 2},
    {"unlike.0.slope.npy", NPY("<f4", "(1,)"), NULL, 1},
    {"unlike.1.weight.npy", NPY("<f4", "(2, 2)"), NULL, 4},
    {"unlike.1.bias.npy", NPY("<f4", "(2,)"), NULL, 2},
};
#undef NPY
enum { N_MEMBERS = sizeof members / sizeof *members };

static void test_npz(void **state)
{
    (void)state;
    struct lume_model model = zoo_pair();
    struct zoo_file file = export_file(&model, "npz");
    const uint8_t *end = file.bytes + file.size - 22;
    assert_memory_equal(end, "PK\5\6\0\0\0\0", 8);
    assert_int_equal(export_get(end + 8, 2), N_MEMBERS);
    assert_int_equal(export_get(end + 10, 2), N_MEMBERS);
    const uint8_t *entry = file.bytes + export_get(end + 16, 4), *directory = entry;
    assert_int_equal(export_get(end + 12, 4), end - entry);
    size_t begin = 0, value = 0;
    for (size_t i = 0; i < N_MEMBERS; i++) {
        size_t size;
        const uint8_t *content = check_member(&file, entry, begin, members[i].name, &size);
        const uint8_t *elements = check_npy(content, members[i].header);
        assert_ptr_equal(elements + 4 * members[i].n, content + size);
        for (size_t k = 0; k < members[i].n; k++) {
            if (members[i].text) {
                assert_int_equal(export_get(elements + 4 * k, 4), members[i].text[k]);
            } else {
                assert_true(export_get_float(elements + 4 * k) == zoo_value(value++));
            }
        }
        entry += 46 + strlen(members[i].name);
        begin = (size_t)(content - file.bytes) + size;
    }
    assert_int_equal(value, ZOO_PAIR_VALUES);
    assert_ptr_equal(entry, end);
    assert_ptr_equal(file.bytes + begin, directory);
    free(file.bytes);
    lume_model_finish(&model);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_registry),
        IN_FOLDER(test_equal_models_give_equal_files),
        IN_FOLDER(test_failures_leave_the_old_file),
        IN_FOLDER(test_csv),
        IN_FOLDER(test_npz),
    };
    return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
