/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"

#include <lume/idx.h>
#include <lume/ink_image.h>
#include <lume/synth.h>

#include <string.h>

enum { N_DIGITS = 10, NO_DIGIT = N_DIGITS, DECIMALS = 4 };

/* What is generated. */
struct kind {
    const char *name, *doc;
    const struct lume_synth_style *(*choose)(size_t drawing, struct lume_rng *rng);
};

static const struct lume_synth_style *choose_digit(size_t drawing, struct lume_rng *rng)
{
    return lume_synth_choose_digit((int)(drawing % N_DIGITS), rng);
}

static const struct lume_synth_style *choose_other(size_t drawing, struct lume_rng *rng)
{
    (void)drawing;
    return lume_synth_choose_other(rng);
}

static const struct lume_synth_style *choose_any(size_t drawing, struct lume_rng *rng)
{
    return drawing % 2 == 0 ? choose_digit(drawing / 2, rng) : choose_other(drawing, rng);
}

static const struct kind kinds[] = {
    {"digits", "0, 1, 2 and so on, each in all ways that there are for it", choose_digit},
    {"others", "letters, symbols and scribbles", choose_other},
    {"all", "a digit and something else in turn", choose_any},
};

static const void *kind_at(size_t index)
{
    return index < sizeof kinds / sizeof *kinds ? &kinds[index] : NULL;
}

static const char *kind_name(const void *entry)
{
    return ((const struct kind *)entry)->name;
}

static const char *kind_doc(const void *entry)
{
    return ((const struct kind *)entry)->doc;
}

static const struct registry registry_kinds = {"kinds", "kind", kind_at, kind_name, kind_doc, NULL};

struct synth_options {
    struct options_given given;
    uint64_t count, seed;
    const void *kind, *style;
    const char *labels;
    bool augment;
};

#define FIELD(field) .offset = offsetof(struct synth_options, field)

static const struct command_option table[] = {
    {"count", .metavar = "N", .kind = &option_count, .least = 1, .most = 1000000, FIELD(count),
     .help = "drawings to generate"},
    {"seed", .metavar = "N", .kind = &option_count, .most = UINT64_MAX, FIELD(seed),
     .help = "of everything random: equal seeds, equal files"},
    {"kind", .metavar = "NAME", .kind = &option_choice, .choices = &registry_kinds, FIELD(kind),
     .help = "what they show"},
    {"style", .metavar = "NAME", .kind = &option_choice, .choices = &registry_styles, FIELD(style),
     .initial = "all of the kind, each as often as people do", .help = "one way to write alone"},
    {"augment", .kind = &option_flag, FIELD(augment),
     .help = "change each at random as training does"},
    {"labels", .metavar = "FILE", .kind = &option_text, FIELD(labels),
     .help = "where labels go beside an IDX file of images"},
    {.name = NULL},
};

static const struct option_rule rules[] = {
    {"style", RULE_EXCLUDES, "kind"},
    {NULL, RULE_NEEDS, NULL},
};

static void prepare(void *values)
{
    struct synth_options *options = values;
    options->count = 1000;
    options->seed = 1;
    options->kind = &kinds[0];
}

/* Drawings in memory; each style is a writer. */
struct drawings {
    struct lume_ink_set set; /* a view of the rest */
    struct arena arena;
    struct lume_ink_item *items;
    const char **writers;
    size_t n_points; /* and strokes */
};

static void drawings_finish(struct drawings *drawings)
{
    arena_finish(&drawings->arena);
    memory_free(drawings->items);
    memory_free(drawings->writers);
}

static enum lume_status make_room(size_t n, struct drawings *out, struct lume_error *error)
{
    size_t n_styles = 0;
    while (lume_synth_style_at(n_styles)) {
        n_styles++;
    }
    out->items = memory_allocate(n, sizeof *out->items);
    out->writers = memory_allocate(n_styles, sizeof *out->writers);
    if (!out->items || !out->writers) {
        return memory_exhausted(error, NULL);
    }
    for (size_t i = 0; i < n_styles; i++) {
        out->writers[i] = lume_synth_style_at(i)->name;
    }
    out->set =
        (struct lume_ink_set){.items = out->items, .n_writers = n_styles, .writers = out->writers};
    return LUME_OK;
}

