/* SPDX-License-Identifier: MIT */
#include <lume/ink.h>

#include "base/memory.h"
#include "base/number.h"
#include "data/eraser.h"

#include <math.h>
#include <string.h>

enum {
    RECORD_POINTS = 4 * LUME_INK_MAX_POINTS,
    RECORD_STROKES = 4 * LUME_INK_MAX_STROKES,
};

#define NEVER UINT64_MAX

/* A stroke, or what an eraser left of one, with points of its own. It is there after edits born to
 * gone - 1. */
struct piece {
    struct lume_ink_point *points; /* [n], n > 0 */
    size_t n, capacity;
    uint64_t born, gone;
    bool fresh; /* made by the erasing that is being tried */
};

/* In the order of strokes. */
struct pieces {
    struct piece *items;
    size_t n, capacity;
};

enum tool { TOOL_UP, TOOL_PEN, TOOL_ERASER };

struct lume_ink {
    struct pieces pieces;
    struct pieces spare;           /* empty but while an erasing is tried */
    size_t n_points;               /* of all pieces */
    uint64_t oldest, done, newest; /* edits: that cannot be undone, that are done, that there are */
    struct lume_strokes_room view; /* what is there now; the last stroke is that of the pen */
    enum tool tool;
    bool counts;  /* what is going on: it is the edit `done` */
    bool rubbing; /* the eraser has a place */
    double x, y;  /* of the eraser */
};

enum lume_status lume_ink_create(struct lume_ink **out, struct lume_error *error)
{
    struct lume_ink *ink = memory_allocate(1, sizeof *ink);
    if (!ink) {
        return memory_exhausted(error, NULL);
    }
    *out = ink;
    return LUME_OK;
}

void lume_ink_destroy(struct lume_ink *ink)
{
    if (!ink) {
        return;
    }
    for (size_t i = 0; i < ink->pieces.n; i++) {
        memory_free(ink->pieces.items[i].points);
    }
    memory_free(ink->pieces.items);
    memory_free(ink->spare.items);
    memory_free(ink->view.points);
    memory_free(ink->view.ends);
    memory_free(ink);
}

/* --- room, which is made before anything changes --- */

/* The block, or a larger one with its content, that has room for n elements; NULL when memory is
 * exhausted. */
static void *grown(void *block, size_t *capacity, size_t n, size_t size)
{
    if (n <= *capacity) {
        return block;
    }
    size_t most = 2 * *capacity > n ? 2 * *capacity : n;
    most = most > 16 ? most : 16;
    void *larger = memory_grow(block, *capacity * size, most * size);
    *capacity = larger ? most : *capacity;
    return larger;
}

static bool make_pieces(struct pieces *pieces, size_t n)
{
    void *items = grown(pieces->items, &pieces->capacity, n, sizeof *pieces->items);
    pieces->items = items ? items : pieces->items;
    return items != NULL;
}

static bool make_points(struct piece *piece, size_t n)
{
    void *points = grown(piece->points, &piece->capacity, n, sizeof *piece->points);
    piece->points = points ? points : piece->points;
    return points != NULL;
}

static bool make_view(struct lume_strokes_room *view, size_t n_points, size_t n_strokes)
{
    void *points = grown(view->points, &view->max_points, n_points, sizeof *view->points);
    view->points = points ? points : view->points;
    void *ends = grown(view->ends, &view->max_strokes, n_strokes, sizeof *view->ends);
    view->ends = ends ? ends : view->ends;
    return points && ends;
}

static enum lume_status check_size(size_t n_points, size_t n_strokes, struct lume_error *error)
{
    if (n_points > LUME_INK_MAX_POINTS) {
        return lume_error_set(error, LUME_ERROR_MEMORY, NULL,
                              "points of a drawing, expected at most %d, got %zu",
                              LUME_INK_MAX_POINTS, n_points);
    }
    if (n_strokes > LUME_INK_MAX_STROKES) {
        return lume_error_set(error, LUME_ERROR_MEMORY, NULL,
                              "strokes of a drawing, expected at most %d, got %zu",
                              LUME_INK_MAX_STROKES, n_strokes);
    }
    return LUME_OK;
}

