/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/json.h"
#include "gui/describe.h"

#include <lume/image.h>

#include <locale.h>

/* A window with a 1 on the paper, each part of which the tests change. */
struct window {
    struct lume_model model;
    struct lume_recognizer *recognizer;
    struct snapshot *snapshot;
    struct scene_draw scene;
    struct scene_draw_layout layout;
    struct settings settings;
    struct describe_state state;
    struct describe *describe;
    struct buffer members, out;
};

static struct lume_error error;

static const char *const names[] = {
    "scene", "layout", "state",  "guess",      "select", "mode",     "language", "look",
    "tool",  "reveal", "sample", "experiment", "model",  "accuracy", "help",     "notice"};

/* Recognise a line of this width; 0: an empty page. */
static void draw(struct window *window, size_t width)
{
    struct lume_answer answer;
    uint8_t image[LUME_IMAGE_SIZE] = {0};
    for (size_t y = 4; y < 24; y++) {
        memset(&image[y * LUME_IMAGE_SIDE + 13], 255, width);
    }
    lume_recognize(window->recognizer, image, &answer);
    snapshot_take(window->snapshot, window->recognizer, &answer);
}

static void add_button(struct window *window, const char *action, int argument,
                       struct paint_rect rect)
{
    window->layout.ui.items[window->layout.ui.n++] =
        (struct ui_item){.action = action_find(action), .argument = argument, .rect = rect};
}

static int open_window(void **state)
{
    struct window *window = calloc(1, sizeof *window);
    assert_non_null(window);
    CHECK_OK(lume_model_load_default(&window->model, &error), error);
    CHECK_OK(lume_recognizer_create(&window->model, &window->recognizer, &error), error);
    CHECK_OK(snapshot_create(&window->model, &window->snapshot, &error), error);
    CHECK_OK(describe_create(&window->describe, &error), error);
    draw(window, 2);
    settings_defaults(&window->settings);
    window->settings.language = text_language_at(0);
    window->scene = (struct scene_draw){.snapshot = window->snapshot,
                                        .true_label = -1,
                                        .selected = {.layer = -1},
                                        .experiment = {.accuracy = NAN, .learned = NAN}};
    window->layout = (struct scene_draw_layout){.paper = {24, 92, 302, 302},
                                                .network = {350.2f, 92, 500.5f, 600},
                                                .answer = {1000, 92, 200, 300}};
    add_button(window, "clear", 0, (struct paint_rect){24, 402, 90, 36});
    add_button(window, "undo", 0, (struct paint_rect){120, 402, 90, 36});
    window->state = (struct describe_state){.scene = &window->scene,
                                            .shown = "draw",
                                            .ui = &window->layout.ui,
                                            .paper = &window->layout.paper,
                                            .members = &window->members,
                                            .slot = "opened",
                                            .layout = &window->layout,
                                            .scale = 1,
                                            .width = 1280,
                                            .height = 720,
                                            .settings = &window->settings,
                                            .notice = ""};
    *state = window;
    return 0;
}

static int close_window(void **state)
{
    struct window *window = *state;
    describe_destroy(window->describe);
    buffer_finish(&window->members);
    buffer_finish(&window->out);
    snapshot_destroy(window->snapshot);
    lume_recognizer_destroy(window->recognizer);
    lume_model_finish(&window->model);
    free(window);
    return 0;
}

/* What is told now; each line is JSON, and an event that is known. */
static const char *tell(struct window *window)
{
    window->out.size = 0;
    describe_changes(window->describe, &window->state, &window->out);
    assert_false(window->out.failed);
    buffer_append(&window->out, "", 1);
    const char *text = (const char *)window->out.bytes;
    for (const char *line = text; *line;) {
        const size_t size = strcspn(line, "\n");
        bool known = false;
        cJSON *json;
        assert_int_equal(line[size], '\n');
        CHECK_OK(json_parse(line, size, 8, "line", 0, &json, &error), error);
        const cJSON *event = cJSON_GetObjectItemCaseSensitive(json, "event");
        assert_true(cJSON_IsString(event));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            known = known || strcmp(event->valuestring, names[i]) == 0;
        }
        assert_true(known);
        cJSON_Delete(json);
        line += size + 1;
    }
    return text;
}

