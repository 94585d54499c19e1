/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include "base/memory.h"
#include "cli/suggest.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>

enum { NAME_COLUMN = 2, TEXT_COLUMN = 30, ENTRY_COLUMN = 24, DESCRIPTION_SIZE = 1024 };

static void print_paragraph(const char *text)
{
    text_wrap(stdout, text, 0, 0, TEXT_WIDTH);
}

/* Print "NAME    text" with the text from column `at` on. */
static void print_entry(const char *name, const char *text, size_t at)
{
    size_t column = NAME_COLUMN + strlen(name);
    printf("%*s%s", NAME_COLUMN, "", name);
    if (column + 2 > at) {
        putchar('\n');
        column = 0;
    }
    text_wrap(stdout, text, column, at, TEXT_WIDTH);
}

static void print_registry(const struct registry *registry)
{
    const void *entry;
    for (size_t i = 0; (entry = registry->at(i)) != NULL; i++) {
        print_entry(registry->name(entry), registry->doc(entry), ENTRY_COLUMN);
        for (const char *const *more = registry->more ? registry->more(entry) : NULL; more && *more;
             more++) {
            printf("%*s%s\n", ENTRY_COLUMN + NAME_COLUMN, "", *more);
        }
    }
}

void help_program(void)
{
    puts("Usage: lume COMMAND [OPTION]... [OPERAND]...\n");
    print_paragraph("Recognise handwritten digits with a small neural network, and see how.");
    puts("\nCommands:");
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        print_entry(command->name, command->summary, ENTRY_COLUMN);
    }
    print_entry("help [COMMAND | TOPIC]", "print help", ENTRY_COLUMN);
    puts("\nTopics:");
    const struct registry *registry;
    for (size_t i = 0; (registry = registry_at(i)) != NULL; i++) {
        char text[DESCRIPTION_SIZE];
        registry_names(registry, text, sizeof text);
        print_entry(registry->topic, text, ENTRY_COLUMN);
    }
    puts("\nOptions:");
    print_entry("-h, --help", option_help.help, TEXT_COLUMN);
    print_entry("    --version", "print the version and exit", TEXT_COLUMN);
    puts("\nThe manual: man lume");
}

/* `values` hold the defaults; NULL: unknown. */
static void print_option(const struct command_option *option, const void *values)
{
    char name[DESCRIPTION_SIZE], text[2 * DESCRIPTION_SIZE], names[DESCRIPTION_SIZE / 2] = "";
    char shown[DESCRIPTION_SIZE / 2] = "";
    char letter[] = "-x, ";
    letter[1] = option->letter;
    snprintf(name, sizeof name, "%s--%s%s%s%s%s", option->letter ? letter : "    ", option->name,
             option->alias ? ", --" : "", option->alias ? option->alias : "",
             option->metavar ? " " : "", option->metavar ? option->metavar : "");
    if (option->choices) {
        registry_names(option->choices, names, sizeof names);
    }
    if (option->initial) {
        snprintf(shown, sizeof shown, "%s", option->initial);
    } else if (values && option->metavar) {
        const void *field = (const char *)values + option->offset;
        option->kind->show(option, field, shown, sizeof shown);
    }
    snprintf(text, sizeof text, "%s%s%s%s%s%s", option->help, option->choices ? ": " : "", names,
             shown[0] ? " [" : "", shown, shown[0] ? "]" : "");
    print_entry(name, text, TEXT_COLUMN);
}

void help_command(const struct command *command)
{
    printf("Usage: lume %s [OPTION]...%s%s\n\n", command->name, command->max_operands ? " " : "",
           command->operands);
    print_paragraph(command->summary);
    if (command->details) {
        putchar('\n');
        print_paragraph(command->details);
    }
    puts("\nOptions:");
    void *values = memory_allocate(1, command->values_size);
    if (values && command->prepare) {
        command->prepare(values);
    }
    for (size_t i = 0; command->options[i].name; i++) {
        print_option(&command->options[i], values);
    }
    memory_free(values);
    print_option(&option_help, NULL);
}

static enum lume_status unknown_topic(const char *name, struct lume_error *error)
{
    struct suggestion near = suggest_start(name, strlen(name));
    const struct command *command;
    const struct registry *registry;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        suggest_offer(&near, command->name);
    }
    for (size_t i = 0; (registry = registry_at(i)) != NULL; i++) {
        suggest_offer(&near, registry->topic);
    }
    if (near.name) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "no help on \"%s\" (did you mean \"%s\"?)", name, near.name);
    }
    return lume_error_set(error, LUME_ERROR_USAGE, NULL, "no help on \"%s\", see \"lume --help\"",
                          name);
}

enum lume_status help_run(char **operands, size_t n_operands, struct lume_error *error)
{
    if (n_operands == 0) {
        help_program();
        return LUME_OK;
    }
    if (n_operands > 1) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "unexpected operand \"%s\"",
                              operands[1]);
    }
    const struct registry *registry;
    for (size_t i = 0; (registry = registry_at(i)) != NULL; i++) {
        if (strcmp(registry->topic, operands[0]) == 0) {
            print_registry(registry);
            return LUME_OK;
        }
    }
    const struct command *command;
    if (command_find(operands[0], &command, NULL) == LUME_OK) {
        help_command(command);
        return LUME_OK;
    }
    return unknown_topic(operands[0], error);
}