/* --- the record --- */

static bool is_there(const struct lume_ink *ink, const struct piece *piece)
{
    return piece->born <= ink->done && ink->done < piece->gone;
}

static void show(struct lume_strokes_room *view, const struct piece *piece)
{
    memcpy(view->points + view->n_points, piece->points, piece->n * sizeof *piece->points);
    view->n_points += piece->n;
    view->ends[view->n_strokes++] = (uint32_t)view->n_points;
}

/* The view has had room for this before: room does not shrink. */
static void show_all(struct lume_ink *ink)
{
    ink->view.n_points = ink->view.n_strokes = 0;
    for (size_t i = 0; i < ink->pieces.n; i++) {
        if (is_there(ink, &ink->pieces.items[i])) {
            show(&ink->view, &ink->pieces.items[i]);
        }
    }
}

/* Release what no undo or redo can bring back. */
static void tidy(struct lume_ink *ink)
{
    size_t n = 0;
    ink->n_points = 0;
    for (size_t i = 0; i < ink->pieces.n; i++) {
        struct piece piece = ink->pieces.items[i];
        bool shows = piece.gone > ink->oldest && piece.gone > piece.born;
        if (piece.born > ink->newest || !shows) {
            memory_free(piece.points);
            continue;
        }
        piece.gone = piece.gone > ink->newest ? NEVER : piece.gone;
        ink->n_points += piece.n;
        ink->pieces.items[n++] = piece;
    }
    ink->pieces.n = n;
}

/* Tell whether half of the record is free once edits up to `oldest` cannot be undone. */
static bool halves(const struct lume_ink *ink, uint64_t oldest)
{
    size_t n_points = 0, n_pieces = 0;
    for (size_t i = 0; i < ink->pieces.n; i++) {
        if (ink->pieces.items[i].gone > oldest) {
            n_points += ink->pieces.items[i].n;
            n_pieces++;
        }
    }
    return n_points <= RECORD_POINTS / 2 && n_pieces <= RECORD_STROKES / 2;
}

/* What the last edit made and what it removed are a drawing each, so without the edits before it
 * half of the record is free. */
static void bound(struct lume_ink *ink)
{
    if (ink->n_points <= RECORD_POINTS && ink->pieces.n <= RECORD_STROKES) {
        return;
    }
    uint64_t high = ink->done - 1;
    while (ink->oldest < high) {
        uint64_t middle = ink->oldest + (high - ink->oldest) / 2;
        if (halves(ink, middle)) {
            high = middle;
        } else {
            ink->oldest = middle + 1;
        }
    }
    tidy(ink);
}

/* Count an edit; what was undone goes. */
static void count_edit(struct lume_ink *ink)
{
    if (ink->newest > ink->done) {
        ink->newest = ink->done;
        tidy(ink);
    }
    ink->done = ++ink->newest;
}

/* --- edits --- */

static void begin(struct lume_ink *ink, enum tool tool)
{
    ink->tool = tool;
    ink->counts = ink->rubbing = false;
}

void lume_ink_begin_stroke(struct lume_ink *ink)
{
    begin(ink, TOOL_PEN);
}

void lume_ink_begin_erasing(struct lume_ink *ink)
{
    begin(ink, TOOL_ERASER);
}

void lume_ink_end(struct lume_ink *ink)
{
    begin(ink, TOOL_UP);
}

static enum lume_status check_place(double x, double y, struct lume_error *error)
{
    if (fabs(x) <= LUME_INK_MAX_COORDINATE && fabs(y) <= LUME_INK_MAX_COORDINATE) {
        return LUME_OK;
    }
    char text_x[NUMBER_SIZE], text_y[NUMBER_SIZE];
    return lume_error_set(error, LUME_ERROR_DATA, NULL,
                          "place of the pen, expected -1e9 to 1e9, got %s, %s",
                          number_double(x, text_x), number_double(y, text_y));
}

