/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "folder.h"
#include "model_zoo.h"

#include "nn/model_default.h"
#include "nn/model_parts.h"

#include <lume/image.h>

#include <locale.h>

static void check_networks(const struct lume_network *x, const struct lume_network *y)
{
    assert_int_equal(x->n_layers, y->n_layers);
    assert_int_equal(x->n_reals, y->n_reals);
    assert_true(x->input_scale == y->input_scale && x->input_offset == y->input_offset);
    for (size_t i = 0; i < x->n_layers; i++) {
        assert_int_equal(x->layers[i].n_in, y->layers[i].n_in);
        assert_int_equal(x->layers[i].n_out, y->layers[i].n_out);
        assert_ptr_equal(x->layers[i].activation, y->layers[i].activation);
    }
    assert_memory_equal(x->parameters, y->parameters, x->n_reals * sizeof *x->parameters);
}

static void check_equal(const struct lume_model *a, const struct lume_model *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->columns, b->columns);
    assert_string_equal(a->normalizer ? a->normalizer->name : "none",
                        b->normalizer ? b->normalizer->name : "none");
    assert_string_equal(a->loss, b->loss);
    assert_string_equal(a->optimizer, b->optimizer);
    assert_true(a->seed == b->seed && a->epochs == b->epochs);
    assert_memory_equal(&a->validation_accuracy, &b->validation_accuracy, sizeof(double));
    assert_memory_equal(&a->test_accuracy, &b->test_accuracy, sizeof(double));
    assert_int_equal(a->data_checksum, b->data_checksum);
    check_networks(a->network, b->network);
    assert_int_equal(a->unlike != NULL, b->unlike != NULL);
    if (a->unlike) {
        check_networks(a->unlike, b->unlike);
    }
}

static void check_file(struct lume_model *model, const char *header, size_t n_values)
{
    struct zoo_file expected = zoo_make(header, n_values);
    struct lume_error error;
    CHECK_OK(lume_model_save(model, "m.safetensors", &error), error);
    folder_check("m.safetensors", expected.bytes, expected.size);
    assert_int_equal(folder_count("."), 1);
    free(expected.bytes);
    lume_model_finish(model);
}

static void test_a_model_becomes_exactly_these_bytes(void **state)
{
    (void)state;
    struct lume_model model = zoo_model(), pair = zoo_pair();
    check_file(&model, zoo_header, ZOO_VALUES);
    check_file(&pair, zoo_pair_header, ZOO_PAIR_VALUES);
    lume_model_finish(&pair);
    lume_model_finish(NULL);
}

static void test_both_networks_are_loaded(void **state)
{
    (void)state;
    struct lume_model model = zoo_pair(), loaded;
    struct zoo_file file = zoo_make(zoo_pair_header, ZOO_PAIR_VALUES);
    struct lume_error error;
    CHECK_OK(zoo_parse(&file, &loaded, &error), error);
    check_equal(&model, &loaded);
    lume_model_finish(&loaded);
    free(file.bytes);

    /* as others write it: sigmoid, then softmax */
    char header[2048];
    snprintf(header, sizeof header, "{%s}", ZOO_TENSORS "," ZOO_UNLIKE_TENSORS);
    char *plain = zoo_replace(header, "unlike.0.slope", "layers.0.slope");
    file = zoo_make(plain, ZOO_PAIR_VALUES);
    assert_int_equal(zoo_parse(&file, &loaded, &error), LUME_ERROR_DATA);
    free(file.bytes);
    free(plain);
    plain = zoo_replace(header,
                        "[124,132]},\"unlike.0.slope\":{\"dtype\":\"F32\",\"shape\":[1],"
                        "\"data_offsets\":[132,136]}",
                        "[124,132]}");
    char *shifted = zoo_replace(plain, "[136,152]", "[132,148]");
    free(plain);
    plain = zoo_replace(shifted, "[152,160]", "[148,156]");
    file = zoo_make(plain, ZOO_PAIR_VALUES - 1);
    CHECK_OK(zoo_parse(&file, &loaded, &error), error);
    assert_string_equal(loaded.unlike->layers[0].activation->name, "sigmoid");
    assert_string_equal(loaded.unlike->layers[1].activation->name, "softmax");
    assert_true(loaded.unlike->parameters[loaded.unlike->layers[0].weights] ==
                zoo_value(ZOO_VALUES));
    lume_model_finish(&loaded);
    lume_model_finish(&model);
    free(file.bytes);
    free(shifted);
    free(plain);
}

