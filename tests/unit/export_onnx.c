/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "export_file.h"

#include "nn/protobuf.h"

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
                values[n++] = export_get_float(raw.at);
            }
        }
    }
    return n;
}

static void test_onnx(void **state)
{
    (void)state;
    struct lume_model model = zoo_model();
    struct zoo_file file = export_file(&model, "onnx");
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

/* A second network begins with the same inputs and has an output of its own. */
static void test_onnx_of_two_networks(void **state)
{
    (void)state;
    struct lume_model model = zoo_pair();
    struct zoo_file file = export_file(&model, "onnx");
    struct message message = {file.bytes, file.bytes + file.size};
    struct message graph = find_message(message, 7);
    char nodes[2048], text[256];
    float values[64];
    assert_int_equal(read_graph(graph, nodes, values), 2 + ZOO_PAIR_VALUES);
    for (size_t i = 0; i < ZOO_PAIR_VALUES; i++) {
        assert_true(values[2 + i] == zoo_value(i));
    }
    const char *rest = strstr(nodes, ")outputs\n");
    assert_non_null(rest);
    assert_string_equal(rest, ")outputs\n"
                              "Gemm(inputs,unlike.0.weight,unlike.0.bias)unlike.0.sums\n"
                              "PRelu(unlike.0.sums,unlike.0.slope)unlike.0.activations\n"
                              "Gemm(unlike.0.activations,unlike.1.weight,unlike.1.bias)"
                              "unlike.1.sums\n"
                              "Softmax(unlike.1.sums)unlike\n");
    struct field field;
    size_t n_outputs = 0;
    while (next_field(&graph, &field)) {
        if (field.number == 12) {
            find_text(field.bytes, 1, 0, text);
            assert_string_equal(text, n_outputs++ ? "unlike" : "outputs");
        }
    }
    assert_int_equal(n_outputs, 2);
    free(file.bytes);

    static const struct lume_activation own = {.name = "own"};
    struct lume_error error;
    model.unlike->layers[0].activation = &own;
    CHECK_FAILS(lume_export_format_find("onnx")->write(&model, "out", &error), LUME_ERROR_USAGE,
                error, "out: unlike: activation of layer 0, expected one that ONNX has, got own");
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
        struct zoo_file file = export_file(&model, "onnx");
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
        cmocka_unit_test(test_protobuf),
        IN_FOLDER(test_onnx),
        IN_FOLDER(test_onnx_of_two_networks),
        IN_FOLDER(test_onnx_knows_all_activations),
        IN_FOLDER(test_onnx_refuses_what_it_does_not_have),
    };
    return cmocka_run_group_tests_name("export_onnx", tests, NULL, NULL);
}
