/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "folder.h"
#include "model_zoo.h"

#include "nn/model_parts.h"
#include "nn/protobuf.h"

#include <zlib.h>

static struct zoo_file export(const struct lume_model *model, const char *format)
{
    struct lume_error error;
    CHECK_OK(lume_export_format_find(format)->write(model, "out", &error), error);
    FILE *stream = fopen("out", "rb");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    struct zoo_file file = {.size = (size_t)ftell(stream)};
    rewind(stream);
    file.bytes = malloc(file.size + 1);
    assert_non_null(file.bytes);
    assert_int_equal(fread(file.bytes, 1, file.size, stream), file.size);
    file.bytes[file.size] = 0;
    fclose(stream);
    return file;
}

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
        struct lume_model a = zoo_model(), b = zoo_model();
        struct zoo_file x = export(&a, format->name), y = export(&b, format->name);
        assert_int_equal(x.size, y.size);
        assert_memory_equal(x.bytes, y.bytes, x.size);
        b.network->parameters[0] = 3;
        free(y.bytes);
        y = export(&b, format->name);
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
    struct lume_model model = zoo_model();
    struct lume_error error;
    folder_put("out", "old", 3);
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL; i++) {
        assert_int_equal(format->write(&model, "nowhere/out", &error), LUME_ERROR_IO);
        model.network->parameters[model.network->layers[0].biases + 1] = (lume_real)INFINITY;
        assert_int_equal(format->write(&model, "out", &error), LUME_ERROR_DATA);
        assert_string_equal(error.message,
                            "out: layers.0.bias[1], expected a finite number, got Inf");
        model.network->parameters[model.network->layers[0].biases + 1] = 0;
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
                                   "layers.1.bias,1.625,1.75\n";
    struct lume_model model = zoo_model();
    struct zoo_file file = export(&model, "csv");
    assert_string_equal((const char *)file.bytes, expected);
    assert_int_equal(file.size, sizeof expected - 1);
    free(file.bytes);
    lume_model_finish(&model);
}