static void test_what_is_saved_is_loaded(void **state)
{
    (void)state;
    struct lume_model model = zoo_model(), loaded;
    struct lume_error error;
    CHECK_OK(lume_model_save(&model, "m", &error), error);
    CHECK_OK(lume_model_load("m", &loaded, &error), error);
    check_equal(&model, &loaded);
    lume_model_finish(&loaded);

    model.rows = 1;
    model.columns = 4;
    model.normalizer = lume_normalizer_find("none");
    model.loss[0] = model.optimizer[0] = 0;
    model.seed = UINT64_MAX;
    model.epochs = 0;
    model.validation_accuracy = 1 / 3.0;
    model.test_accuracy = (double)NAN;
    model.data_checksum = 0xffffffff;
    CHECK_OK(lume_model_save(&model, "m", &error), error);
    CHECK_OK(lume_model_load("m", &loaded, &error), error);
    check_equal(&model, &loaded);
    lume_model_finish(&loaded);
    lume_model_finish(&model);
}

static void test_missing_files_and_folders(void **state)
{
    (void)state;
    struct lume_model model = zoo_model(), none;
    struct lume_error error;
    assert_int_equal(lume_model_load("nothing", &none, &error), LUME_ERROR_IO);
    assert_int_equal(lume_model_load(".", &none, &error), LUME_ERROR_IO);
    assert_int_equal(lume_model_save(&model, "nowhere/m", &error), LUME_ERROR_IO);
    assert_int_equal(folder_count("."), 0);
    lume_model_finish(&model);
}

static void test_nothing_infinite_is_saved(void **state)
{
    (void)state;
    struct lume_model model = zoo_model();
    struct lume_error error;
    lume_real *weight =
        &model.network->parameters[model.network->layers[1].weights + 2 * LUME_LANES + 1];
    folder_put("m", "old", 3);
    *weight = (lume_real)NAN;
    assert_int_equal(lume_model_save(&model, "m", &error), LUME_ERROR_DATA);
    assert_string_equal(error.message,
                        "m: layers.1.weight[1][2], expected a finite number, got NaN");
    *weight = 0;
    model.network->input_scale = (lume_real)INFINITY;
    assert_int_equal(lume_model_save(&model, "m", &error), LUME_ERROR_DATA);
    assert_string_equal(error.message, "m: input_scale, expected a finite number, got Inf");
    folder_check("m", "old", 3);
    lume_model_finish(&model);

    model = zoo_pair();
    model.unlike->parameters[model.unlike->layers[0].slope] = -(lume_real)INFINITY;
    CHECK_FAILS(lume_model_save(&model, "m", &error), LUME_ERROR_DATA, error,
                "m: unlike.0.slope[0], expected a finite number, got -Inf");
    folder_check("m", "old", 3);
    lume_model_finish(&model);
}

