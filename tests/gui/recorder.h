/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_RECORDER_H
#define LUME_TESTS_RECORDER_H

/* A backend that writes down what is painted: texts, lines between neurons, neurons, clips. */

#include "check.h"

#include "gui/paint.h"

enum {
    MAX_TEXTS = 512,
    MAX_LINES = 20000,
    MAX_DISCS = 512,
    MAX_CLIPS = 512,
    TEXT = 128,
    MAX_DEPTH = 32
};

struct written {
    char text[TEXT];
    bool cut, in_inspector;
    const char *area; /* the outermost group */
    struct paint_text_style style;
    float x, y, width;
};

struct line {
    uint32_t color;
    float width;
    bool dashed;
};

static struct recorder {
    struct paint paint;
    const char *groups[MAX_DEPTH];
    int depth;
    size_t n_texts, n_lines, n_discs, n_clips;
    struct written texts[MAX_TEXTS];
    struct line lines[MAX_LINES];        /* of the groups lines-2, lines-3, … */
    struct paint_point discs[MAX_DISCS]; /* of the groups layer-1, layer-2, … */
    struct paint_rect clips[MAX_CLIPS];  /* of the group bars */
} recorder;

static bool is_in(const char *name)
{
    for (int i = 0; i < recorder.depth; i++) {
        if (recorder.groups[i] && strncmp(recorder.groups[i], name, strlen(name)) == 0) {
            return true;
        }
    }
    return false;
}

/* Views keep names on the stack: what is asked for is compared now. */
static void begin_group(struct paint *paint, const char *name)
{
    (void)paint;
    static const char *const known[] = {
        "inspector", "lines-1",  "lines-", "layer-",    "paper",       "network",
        "bars",      "answer",   "legend", "confusion", "calibration", "gallery",
        "ranks",     "controls", "title",  "heading",   "versus",
    };
    const char *kept = NULL;
    for (size_t i = 0; !kept && i < sizeof known / sizeof *known; i++) {
        const bool whole = strcmp(known[i], "lines-1") == 0;
        kept = strncmp(name, known[i], strlen(known[i]) + whole) == 0 ? known[i] : NULL;
    }
    recorder.groups[recorder.depth++] = kept;
}

static void leave(struct paint *paint)
{
    (void)paint;
    recorder.depth--;
}

static void push_clip(struct paint *paint, const struct paint_rect *rect)
{
    if (is_in("bars")) {
        assert_true(recorder.n_clips < MAX_CLIPS);
        recorder.clips[recorder.n_clips++] = *rect;
    }
    begin_group(paint, "clip");
}

static void polyline(struct paint *paint, const struct paint_point *points, size_t n,
                     const struct paint_stroke *stroke)
{
    (void)paint, (void)points, (void)n;
    if (is_in("lines-") && !is_in("lines-1")) {
        assert_true(recorder.n_lines < MAX_LINES);
        recorder.lines[recorder.n_lines++] =
            (struct line){stroke->color, stroke->width, stroke->dash_on > 0};
    }
}

static void disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color)
{
    (void)paint, (void)color;
    assert_true(radius > 0);
    if (is_in("layer-")) {
        assert_true(recorder.n_discs < MAX_DISCS);
        recorder.discs[recorder.n_discs++] = middle;
    }
}

static void ring(struct paint *paint, struct paint_point middle, float radius, float width,
                 uint32_t color)
{
    (void)paint, (void)middle, (void)radius, (void)width, (void)color;
}

static void fill(struct paint *paint, const struct paint_rect *rect, float radius, uint32_t color)
{
    (void)paint, (void)rect, (void)radius, (void)color;
}

static void outline(struct paint *paint, const struct paint_rect *rect, float radius, float width,
                    uint32_t color)
{
    (void)paint, (void)rect, (void)radius, (void)width, (void)color;
}

static void image(struct paint *paint, const struct paint_rect *rect,
                  const struct paint_image *picture)
{
    (void)paint, (void)rect, (void)picture;
}

static void text(struct paint *paint, const struct paint_run *run,
                 const struct paint_text_style *style)
{
    (void)paint;
    assert_true(recorder.n_texts < MAX_TEXTS && run->size < TEXT && style->font.size > 0);
    struct written *to = &recorder.texts[recorder.n_texts++];
    *to = (struct written){.cut = run->ellipsis,
                           .in_inspector = is_in("inspector"),
                           .area = recorder.groups[0],
                           .style = *style,
                           .x = run->x,
                           .y = run->y,
                           .width = run->width};
    memcpy(to->text, run->text, run->size);
}

static const struct paint_backend backend = {
    .begin_group = begin_group,
    .end_group = leave,
    .push_clip = push_clip,
    .pop_clip = leave,
    .polyline = polyline,
    .disc = disc,
    .ring = ring,
    .fill = fill,
    .outline = outline,
    .image = image,
    .text = text,
};

static inline void start_recorder(struct font *font)
{
    memset(&recorder, 0, sizeof recorder);
    recorder.paint = (struct paint){&backend, font, 0};
}

/* The first text that is this one; NULL: there is none. */
static inline const struct written *find_text(const char *wanted)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        if (strcmp(recorder.texts[i].text, wanted) == 0) {
            return &recorder.texts[i];
        }
    }
    return NULL;
}

/* The first text that begins so; NULL: there is none. */
static inline const struct written *find_beginning(const char *wanted)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        if (strncmp(recorder.texts[i].text, wanted, strlen(wanted)) == 0) {
            return &recorder.texts[i];
        }
    }
    return NULL;
}

#endif