static uint32_t get(const uint8_t *bytes, size_t n)
{
    uint32_t value = 0;
    for (size_t i = n; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

static float get_float(const uint8_t *bytes)
{
    uint32_t bits = get(bytes, 4);
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

/* Check one member by its entry in the directory; returns its content. */
static const uint8_t *check_member(const struct zoo_file *file, const uint8_t *entry, size_t begin,
                                   const char *name, size_t *size)
{
    const uint8_t *local = file->bytes + begin;
    size_t name_size = strlen(name);
    *size = get(entry + 20, 4);
    assert_memory_equal(entry, "PK\1\2", 4);
    assert_memory_equal(local, "PK\3\4", 4);
    assert_memory_equal(entry + 6, local + 4, 26); /* version to the extra field's length */
    assert_int_equal(get(entry + 10, 2), 0);       /* stored */
    assert_int_equal(get(entry + 24, 4), *size);
    assert_int_equal(get(entry + 42, 4), begin);
    assert_int_equal(get(entry + 28, 2), name_size);
    assert_memory_equal(entry + 46, name, name_size);
    assert_memory_equal(local + 30, name, name_size);
    const uint8_t *content = local + 30 + name_size;
    assert_int_equal(get(entry + 16, 4), crc32(0, content, (uInt)*size));
    return content;
}

/* Check the header of an array; returns its elements. */
static const uint8_t *check_npy(const uint8_t *content, const char *header)
{
    assert_memory_equal(content, "\x93NUMPY\1\0", 8);
    size_t size = get(content + 8, 2);
    assert_int_equal((10 + size) % 64, 0);
    assert_memory_equal(content + 10, header, strlen(header));
    for (size_t i = strlen(header); i + 1 < size; i++) {
        assert_int_equal(content[10 + i], ' ');
    }
    assert_int_equal(content[10 + size - 1], '\n');
    return content + 10 + size;
}

static void test_npz(void **state)
{
    (void)state;
#define NPY(type, shape) "{'descr': '" type "', 'fortran_order': False, 'shape': " shape ", }"
    static const struct {
        const char *name, *header, *text; /* text: NULL in tensors */
        size_t n;
    } members[] = {
        {"format.npy", NPY("<U4", "()"), "lume", 4},
        {"version.npy", NPY("<U1", "()"), "1", 1},
        {"sizes.npy", NPY("<U5", "()"), "4,3,2", 5},
        {"activations.npy", NPY("<U12", "()"), "tanh,softmax", 12},
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
    };
#undef NPY
    enum { N_MEMBERS = sizeof members / sizeof *members };
    struct lume_model model = zoo_model();
    struct zoo_file file = export(&model, "npz");
    const uint8_t *end = file.bytes + file.size - 22;
    assert_memory_equal(end, "PK\5\6\0\0\0\0", 8);
    assert_int_equal(get(end + 8, 2), N_MEMBERS);
    assert_int_equal(get(end + 10, 2), N_MEMBERS);
    const uint8_t *entry = file.bytes + get(end + 16, 4), *directory = entry;
    assert_int_equal(get(end + 12, 4), end - entry);
    size_t begin = 0, value = 0;
    for (size_t i = 0; i < N_MEMBERS; i++) {
        size_t size;
        const uint8_t *content = check_member(&file, entry, begin, members[i].name, &size);
        const uint8_t *elements = check_npy(content, members[i].header);
        assert_ptr_equal(elements + 4 * members[i].n, content + size);
        for (size_t k = 0; k < members[i].n; k++) {
            if (members[i].text) {
                assert_int_equal(get(elements + 4 * k, 4), members[i].text[k]);
            } else {
                assert_true(get_float(elements + 4 * k) == zoo_value(value++));
            }
        }
        entry += 46 + strlen(members[i].name);
        begin = (size_t)(content - file.bytes) + size;
    }
    assert_int_equal(value, ZOO_VALUES);
    assert_ptr_equal(entry, end);
    assert_ptr_equal(file.bytes + begin, directory);
    free(file.bytes);
    lume_model_finish(&model);
}

static void test_protobuf(void **state)
{
    (void)state;
    struct buffer out = {0};
    protobuf_int(&out, 1, 0);
    protobuf_int(&out, 1, 127);
    protobuf_int(&out, 1, 128);
    protobuf_int(&out, 20, 300);
    protobuf_int(&out, 3, -1);
    protobuf_text(&out, 2, "ab");
    protobuf_float(&out, 2, 1.5f);
    size_t outer = protobuf_open(&out, 7);
    size_t inner = protobuf_open(&out, 5);
    buffer_extend(&out, 126);
    protobuf_close(&out, inner);
    protobuf_close(&out, outer);
    const char expected[] = "\x08\x00\x08\x7f\x08\x80\x01\xa0\x01\xac\x02"
                            "\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                            "\x12\x02"
                            "ab\x15\x00\x00\xc0\x3f"
                            "\x3a\x80\x01\x2a\x7e";
    assert_int_equal(out.size, sizeof expected - 1 + 126);
    assert_memory_equal(out.bytes, expected, sizeof expected - 1);
    buffer_finish(&out);
}

/* A message, read field by field. */
struct message {
    const uint8_t *at, *end;
};

struct field {
    uint64_t number, value; /* value: of integers */
    struct message bytes;   /* of everything else */
};

static uint64_t next_varint(struct message *message)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        assert_true(message->at < message->end && shift < 64);
        uint64_t byte = *message->at++;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
}

static bool next_field(struct message *message, struct field *field)
{
    if (message->at == message->end) {
        return false;
    }
    uint64_t tag = next_varint(message);
    *field = (struct field){.number = tag >> 3};
    size_t size = 4;
    if ((tag & 7) == 0) {
        field->value = next_varint(message);
        return true;
    }
    if ((tag & 7) == 2) {
        size = (size_t)next_varint(message);
    } else {
        assert_int_equal(tag & 7, 5);
    }
    assert_true(size <= (size_t)(message->end - message->at));
    field->bytes = (struct message){message->at, message->at + size};
    message->at += size;
    return true;
}

/* Field `number` of a message as text, the one that comes after `skip` of its kind. */
static const char *find_text(struct message message, uint64_t number, size_t skip, char text[256])
{
    struct field field;
    while (next_field(&message, &field)) {
        if (field.number == number && skip-- == 0) {
            size_t n = (size_t)(field.bytes.end - field.bytes.at);
            snprintf(text, 256, "%.*s", (int)n, (const char *)field.bytes.at);
            return text;
        }
    }
    return NULL;
}

static struct message find_message(struct message message, uint64_t number)
{
    struct field field;
    while (next_field(&message, &field)) {
        if (field.number == number) {
            return field.bytes;
        }
    }
    fail_msg("no field %d", (int)number);
    return message;
}

/* List the nodes as "Operator(input,input)output " and the initializers' values. */
static size_t read_graph(struct message graph, char nodes[2048], float values[64])
{
    struct field field;
    char text[256];
    size_t used = 0, n = 0;
    nodes[0] = 0;
    while (next_field(&graph, &field)) {
        if (field.number == 1) {
            used += (size_t)snprintf(nodes + used, 2048 - used, "%s(",
                                     find_text(field.bytes, 4, 0, text));
            for (size_t i = 0; find_text(field.bytes, 1, i, text); i++) {
                used += (size_t)snprintf(nodes + used, 2048 - used, "%s%s", i ? "," : "", text);
            }
            used += (size_t)snprintf(nodes + used, 2048 - used, ")%s\n",
                                     find_text(field.bytes, 2, 0, text));
        } else if (field.number == 5) {
            struct message raw = find_message(field.bytes, 9);
            for (; raw.at < raw.end; raw.at += 4) {
                values[n++] = get_float(raw.at);
            }
        }
    }
    return n;
}

static void test_onnx(void **state)
{
    (void)state;
    struct lume_model model = zoo_model();
    struct zoo_file file = export(&model, "onnx");
    struct message message = {file.bytes, file.bytes + file.size};
    char nodes[2048], text[256];
    float values[64];
    size_t n = read_graph(find_message(message, 7), nodes, values);
    assert_string_equal(nodes, "Mul(image,input_scale)scaled\n"
                               "Add(scaled,input_offset)inputs\n"
                               "Gemm(inputs,layers.0.weight,layers.0.bias)layers.0.sums\n"
                               "Tanh(layers.0.sums)layers.0.activations\n"
                               "Gemm(layers.0.activations,layers.1.weight,layers.1.bias)"
                               "layers.1.sums\n"
                               "Softmax(layers.1.sums)outputs\n");
    assert_int_equal(n, 2 + ZOO_VALUES);
    assert_true(values[0] == (float)model.network->input_scale && values[1] == -0.5f);
    for (size_t i = 0; i < ZOO_VALUES; i++) {
        assert_true(values[2 + i] == zoo_value(i));
    }
    assert_non_null(strstr(find_text(message, 6, 0, text), "Normalizer: deskew."));
    struct field field;
    size_t n_entries = 0;
    while (next_field(&message, &field)) {
        n_entries += field.number == 14;
    }
    assert_int_equal(n_entries, 15);
    free(file.bytes);
    lume_model_finish(&model);
}

/* The activations of the registry have a graph; the few that are not one operator, in full. */
static void test_onnx_knows_all_activations(void **state)
{
    (void)state;
    static const struct {
        const char *name, *nodes;
    } composed[] = {
        {"step", "GreaterOrEqual(layers.0.sums,zero)layers.0.step0\nCast(layers.0.step0)outputs\n"},
        {"prelu", "PRelu(layers.0.sums,layers.0.slope)outputs\n"},
        {"gelu",
         "Mul(layers.0.sums,half_root)layers.0.step0\nErf(layers.0.step0)layers.0.step1\n"
         "Add(layers.0.step1,one)layers.0.step2\n"
         "Mul(layers.0.sums,layers.0.step2)layers.0.step3\nMul(layers.0.step3,half)outputs\n"},
        {"silu", "Sigmoid(layers.0.sums)layers.0.step0\n"
                 "Mul(layers.0.sums,layers.0.step0)outputs\n"},
    };
    const struct lume_activation *activation;
    size_t n_known = 0, n_composed = 0;
    for (size_t i = 0; (activation = lume_activation_at(i)) != NULL; i++) {
        const struct lume_layer_config layer = {2, activation};
        struct lume_model model = {.rows = 1, .columns = 2, .epochs = 1};
        struct lume_error error;
        CHECK_OK(lume_network_create(2, &layer, 1, &model.network, &error), error);
        if (lume_export_format_find("onnx")->write(&model, "out", &error) == LUME_ERROR_USAGE) {
            lume_model_finish(&model);
            continue;
        }
        n_known++;
        struct zoo_file file = export(&model, "onnx");
        char nodes[2048];
        float values[64];
        read_graph(find_message((struct message){file.bytes, file.bytes + file.size}, 7), nodes,
                   values);
        const char *after = strstr(nodes, "layers.0.bias)layers.0.sums\n");
        assert_non_null(after);
        after = strchr(after, '\n') + 1;
        bool is_composed = false;
        for (size_t k = 0; k < sizeof composed / sizeof *composed; k++) {
            if (strcmp(composed[k].name, activation->name) == 0) {
                assert_string_equal(after, composed[k].nodes);
                is_composed = true;
                n_composed++;
            }
        }
        assert_true(is_composed || strstr(after, "(layers.0.sums)outputs\n"));
        free(file.bytes);
        lume_model_finish(&model);
    }
    assert_true(n_known >= 13 && n_composed == sizeof composed / sizeof *composed);
}

static void test_onnx_refuses_what_it_does_not_have(void **state)
{
    (void)state;
    static const struct lume_activation own = {.name = "own"};
    struct lume_model model = zoo_model();
    struct lume_error error;
    model.network->layers[1].activation = &own;
    assert_int_equal(lume_export_format_find("onnx")->write(&model, "out", &error),
                     LUME_ERROR_USAGE);
    assert_string_equal(error.message,
                        "out: activation of layer 1, expected one that ONNX has, got own");
    assert_int_equal(folder_count("."), 0);
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
        cmocka_unit_test(test_protobuf),
        IN_FOLDER(test_onnx),
        IN_FOLDER(test_onnx_knows_all_activations),
        IN_FOLDER(test_onnx_refuses_what_it_does_not_have),
    };
    return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