/* What is told now is this line alone, and then nothing. */
static void check_line(struct window *window, const char *expected)
{
    char line[1024];
    snprintf(line, sizeof line, "%s\n", expected);
    assert_string_equal(tell(window), line);
    assert_string_equal(tell(window), "");
}

static void test_all_is_told_first(void **state)
{
    struct window *window = *state;
    setlocale(LC_ALL, "pt_BR.UTF-8"); /* where it is there: 1.1 is 1,1 to the C library */
    window->settings.scale = 1.25f;
    window->settings.language = text_language_find("pt-BR");
    const char *text = tell(window);
    setlocale(LC_ALL, "C");
    const char *guess = strstr(text, "{\"event\":\"guess\"");
    const char *after = strstr(text, "{\"event\":\"select\"");
    assert_true(guess && after);
    char others[2048];
    snprintf(others, sizeof others, "%.*s%s", (int)(guess - text), text, after);
    assert_string_equal(
        others,
        "{\"event\":\"scene\",\"scene\":\"draw\"}\n"
        "{\"event\":\"layout\",\"size\":[1280,720],\"paper\":[24,92,302,302],"
        "\"network\":[351,92,499,600],\"answer\":[1000,92,200,300],\"inspector\":null,"
        "\"buttons\":{\"clear\":[24,402,90,36],\"undo\":[120,402,90,36]}}\n"
        "{\"event\":\"select\",\"layer\":null,\"neuron\":null}\n"
        "{\"event\":\"mode\",\"lines\":\"signal\"}\n"
        "{\"event\":\"language\",\"language\":\"pt-BR\"}\n"
        "{\"event\":\"look\",\"theme\":\"dark\",\"sizes\":\"normal\",\"scale\":1.25,"
        "\"fullscreen\":false,\"controls\":true}\n"
        "{\"event\":\"tool\",\"eraser\":false,\"nib\":1.1}\n"
        "{\"event\":\"reveal\",\"layers\":3,\"answer\":true}\n"
        "{\"event\":\"sample\",\"index\":null,\"label\":null,\"source\":null}\n"
        "{\"event\":\"experiment\",\"changed\":false,\"bias\":null,\"clamp\":null}\n"
        "{\"event\":\"model\",\"model\":null,\"sizes\":[784,16,16,10],\"slot\":\"opened\"}\n"
        "{\"event\":\"help\",\"open\":false}\n"
        "{\"event\":\"notice\",\"text\":null}\n");
    assert_string_equal(tell(window), "");
}

/* Parse the guess that is told now, and nothing else. */
static cJSON *tell_guess(struct window *window)
{
    cJSON *json;
    const char *text = tell(window);
    CHECK_OK(json_parse(text, strlen(text), 8, "guess", 0, &json, &error), error);
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(json, "event")->valuestring, "guess");
    assert_int_equal(cJSON_GetArraySize(json), 5);
    return json;
}

static void test_guess_reads_back(void **state)
{
    struct window *window = *state;
    tell(window);
    draw(window, 3);
    cJSON *json = tell_guess(window);
    const struct lume_answer *answer = &window->snapshot->answer;
    const struct snapshot_layer *outputs = &window->snapshot->layers[2];
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "probabilities");
    assert_int_equal(cJSON_GetArraySize(list), 10);
    for (int i = 0; i < 10; i++) {
        assert_true((float)cJSON_GetArrayItem(list, i)->valuedouble == outputs->a[i]);
    }
    assert_int_equal(answer->verdict, LUME_VERDICT_DIGIT);
    assert_int_equal(cJSON_GetObjectItemCaseSensitive(json, "digit")->valueint, answer->digit);
    assert_true((float)cJSON_GetObjectItemCaseSensitive(json, "probability")->valuedouble ==
                (float)answer->probability);
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(json, "verdict")->valuestring, "digit");
    cJSON_Delete(json);

    draw(window, 0);
    check_line(window, "{\"event\":\"guess\",\"digit\":null,\"probability\":0,"
                       "\"probabilities\":null,\"verdict\":\"empty\"}");
    draw(window, 0);
    assert_string_equal(tell(window), "");
}