/* Count a stroke that has no points yet, but room for one. */
static bool begin_piece(struct lume_ink *ink)
{
    struct piece piece = {.gone = NEVER};
    if (!make_pieces(&ink->pieces, ink->pieces.n + 1) || !make_points(&piece, 1)) {
        return false;
    }
    count_edit(ink);
    ink->counts = true;
    piece.born = ink->done;
    ink->pieces.items[ink->pieces.n++] = piece;
    ink->view.n_strokes++;
    return true;
}

enum lume_status lume_ink_add_point(struct lume_ink *ink, const struct lume_ink_point *point,
                                    struct lume_error *error)
{
    enum lume_status status = check_place(point->x, point->y, error);
    if (status != LUME_OK) {
        return status;
    }
    if (ink->tool != TOOL_PEN) {
        lume_ink_begin_stroke(ink);
    }
    struct lume_strokes_room *view = &ink->view;
    const struct lume_ink_point *last = ink->counts ? &view->points[view->n_points - 1] : NULL;
    if (last && last->x == point->x && last->y == point->y) {
        return LUME_OK;
    }
    size_t n_points = view->n_points + 1, n_strokes = view->n_strokes + !ink->counts;
    status = check_size(n_points, n_strokes, error);
    if (status != LUME_OK) {
        return status;
    }
    struct piece *piece = ink->counts ? &ink->pieces.items[ink->pieces.n - 1] : NULL;
    if (!make_view(view, n_points, n_strokes) ||
        !(piece ? make_points(piece, piece->n + 1) : begin_piece(ink))) {
        return memory_exhausted(error, NULL);
    }
    piece = &ink->pieces.items[ink->pieces.n - 1];
    piece->points[piece->n++] = *point;
    view->points[view->n_points++] = *point;
    view->ends[n_strokes - 1] = (uint32_t)n_points;
    ink->n_points++;
    bound(ink);
    return LUME_OK;
}

/* Append a stroke of the room to the spare pieces. */
static bool keep_rest(struct pieces *spare, const struct lume_ink_point *points, size_t n,
                      uint64_t edit)
{
    struct piece piece = {.n = n, .born = edit, .gone = NEVER, .fresh = true};
    if (!make_pieces(spare, spare->n + 1) || !make_points(&piece, n)) {
        return false;
    }
    memcpy(piece.points, points, n * sizeof *points);
    spare->items[spare->n++] = piece;
    return true;
}

/* Append what the eraser leaves of a piece to the spare pieces. */
static bool keep_rests(struct pieces *spare, const struct eraser *eraser, const struct piece *piece,
                       uint64_t edit)
{
    size_t max_points = eraser_max_points(piece->n), max_strokes = eraser_max_strokes(piece->n);
    struct lume_strokes_room left = {
        .points = memory_allocate(max_points, sizeof *left.points),
        .ends = memory_allocate(max_strokes, sizeof *left.ends),
        .max_points = max_points,
        .max_strokes = max_strokes,
    };
    bool ok = left.points && left.ends;
    if (ok) {
        eraser_cut(eraser, piece->points, piece->n, &left);
    }
    size_t first = 0;
    for (size_t i = 0; ok && i < left.n_strokes; first = left.ends[i++]) {
        ok = keep_rest(spare, left.points + first, left.ends[i] - first, edit);
    }
    memory_free(left.points);
    memory_free(left.ends);
    return ok;
}

/* Put into the spare pieces what there will be after rubbing, the record included but for what was
 * undone, and make room to show it. */
static enum lume_status try_erasing(struct lume_ink *ink, const struct eraser *eraser,
                                    uint64_t edit, struct lume_error *error)
{
    size_t n_points = 0, n_strokes = 0;
    for (size_t i = 0; i < ink->pieces.n; i++) {
        struct piece piece = ink->pieces.items[i];
        bool there = is_there(ink, &piece);
        bool touched = there && eraser_touches(eraser, piece.points, piece.n);
        if (piece.born > ink->done) {
            continue;
        }
        piece.gone = touched ? edit : there ? NEVER : piece.gone;
        if (!make_pieces(&ink->spare, ink->spare.n + 1)) {
            return memory_exhausted(error, NULL);
        }
        ink->spare.items[ink->spare.n++] = piece;
        if (touched && !keep_rests(&ink->spare, eraser, &piece, edit)) {
            return memory_exhausted(error, NULL);
        }
    }
    for (size_t i = 0; i < ink->spare.n; i++) {
        bool stays = ink->spare.items[i].gone == NEVER;
        n_points += stays ? ink->spare.items[i].n : 0;
        n_strokes += stays;
    }
    enum lume_status status = check_size(n_points, n_strokes, error);
    if (status == LUME_OK && !make_view(&ink->view, n_points, n_strokes)) {
        return memory_exhausted(error, NULL);
    }
    return status;
}