/* Add a copy of what a room holds. */
static enum lume_status add(struct drawings *drawings, const struct lume_synth_style *style,
                            const struct lume_strokes_room *room, struct lume_error *error)
{
    drawings->n_points += room->n_points + room->n_strokes;
    if (drawings->n_points > LUME_INK_MAX_SET_POINTS) {
        return lume_error_set(error, LUME_ERROR_MEMORY, "--count",
                              "points and strokes, expected at most %d, got more with drawing %zu",
                              LUME_INK_MAX_SET_POINTS, drawings->set.n + 1);
    }
    const size_t points_size = room->n_points * sizeof *room->points;
    const size_t ends_size = room->n_strokes * sizeof *room->ends;
    struct lume_ink_point *points = arena_take(&drawings->arena, points_size);
    uint32_t *ends = arena_take(&drawings->arena, ends_size);
    if (!points || !ends) {
        return memory_exhausted(error, NULL);
    }
    memcpy(points, room->points, points_size);
    memcpy(ends, room->ends, ends_size);
    int writer = 0;
    while (lume_synth_style_at((size_t)writer) != style) {
        writer++;
    }
    const size_t n = drawings->set.n++;
    drawings->items[n] = (struct lume_ink_item){.label = style->label,
                                                .writer = writer,
                                                .line = n + 1,
                                                .strokes = {points, ends, room->n_strokes}};
    return LUME_OK;
}

/* Draw all; augment: NULL: not. */
static enum lume_status draw(const struct synth_options *options,
                             const struct lume_ink_augment *augment, struct drawings *out,
                             struct lume_error *error)
{
    struct lume_ink_point points[2][LUME_SYNTH_MAX_POINTS];
    uint32_t ends[2][LUME_SYNTH_MAX_STROKES];
    const struct kind *kind = options->kind;
    enum lume_status status = make_room((size_t)options->count, out, error);
    for (size_t i = 0; i < options->count && status == LUME_OK; i++) {
        struct lume_strokes_room rooms[2];
        for (size_t k = 0; k < 2; k++) {
            rooms[k] = (struct lume_strokes_room){.points = points[k],
                                                  .ends = ends[k],
                                                  .max_points = LUME_SYNTH_MAX_POINTS,
                                                  .max_strokes = LUME_SYNTH_MAX_STROKES};
        }
        struct lume_rng rng = lume_rng_make(options->seed, i);
        const struct lume_synth_style *style =
            options->style ? options->style : kind->choose(i, &rng);
        style->draw(style, &rng, &rooms[0]);
        if (augment) {
            const struct lume_strokes drawn = lume_strokes_room_view(&rooms[0]);
            lume_ink_augment_strokes(augment, &drawn, &rng, &rooms[1]);
        }
        status = add(out, style, &rooms[augment ? 1 : 0], error);
    }
    return status;
}

static enum lume_status save_ink(const struct synth_options *options, const char *path,
                                 const struct lume_ink_augment *augment, struct lume_error *error)
{
    struct drawings drawings = {0};
    enum lume_status status = draw(options, augment, &drawings, error);
    if (status == LUME_OK) {
        status = lume_ink_set_save(&drawings.set, DECIMALS, path, error);
    }
    drawings_finish(&drawings);
    return status;
}