static void test_what_is_missing_is_unknown(void **state)
{
    (void)state;
    char *header = zoo_replace(zoo_header, "," ZOO_INPUT ZOO_RECORD, "");
    char *bare = zoo_replace(header, ",\"image\":\"2x2\",\"normalizer\":\"deskew\"", "");
    struct zoo_file file = zoo_make(bare, ZOO_VALUES);
    struct lume_model model;
    struct lume_error error;
    CHECK_OK(zoo_parse(&file, &model, &error), error);
    assert_int_equal(model.rows, 2);
    assert_int_equal(model.columns, 2);
    assert_string_equal(model.normalizer->name, "none");
    assert_string_equal(model.loss, "");
    assert_string_equal(model.optimizer, "");
    assert_true(model.seed == 0 && model.epochs == 0 && model.data_checksum == 0);
    assert_true(isnan(model.validation_accuracy) && isnan(model.test_accuracy));
    assert_true(model.network->input_scale == (lume_real)1 / 255);
    assert_true(model.network->input_offset == 0);
    lume_model_finish(&model);
    free(file.bytes);
    free(bare);
    free(header);
}

/* As Python's safetensors writes it: tensors by name, words of its own. */
static void test_files_of_others_are_taken(void **state)
{
    (void)state;
    static const char *const metadata[] = {
        "",
        "\"__metadata__\":{},",
        "\"__metadata__\":{\"format\":\"pt\",\"activations\":\"?\",\"epochs\":\"many\"},",
        "\"__metadata__\":{\"version\":\"2\",\"normalizer\":\"maybe\"},",
    };
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++) {
        char header[1024];
        snprintf(
            header, sizeof header, "{%s%s}", metadata[i],
            "\"layers.0.bias\":{\"shape\":[3],\"dtype\":\"F32\",\"data_offsets\":[0,12]},"
            "\"layers.1.bias\":{\"shape\":[1],\"dtype\":\"F32\",\"data_offsets\":[12,16]},"
            "\"layers.1.weight\":{\"data_offsets\":[40,52],\"dtype\":\"F32\",\"shape\":[1,3]},"
            "\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[16,40]}");
        struct zoo_file file = zoo_make(header, 13);
        struct lume_model model;
        struct lume_error error;
        CHECK_OK(zoo_parse(&file, &model, &error), error);
        const struct lume_network *network = model.network;
        assert_int_equal(model.rows, 1);
        assert_int_equal(model.columns, 2);
        assert_string_equal(network->layers[0].activation->name, "sigmoid");
        assert_string_equal(network->layers[1].activation->name, "sigmoid");
        assert_true(network->parameters[network->layers[0].biases + 1] == zoo_value(1));
        assert_true(network->parameters[network->layers[1].biases] == zoo_value(3));
        assert_true(network->parameters[network->layers[0].weights + LUME_LANES + 2] ==
                    zoo_value(4 + 2 * 2 + 1));
        assert_true(network->parameters[network->layers[1].weights + 2 * LUME_LANES] ==
                    zoo_value(12));
        lume_model_finish(&model);
        free(file.bytes);
    }
}

static void test_others_get_softmax_and_a_square(void **state)
{
    (void)state;
    const char *start = strstr(zoo_header, "\"layers.0.weight\"");
    char header[1024];
    snprintf(header, sizeof header, "{%s", start);
    struct zoo_file file = zoo_make(header, ZOO_VALUES);
    struct lume_model model;
    struct lume_error error;
    CHECK_OK(zoo_parse(&file, &model, &error), error);
    assert_int_equal(model.rows, 2);
    assert_string_equal(model.network->layers[0].activation->name, "sigmoid");
    assert_string_equal(model.network->layers[1].activation->name, "softmax");
    lume_model_finish(&model);
    free(file.bytes);
}