static void discard_spare(struct lume_ink *ink)
{
    for (size_t i = 0; i < ink->spare.n; i++) {
        if (ink->spare.items[i].fresh) {
            memory_free(ink->spare.items[i].points);
        }
    }
    ink->spare.n = 0;
}

/* Make the spare pieces the record. */
static void adopt_spare(struct lume_ink *ink)
{
    if (!ink->counts) {
        count_edit(ink); /* releases what was undone, which the spare pieces do not have */
        ink->counts = true;
    }
    struct pieces old = ink->pieces;
    ink->pieces = ink->spare;
    ink->spare = old;
    ink->spare.n = 0;
    for (size_t i = 0; i < ink->pieces.n; i++) {
        ink->pieces.items[i].fresh = false;
    }
    tidy(ink); /* what came and went in this pass */
    bound(ink);
    show_all(ink);
}

static bool touches_any(const struct lume_ink *ink, const struct eraser *eraser)
{
    size_t first = 0;
    for (size_t i = 0; i < ink->view.n_strokes; first = ink->view.ends[i++]) {
        if (eraser_touches(eraser, ink->view.points + first, ink->view.ends[i] - first)) {
            return true;
        }
    }
    return false;
}

enum lume_status lume_ink_erase(struct lume_ink *ink, double x, double y, double radius,
                                struct lume_error *error)
{
    enum lume_status status = check_place(x, y, error);
    if (status != LUME_OK) {
        return status;
    }
    if (!(radius > 0 && radius <= LUME_INK_MAX_COORDINATE)) {
        char text[NUMBER_SIZE];
        return lume_error_set(error, LUME_ERROR_DATA, NULL,
                              "radius of the eraser, expected above 0 to 1e9, got %s",
                              number_double(radius, text));
    }
    if (ink->tool != TOOL_ERASER) {
        lume_ink_begin_erasing(ink);
    }
    struct eraser eraser = {ink->rubbing ? ink->x : x, ink->rubbing ? ink->y : y, x, y, radius};
    if (touches_any(ink, &eraser)) {
        uint64_t edit = ink->counts ? ink->done : ink->done + 1;
        status = try_erasing(ink, &eraser, edit, error);
        if (status != LUME_OK) {
            discard_spare(ink);
            return status;
        }
        adopt_spare(ink);
    }
    ink->rubbing = true;
    ink->x = x;
    ink->y = y;
    return LUME_OK;
}

void lume_ink_clear(struct lume_ink *ink)
{
    lume_ink_end(ink);
    if (ink->view.n_strokes == 0) {
        return;
    }
    count_edit(ink);
    for (size_t i = 0; i < ink->pieces.n; i++) {
        struct piece *piece = &ink->pieces.items[i];
        piece->gone = piece->gone == NEVER ? ink->done : piece->gone;
    }
    show_all(ink);
}

/* --- the counter --- */

bool lume_ink_undo(struct lume_ink *ink)
{
    lume_ink_end(ink);
    if (ink->done == ink->oldest) {
        return false;
    }
    ink->done--;
    show_all(ink);
    return true;
}

bool lume_ink_can_undo(const struct lume_ink *ink)
{
    return ink->done > ink->oldest;
}

bool lume_ink_redo(struct lume_ink *ink)
{
    lume_ink_end(ink);
    if (ink->done == ink->newest) {
        return false;
    }
    ink->done++;
    show_all(ink);
    return true;
}

struct lume_strokes lume_ink_strokes(const struct lume_ink *ink)
{
    return lume_strokes_room_view(&ink->view);
}