/* While the room votes or layers are concealed neither guess nor label is told. */
static void test_hidden_answers(void **state)
{
    struct window *window = *state;
    static const char hidden[] = "{\"event\":\"guess\",\"digit\":null,\"probability\":null,"
                                 "\"probabilities\":null,\"verdict\":\"hidden\"}\n";
    char expected[1024];
    window->scene.true_label = 1;
    window->state.sample_source = "mnist";
    window->state.sample_index = 12;
    tell(window);
    window->scene.hide_answer = true;
    snprintf(expected, sizeof expected,
             "%s{\"event\":\"reveal\",\"layers\":3,\"answer\":false}\n"
             "{\"event\":\"sample\",\"index\":12,\"label\":null,\"source\":\"mnist\"}\n",
             hidden);
    assert_string_equal(tell(window), expected);
    draw(window, 3);
    assert_string_equal(tell(window), ""); /* not even that it changes */
    window->scene.hide_answer = false;
    window->scene.concealed = 3;
    check_line(window, "{\"event\":\"reveal\",\"layers\":0,\"answer\":false}");
    window->scene.concealed = 4; /* more than there are */
    assert_string_equal(tell(window), "");
    window->scene.concealed = 1;
    check_line(window, "{\"event\":\"reveal\",\"layers\":2,\"answer\":false}");
    draw(window, 0); /* the picture asks for a digit then, too */
    check_line(window, "{\"event\":\"guess\",\"digit\":null,\"probability\":0,"
                       "\"probabilities\":null,\"verdict\":\"empty\"}");
    window->scene.concealed = 0;
    draw(window, 3);
    const char *text = tell(window);
    assert_non_null(strstr(text, "\"verdict\":\"digit\""));
    assert_non_null(strstr(text, "\"label\":1"));
    assert_string_equal(tell(window), "");
}

/* Each change is one line, told once. */
static void test_choices(void **state)
{
    struct window *window = *state;
    tell(window);
    window->scene.show_weights = true;
    check_line(window, "{\"event\":\"mode\",\"lines\":\"weights\"}");
    window->settings.language = text_language_find("pt-BR");
    check_line(window, "{\"event\":\"language\",\"language\":\"pt-BR\"}");
    window->settings.theme = theme_find("light");
    window->settings.projector = true;
    window->settings.scale = 0.7f;
    window->state.fullscreen = true;
    window->scene.hide_controls = true;
    check_line(window, "{\"event\":\"look\",\"theme\":\"light\",\"sizes\":\"projector\","
                       "\"scale\":0.7,\"fullscreen\":true,\"controls\":false}");
    window->scene.erasing = true;
    check_line(window, "{\"event\":\"tool\",\"eraser\":true,\"nib\":1.1}");
    window->settings.nib = 4;
    check_line(window, "{\"event\":\"tool\",\"eraser\":true,\"nib\":4}");
    window->state.sample_index = 9999;
    window->state.sample_source = "generated";
    check_line(window, "{\"event\":\"sample\",\"index\":9999,\"label\":null,"
                       "\"source\":\"generated\"}");
    window->state.sample_index = 0; /* of the next test set: another picture, another label */
    window->scene.true_label = 0;
    check_line(window, "{\"event\":\"sample\",\"index\":0,\"label\":0,\"source\":\"generated\"}");
    window->state.model = "d\xc3\xad\"g\\its\xff.safetensors";
    check_line(window, "{\"event\":\"model\",\"model\":\"d\xc3\xad\\\"g\\\\its\\ufffd.safetensors\""
                       ",\"sizes\":[784,16,16,10],\"slot\":\"opened\"}");
    window->state.slot = "other";
    window->state.model = NULL;
    check_line(window, "{\"event\":\"model\",\"model\":null,\"sizes\":[784,16,16,10],"
                       "\"slot\":\"other\"}");
    window->state.help = true;
    check_line(window, "{\"event\":\"help\",\"open\":true}");
    window->state.notice = "a\nb";
    check_line(window, "{\"event\":\"notice\",\"text\":\"a\\u000ab\"}");
    window->state.notice = "";
    check_line(window, "{\"event\":\"notice\",\"text\":null}");
}