/* What is no digit gets a label of its own here: images cannot do without. */
static enum lume_status save_idx(const struct synth_options *options, const char *path,
                                 const struct lume_ink_augment *augment, struct lume_error *error)
{
    struct drawings drawings = {0};
    struct lume_dataset made = {0};
    enum lume_status status = draw(options, NULL, &drawings, error);
    for (size_t i = 0; i < drawings.set.n; i++) {
        int *label = &drawings.items[i].label;
        *label = *label == LUME_INK_NO_LABEL ? NO_DIGIT : *label;
    }
    if (status == LUME_OK) {
        /* another seed, since drawing has used the streams of this one */
        status = lume_dataset_from_ink(&drawings.set, path, NO_DIGIT + 1, augment, 1,
                                       ~options->seed, NULL, &made, error);
    }
    drawings_finish(&drawings);
    const struct lume_idx images = {.n_dims = 3,
                                    .dims = {made.n, made.rows, made.columns},
                                    .size = made.n * made.rows * made.columns,
                                    .bytes = made.pixels};
    const struct lume_idx labels = {
        .n_dims = 1, .dims = {made.n, 1, 1}, .size = made.n, .bytes = made.labels};
    if (status == LUME_OK) {
        status = lume_idx_save(&images, path, error);
    }
    if (status == LUME_OK) {
        status = lume_idx_save(&labels, options->labels, error);
    }
    lume_dataset_finish(&made);
    return status;
}

/* What a name tells about the format; with ".gz" behind it is the same, compressed. */
static const struct ending {
    const char *text;
    bool has_labels; /* inside */
    enum lume_status (*save)(const struct synth_options *options, const char *path,
                             const struct lume_ink_augment *augment, struct lume_error *error);
} endings[] = {
    {".jsonl", true, save_ink},
    {".idx", false, save_idx},
    {"-ubyte", false, save_idx},
};

static enum lume_status find_ending(const char *path, const struct ending **out,
                                    struct lume_error *error)
{
    size_t length = strlen(path);
    length -= length > 3 && strcmp(path + length - 3, ".gz") == 0 ? 3 : 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t n = strlen(endings[i].text);
        if (length > n && memcmp(path + length - n, endings[i].text, n) == 0) {
            *out = &endings[i];
            return LUME_OK;
        }
    }
    return lume_error_set(error, LUME_ERROR_USAGE, path,
                          "its name tells no format, expected one that ends in .jsonl, .idx or "
                          "-ubyte, or in .gz after that");
}

static enum lume_status check(const struct synth_options *options, const struct ending *ending,
                              const char *path, struct lume_error *error)
{
    const char *labels = options->labels;
    if (labels && ending->has_labels) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--labels",
                              "is for IDX files, an ink file has its labels inside");
    }
    if (!labels && !ending->has_labels) {
        return lume_error_set(error, LUME_ERROR_USAGE, path,
                              "an IDX file of images needs --labels beside it");
    }
    if (labels && (strcmp(labels, path) == 0 || file_same(labels, path))) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--labels", "is the same file as OUT");
    }
    enum lume_status status = file_check_writable(path, error);
    return status == LUME_OK && labels ? file_check_writable(labels, error) : status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)n_operands;
    const struct synth_options *options = values;
    const char *path = operands[0];
    const struct ending *ending = NULL;
    struct lume_ink_augment augment;
    lume_ink_augment_defaults(&augment);
    enum lume_status status = find_ending(path, &ending, error);
    if (status == LUME_OK) {
        status = check(options, ending, path, error);
    }
    return status == LUME_OK
               ? ending->save(options, path, options->augment ? &augment : NULL, error)
               : status;
}

const struct command command_synth = {
    .name = "synth",
    .operands = "OUT",
    .summary = "Generate handwritten digits, or what is none, as strokes or images.",
    .details = "OUT ends in .jsonl: an ink file, whose writers are the styles; or in .idx or "
               "-ubyte: an IDX file of images, where 10 labels what is no digit. With .gz behind, "
               "it is compressed.",
    .min_operands = 1,
    .max_operands = 1,
    .options = table,
    .rules = rules,
    .values_size = sizeof(struct synth_options),
    .prepare = prepare,
    .run = run,
};
