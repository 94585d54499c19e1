/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/memory.h"
#include "cli/command.h"
#include "cli/train_options.h"

#include <math.h>

enum { MAX_WORDS = 32 };

/* Whatever was taken is within its range. */
static void check_train(const struct command *command, struct train_options *options)
{
    for (size_t i = 0; command->options[i].name; i++) {
        const struct command_option *option = &command->options[i];
        const void *field = (const char *)options + option->offset;
        if (option->kind == &option_count && options->given.at[i]) {
            uint64_t value = *(const uint64_t *)field;
            assert(value >= option->least && value <= option->most);
        } else if (option->kind == &option_number) {
            float value = *(const float *)field;
            assert(isfinite(value) && value >= 0);
        }
    }
    for (size_t i = 0; i < options->n_ink; i++) {
        const struct train_ink_option *ink = &options->ink[i];
        assert(ink->length >= 1 && ink->length <= strlen(ink->path));
        assert(ink->weight >= 1 && ink->weight <= TRAIN_INK_MAX_WEIGHT);
    }
    struct recipe recipe;
    struct lume_error error = {""};
    enum lume_status status = train_options_resolve(options, NULL, &recipe, &error);
    fuzz_check_message(status, &error);
    if (status != LUME_OK) {
        return;
    }
    const struct lume_trainer_config *config = &recipe.training;
    assert(config->epochs >= 1 && config->learning_rate > 0 && config->momentum < 1);
    assert(config->loss && config->optimizer && config->schedule && !config->pool);
}

/* The words of a command line, a 0 byte after each; the first byte chooses the command. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *words[MAX_WORDS + 2], *owned[MAX_WORDS + 2];
    if (size < 1) {
        return 0;
    }
    const struct command *command = command_at(bytes[0] % 6);
    int n = 0;
    words[n++] = (char *)fuzz_copy((const uint8_t *)"lume", 5);
    for (size_t at = 1; at < size && n < MAX_WORDS;) {
        const uint8_t *end = memchr(bytes + at, 0, size - at);
        if (!end) {
            break;
        }
        size_t length = (size_t)(end - (bytes + at)) + 1;
        words[n++] = (char *)fuzz_copy(bytes + at, length);
        at += length;
    }
    words[n] = NULL;
    memcpy(owned, words, sizeof owned);

    void *values = memory_allocate(1, command->values_size);
    assert(values);
    if (command->prepare) {
        command->prepare(values);
    }
    size_t n_operands;
    struct lume_error error = {""};
    enum lume_status status = options_parse(command, n, words, values, &n_operands, &error);
    fuzz_check_message(status, &error);
    if (status != LUME_OK) {
        assert(status == LUME_ERROR_USAGE);
    } else if (!((struct options_given *)values)->help && command == &command_train) {
        check_train(command, values);
    }
    memory_free(values);
    for (int i = 0; i < n; i++) {
        free(owned[i]);
    }
    return 0;
}