/* A neuron that is looked at, and what is done to it. */
static void test_experiments(void **state)
{
    struct window *window = *state;
    struct view_experiment *experiment = &window->scene.experiment;
    const struct lume_network *network = window->model.network;
    network->parameters[network->layers[1].biases + 3] = -1.5f;
    network->parameters[network->layers[2].biases + 9] = 0.1f;
    tell(window);
    window->scene.selected = (struct view_neuron){1, 3};
    assert_string_equal(tell(window), "{\"event\":\"select\",\"layer\":\"h2\",\"neuron\":3}\n"
                                      "{\"event\":\"experiment\",\"changed\":false,\"bias\":-1.5,"
                                      "\"clamp\":null}\n");
    experiment->changed = experiment->clamped = true;
    check_line(window, "{\"event\":\"experiment\",\"changed\":true,\"bias\":-1.5,\"clamp\":0}");
    experiment->clamp = 1;
    check_line(window, "{\"event\":\"experiment\",\"changed\":true,\"bias\":-1.5,\"clamp\":1}");
    window->scene.selected = (struct view_neuron){2, 9};
    experiment->clamped = false;
    assert_string_equal(tell(window), "{\"event\":\"select\",\"layer\":\"out\",\"neuron\":9}\n"
                                      "{\"event\":\"experiment\",\"changed\":true,\"bias\":0.1,"
                                      "\"clamp\":null}\n");
    window->scene.selected.layer = -1;
    experiment->clamped = true; /* of the neuron before */
    assert_string_equal(tell(window), "{\"event\":\"select\",\"layer\":null,\"neuron\":null}\n"
                                      "{\"event\":\"experiment\",\"changed\":true,\"bias\":null,"
                                      "\"clamp\":null}\n");
    experiment->n = 10000;
    experiment->counting = true;
    assert_string_equal(tell(window), ""); /* not counted yet */
    experiment->n = 0;
    experiment->accuracy = 0.9763;
    assert_string_equal(tell(window), ""); /* on nothing */
    experiment->n = 10000;
    check_line(window, "{\"event\":\"accuracy\",\"accuracy\":0.9763,\"learned\":null,\"n\":10000}");
    experiment->counting = false;
    experiment->learned = 0.977;
    check_line(window,
               "{\"event\":\"accuracy\",\"accuracy\":0.9763,\"learned\":0.977,\"n\":10000}");
    experiment->accuracy = 1.0 / 3;
    check_line(window, "{\"event\":\"accuracy\",\"accuracy\":0.3333333333333333,"
                       "\"learned\":0.977,\"n\":10000}");
    experiment->accuracy = NAN; /* counted anew: the last word stands */
    assert_string_equal(tell(window), "");
    experiment->accuracy = 1.0 / 3;
    assert_string_equal(tell(window), "");
}

