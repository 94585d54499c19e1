/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/number.h"

#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 256, RANGE_SIZE = 4 * NUMBER_SIZE };

static enum lume_status set_flag(const struct command_option *option, const char *what,
                                 const char *value, void *field, struct lume_error *error)
{
    (void)option, (void)what, (void)value, (void)error;
    *(bool *)field = true;
    return LUME_OK;
}

const struct option_kind option_flag = {set_flag, NULL};

static enum lume_status set_text(const struct command_option *option, const char *what,
                                 const char *value, void *field, struct lume_error *error)
{
    if (value[0] == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, what, "empty value, expected %s",
                              option->metavar);
    }
    *(const char **)field = value;
    return LUME_OK;
}

static void show_text(const struct command_option *option, const void *field, char *out,
                      size_t size)
{
    (void)option;
    const char *text = *(const char *const *)field;
    snprintf(out, size, "%s", text ? text : "");
}

const struct option_kind option_text = {set_text, show_text};

/* For "1e3", "60000.0" and "1,000": the integer that may have been meant, as " (write 1000)". */
static void hint_integer(const char *value, char hint[NUMBER_SIZE + 16])
{
    double number;
    hint[0] = 0;
    if (number_parse_double(value, &number) && number >= 0 && number < 9007199254740992.0 &&
        number == (double)(uint64_t)number) {
        snprintf(hint, NUMBER_SIZE + 16, " (write %" PRIu64 ")", (uint64_t)number);
    }
}

static enum lume_status set_count(const struct command_option *option, const char *what,
                                  const char *value, void *field, struct lume_error *error)
{
    uint64_t number;
    if (number_parse_uint64(value, &number) && number >= option->least && number <= option->most) {
        *(uint64_t *)field = number;
        return LUME_OK;
    }
    const char *unsigned_value = value + (value[0] == '-' || value[0] == '+');
    bool digits = unsigned_value[0] && !unsigned_value[strspn(unsigned_value, "0123456789")];
    char hint[NUMBER_SIZE + 16];
    hint_integer(value, hint);
    return lume_error_set(error, LUME_ERROR_USAGE, what,
                          "%s, expected %" PRIu64 " to %" PRIu64 ", got \"%.*s\"%s",
                          digits ? "out of range" : "not an integer", option->least, option->most,
                          SHOWN, value, digits ? "" : hint);
}

static void show_count(const struct command_option *option, const void *field, char *out,
                       size_t size)
{
    (void)option;
    snprintf(out, size, "%" PRIu64, *(const uint64_t *)field);
}

const struct option_kind option_count = {set_count, show_count};

static bool is_within(const struct option_range *range, double value)
{
    bool low = range->low_open ? value > range->low : value >= range->low;
    bool high = range->high_open ? value < range->high : value <= range->high;
    return low && (high || range->high == 0);
}

static void describe_range(const struct option_range *range, char out[RANGE_SIZE])
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    number_double(range->low, low);
    number_double(range->high, high);
    if (range->high == 0) {
        snprintf(out, RANGE_SIZE, range->low_open ? "a number above %s" : "%s or more", low);
    } else {
        snprintf(out, RANGE_SIZE, "%s%s to %s%s", range->low_open ? "above " : "", low,
                 range->high_open ? "below " : "", high);
    }
}

/* "0,01" was meant as 0.01 where commas separate decimals. */
static void hint_comma(const char *value, char hint[NUMBER_SIZE + 32])
{
    char text[NUMBER_SIZE];
    double number;
    hint[0] = 0;
    size_t length = strlen(value);
    const char *comma = strchr(value, ',');
    if (!comma || length >= sizeof text) {
        return;
    }
    memcpy(text, value, length + 1);
    text[comma - value] = '.';
    if (number_parse_double(text, &number)) {
        snprintf(hint, NUMBER_SIZE + 32, " (write %s, with a point)", text);
    }
}

static enum lume_status set_number(const struct command_option *option, const char *what,
                                   const char *value, void *field, struct lume_error *error)
{
    double number;
    bool parsed = number_parse_double(value, &number);
    if (parsed && number <= (double)FLT_MAX && is_within(&option->range, number) &&
        is_within(&option->range, (double)(float)number)) {
        *(float *)field = (float)number;
        return LUME_OK;
    }
    char range[RANGE_SIZE], hint[NUMBER_SIZE + 32];
    describe_range(&option->range, range);
    hint_comma(value, hint);
    return lume_error_set(error, LUME_ERROR_USAGE, what, "%s, expected %s, got \"%.*s\"%s",
                          parsed ? "out of range" : "not a number", range, SHOWN, value, hint);
}

static void show_number(const struct command_option *option, const void *field, char *out,
                        size_t size)
{
    (void)option;
    char text[NUMBER_SIZE];
    snprintf(out, size, "%s", number_float(*(const float *)field, text));
}

const struct option_kind option_number = {set_number, show_number};

static enum lume_status set_choice(const struct command_option *option, const char *what,
                                   const char *value, void *field, struct lume_error *error)
{
    const void *entry = registry_find(option->choices, value, strlen(value));
    if (!entry) {
        return registry_unknown(option->choices, what, value, strlen(value), error);
    }
    *(const void **)field = entry;
    return LUME_OK;
}

static void show_choice(const struct command_option *option, const void *field, char *out,
                        size_t size)
{
    const void *entry = *(const void *const *)field;
    snprintf(out, size, "%s", entry ? option->choices->name(entry) : "");
}

const struct option_kind option_choice = {set_choice, show_choice};