/* Every activation of the registry goes through a file, the slope of prelu with it. */
static void test_all_activations_are_kept(void **state)
{
    (void)state;
    const struct lume_activation *activation;
    for (size_t i = 0; (activation = lume_activation_at(i)) != NULL; i++) {
        struct lume_model model = {.rows = 1,
                                   .columns = 3,
                                   .validation_accuracy = (double)NAN,
                                   .test_accuracy = (double)NAN},
                          loaded;
        struct lume_error error;
        CHECK_OK(lume_network_create(3, &(struct lume_layer_config){17, activation}, 1,
                                     &model.network, &error),
                 error);
        struct lume_rng rng = lume_rng_make(1, i);
        lume_network_initialize(model.network, lume_initializer_find("normal"), &rng);
        if (activation->has_slope) {
            model.network->parameters[model.network->layers[0].slope] = (lume_real)0.125;
        }
        CHECK_OK(lume_model_save(&model, "m", &error), error);
        CHECK_OK(lume_model_load("m", &loaded, &error), error);
        check_equal(&model, &loaded);
        lume_model_finish(&model);
        lume_model_finish(&loaded);
    }
    assert_true(activation == NULL);
}

static void test_the_largest_networks(void **state)
{
    (void)state;
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    for (size_t i = 0; i < LUME_MAX_LAYERS; i++) {
        layers[i] = (struct lume_layer_config){1 + i % 3, lume_activation_find("leaky-relu")};
    }
    struct lume_model model = {.rows = 256, .columns = 256, .epochs = 1}, loaded;
    struct lume_error error;
    CHECK_OK(lume_network_create(LUME_MAX_WIDTH, layers, LUME_MAX_LAYERS, &model.network, &error),
             error);
    layers[LUME_MAX_LAYERS - 1] = (struct lume_layer_config){2, lume_activation_find("softmax")};
    CHECK_OK(lume_network_create(LUME_MAX_WIDTH, layers, LUME_MAX_LAYERS, &model.unlike, &error),
             error);
    CHECK_OK(lume_model_save(&model, "m", &error), error);
    CHECK_OK(lume_model_load("m", &loaded, &error), error);
    check_equal(&model, &loaded);
    lume_model_finish(&model);
    lume_model_finish(&loaded);
}

static void test_the_built_in_model(void **state)
{
    (void)state;
    struct lume_model model;
    struct lume_error error;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    assert_int_equal(model.rows, LUME_IMAGE_SIDE);
    assert_int_equal(model.columns, LUME_IMAGE_SIDE);
    assert_int_equal(model.network->n_outputs, 10);
    assert_true(model.test_accuracy > 0.95 && model.epochs > 0 && model.data_checksum != 0);
    struct buffer file;
    CHECK_OK(model_write(&model, "x", &file, &error), error);
    assert_int_equal(file.size, model_default_size);
    assert_memory_equal(file.bytes, model_default_bytes, file.size);
    buffer_finish(&file);
    lume_model_finish(&model);
}

static void test_the_locale_changes_nothing(void **state)
{
    (void)state;
    static const char *const locales[] = {"pt_BR.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8",
                                          "fa_IR.UTF-8", "C"};
    struct zoo_file file = zoo_make(zoo_pair_header, ZOO_PAIR_VALUES);
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        if (!setlocale(LC_ALL, locales[i])) {
            continue;
        }
        struct lume_model model;
        struct lume_error error;
        CHECK_OK(zoo_parse(&file, &model, &error), error);
        assert_true(model.validation_accuracy == 0.97);
        CHECK_OK(lume_model_save(&model, "m", &error), error);
        folder_check("m", file.bytes, file.size);
        lume_model_finish(&model);
    }
    free(file.bytes);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_model_becomes_exactly_these_bytes),
        IN_FOLDER(test_what_is_saved_is_loaded),
        cmocka_unit_test(test_both_networks_are_loaded),
        IN_FOLDER(test_missing_files_and_folders),
        IN_FOLDER(test_nothing_infinite_is_saved),
        cmocka_unit_test(test_what_is_missing_is_unknown),
        cmocka_unit_test(test_files_of_others_are_taken),
        cmocka_unit_test(test_others_get_softmax_and_a_square),
        IN_FOLDER(test_all_activations_are_kept),
        IN_FOLDER(test_the_largest_networks),
        cmocka_unit_test(test_the_built_in_model),
        IN_FOLDER(test_the_locale_changes_nothing),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