/* Another scene has no rectangles of the Draw scene's, and perhaps more to tell. */
static void test_scenes(void **state)
{
    struct window *window = *state;
    struct paint_rect none = {0};
    tell(window);
    window->state.shown = "train";
    window->state.layout = NULL;
    window->layout.ui.n = 1;
    assert_string_equal(tell(window),
                        "{\"event\":\"scene\",\"scene\":\"train\"}\n"
                        "{\"event\":\"layout\",\"size\":[1280,720],\"paper\":[24,92,302,302],"
                        "\"network\":null,\"answer\":null,\"inspector\":null,"
                        "\"buttons\":{\"clear\":[24,402,90,36]}}\n");
    window->state.paper = &none;
    window->layout.ui.n = 0;
    check_line(window, "{\"event\":\"layout\",\"size\":[1280,720],\"paper\":null,\"network\":null,"
                       "\"answer\":null,\"inspector\":null,\"buttons\":{}}");
    buffer_text(&window->members, ",\"epoch\":3");
    check_line(window, "{\"event\":\"state\",\"scene\":\"train\",\"epoch\":3}");
    window->state.shown = "draw";
    window->members.size = 0; /* nothing to tell is not told */
    check_line(window, "{\"event\":\"scene\",\"scene\":\"draw\"}");
    window->members.failed = true;
    window->out.size = 0;
    describe_changes(window->describe, &window->state, &window->out);
    assert_true(window->out.failed);
    window->members.failed = window->out.failed = false;
    assert_string_equal(tell(window), "");
}

/* Whole pixels, inside of what is painted; one button with several arguments. */
static void test_layout(void **state)
{
    struct window *window = *state;
    tell(window);
    window->state.scale = 1.5f;
    window->state.width = 800;
    window->state.height = 500.4f;
    window->layout.paper = (struct paint_rect){10.1f, 20, 0.5f, 30.9f}; /* 15.15 to 15.9: none */
    window->layout.inspector = (struct paint_rect){4, 300, 600, 100};
    window->layout.ui.n = 1;
    add_button(window, "clamp", 0, (struct paint_rect){40, 402, 20, 20});
    add_button(window, "bias", 0, (struct paint_rect){0, -3, 20, 20});
    add_button(window, "clamp", 1, (struct paint_rect){70, 402, 20, 20});
    check_line(window,
               "{\"event\":\"layout\",\"size\":[800,500],\"paper\":[16,30,0,46],"
               "\"network\":[526,138,750,900],\"answer\":[1500,138,300,450],"
               "\"inspector\":[6,450,900,150],\"buttons\":{\"clear\":[36,603,135,54],"
               "\"clamp:0\":[60,603,30,30],\"bias\":[0,-4,30,29],\"clamp:1\":[105,603,30,30]}}");
    window->layout.ui.n = 0;
    check_line(window, "{\"event\":\"layout\",\"size\":[800,500],\"paper\":[16,30,0,46],"
                       "\"network\":[526,138,750,900],\"answer\":[1500,138,300,450],"
                       "\"inspector\":[6,450,900,150],\"buttons\":{}}");
}

/* Where there was no memory nothing counts as told. */
static void test_failures(void **state)
{
    struct window *window = *state;
    struct buffer failed = {.failed = true};
    describe_changes(window->describe, &window->state, &failed);
    assert_int_equal(failed.size, 0);
    const char *text = tell(window);
    assert_ptr_equal(strstr(text, "{\"event\":\"scene\""), text);
    window->state.help = true;
    describe_changes(window->describe, &window->state, &failed);
    check_line(window, "{\"event\":\"help\",\"open\":true}");
    buffer_finish(&failed);
    describe_destroy(NULL);
}

#define IN_WINDOW(test) cmocka_unit_test_setup_teardown(test, open_window, close_window)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WINDOW(test_all_is_told_first),
        IN_WINDOW(test_guess_reads_back),
        IN_WINDOW(test_hidden_answers),
        IN_WINDOW(test_choices),
        IN_WINDOW(test_experiments),
        IN_WINDOW(test_scenes),
        IN_WINDOW(test_layout),
        IN_WINDOW(test_failures),
    };
    return cmocka_run_group_tests_name("describe", tests, NULL, NULL);
}
