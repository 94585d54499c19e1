/* SPDX-License-Identifier: MIT */
#include "gui/worker.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/thread.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum {
    MAX_ORDERS = 32,          /* that wait */
    MAX_SLICE = 1 << 16,      /* batches; where the epoch ends there are fewer to do */
    HISTORY_BYTES = 64 << 20, /* of the moments that can be gone back to */
};

/* A slice of work lasts about so long: orders wait no longer. */
static const double slice_seconds = 0.004;

/* A report that nobody has taken is made anew when it is so old. */
static const double report_seconds = 0.015;

/* What a slow reader of the clock may catch up with at most. */
static const double burst_seconds = 0.05;

struct worker {
    struct worker_config config;
    char *folder;
    bool has_thread;
    pthread_t thread;
    struct runner_report *shown; /* of the window's thread, as is has_shown */
    bool has_shown;

    /* Of the thread that works. */
    struct lume_pool *pool;
    struct runner *runner;
    struct runner_report *filled;
    size_t slice;     /* batches */
    double allowed;   /* batches that the speed permits now, with their fraction */
    double counted;   /* when that was */
    double told;      /* when the last report was made */
    bool has_changed; /* since then */
    enum runner_state told_state;
    atomic_bool unwanted; /* what is done is about to end; written with the mutex held */

    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t ordered, settled;
    struct runner_order orders[MAX_ORDERS]; /* n_orders from first on, around the end */
    size_t first, n_orders;
    double speed; /* batches a second */
    bool is_busy, is_ending;
    struct runner_report *ready;
    bool is_fresh, is_waking; /* the ready one is not taken yet; it was told of */
};

/* --- orders --- */

/* Of these in a row the last one does all. */
static const bool replaces[RUNNER_LOOK + 1] = {
    [RUNNER_PLAY] = true,          [RUNNER_PAUSE] = true,    [RUNNER_STOP] = true,
    [RUNNER_LEARNING_RATE] = true, [RUNNER_LOOK] = true,     [RUNNER_RESET] = true,
    [RUNNER_SET_UP] = true,        [RUNNER_NEW_SEED] = true,
};

/* These make an end of the batch in hand, however long it takes. */
static const bool ends[RUNNER_LOOK + 1] = {
    [RUNNER_PAUSE] = true, [RUNNER_STOP] = true,   [RUNNER_LOOK] = true,
    [RUNNER_RESET] = true, [RUNNER_SET_UP] = true, [RUNNER_NEW_SEED] = true,
};

static struct runner_order *last_order(struct worker *worker)
{
    return &worker->orders[(worker->first + worker->n_orders - 1) % MAX_ORDERS];
}

/* Whether an order that waits makes an end of what is done. */
static void look_for_ends(struct worker *worker)
{
    bool unwanted = worker->is_ending;
    for (size_t i = 0; i < worker->n_orders; i++) {
        unwanted = unwanted || ends[worker->orders[(worker->first + i) % MAX_ORDERS].ask];
    }
    atomic_store(&worker->unwanted, unwanted);
}

/* Put it behind the others. Where it makes an end of what they want they are forgotten; where there
 * is no room it takes the place of the last. */
static void append(struct worker *worker, const struct runner_order *order)
{
    if (order->ask == RUNNER_SET_UP) {
        worker->n_orders = 0;
    }
    const bool replaced =
        worker->n_orders > 0 && last_order(worker)->ask == order->ask && replaces[order->ask];
    if (!replaced && worker->n_orders < MAX_ORDERS) {
        worker->n_orders++;
    }
    *last_order(worker) = *order;
    worker->is_busy = true;
    look_for_ends(worker);
}

static bool take_order(struct worker *worker, struct runner_order *out)
{
    pthread_mutex_lock(&worker->mutex);
    const bool any = worker->n_orders > 0;
    if (any) {
        *out = worker->orders[worker->first];
        worker->first = (worker->first + 1) % MAX_ORDERS;
        worker->n_orders--;
        look_for_ends(worker);
    }
    pthread_mutex_unlock(&worker->mutex);
    return any;
}

void worker_order(struct worker *worker, const struct runner_order *order)
{
    pthread_mutex_lock(&worker->mutex);
    append(worker, order);
    pthread_cond_signal(&worker->ordered);
    pthread_mutex_unlock(&worker->mutex);
    if (!worker->has_thread && worker->config.wake) {
        worker->config.wake(worker->config.wake_context);
    }
}

/* --- reports --- */

/* Hand a new report over. */
static void publish(struct worker *worker)
{
    struct lume_error error;
    if (runner_tell(worker->runner, worker->filled, &error) != LUME_OK) {
        worker->filled->state = RUNNER_FAILED;
        worker->filled->error = error;
    }
    worker->told = clock_seconds();
    worker->told_state = runner_doing(worker->runner);
    worker->has_changed = false;
    pthread_mutex_lock(&worker->mutex);
    struct runner_report *report = worker->filled;
    worker->filled = worker->ready;
    worker->ready = report;
    const bool wake = !worker->is_waking;
    worker->is_fresh = worker->is_waking = true;
    pthread_mutex_unlock(&worker->mutex);
    if (wake && worker->config.wake) {
        worker->config.wake(worker->config.wake_context);
    }
}

/* Whether somebody waits for a report, or for what is new in it. */
static bool wants_report(struct worker *worker, bool urgent)
{
    if (!worker->has_changed) {
        return false;
    }
    pthread_mutex_lock(&worker->mutex);
    const bool taken = !worker->is_fresh, last = worker->n_orders == 0;
    pthread_mutex_unlock(&worker->mutex);
    return taken || (urgent && last) || runner_doing(worker->runner) != worker->told_state ||
           clock_seconds() - worker->told > report_seconds;
}

const struct runner_report *worker_report(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    if (worker->is_fresh) {
        struct runner_report *report = worker->shown;
        worker->shown = worker->ready;
        worker->ready = report;
        worker->has_shown = true;
    }
    worker->is_fresh = worker->is_waking = false;
    pthread_mutex_unlock(&worker->mutex);
    return worker->has_shown ? worker->shown : NULL;
}

/* --- work --- */

static bool is_working(const struct worker *worker)
{
    const enum runner_state state = runner_doing(worker->runner);
    return state == RUNNER_LOADING || state == RUNNER_RUNNING;
}

static double speed_of(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    const double speed = worker->speed;
    pthread_mutex_unlock(&worker->mutex);
    return speed;
}

/* How many seconds until the speed allows another batch. */
static double until_due(struct worker *worker, double speed)
{
    if (isinf(speed) || runner_doing(worker->runner) != RUNNER_RUNNING) {
        return 0;
    }
    const double now = clock_seconds();
    worker->allowed += (now - worker->counted) * speed;
    worker->allowed = fmin(worker->allowed, fmax(1, burst_seconds * speed));
    worker->counted = now;
    return worker->allowed >= 1 ? 0 : (1 - worker->allowed) / speed;
}

/* Work for about a slice, and learn how many batches that is. */
static void work(struct worker *worker, double speed)
{
    const bool trains = runner_doing(worker->runner) == RUNNER_RUNNING;
    size_t n = worker->slice;
    if (trains && !isinf(speed)) {
        n = worker->allowed < (double)n ? (size_t)worker->allowed : n;
        worker->allowed -= (double)n;
    }
    const double begun = clock_seconds();
    runner_work(worker->runner, n);
    const double seconds = clock_seconds() - begun;
    if (trains) {
        const double batches = (double)n * slice_seconds / fmax(seconds, 1e-6);
        worker->slice = (size_t)fmin(fmax(batches, 1), fmin(4 * (double)n, MAX_SLICE));
    }
    worker->has_changed = true;
}

static void obey(struct worker *worker, const struct runner_order *order)
{
    runner_obey(worker->runner, order);
    if (order->ask != RUNNER_LEARNING_RATE) {
        worker->slice = 1; /* another network may be slower */
    }
    if (order->ask == RUNNER_BATCH || order->ask == RUNNER_EPOCH || order->ask == RUNNER_PLAY) {
        worker->allowed = fmax(worker->allowed, 1); /* at once */
    }
    worker->has_changed = true;
}

/* One order, one slice, one report: each where there is any. */
static void take_turn(struct worker *worker)
{
    struct runner_order order;
    const bool ordered = take_order(worker, &order);
    if (ordered) {
        obey(worker, &order);
    }
    const double speed = speed_of(worker);
    if (is_working(worker) && until_due(worker, speed) == 0) {
        work(worker, speed);
    }
    const bool rests = !is_working(worker) || until_due(worker, speed) > 0;
    if (wants_report(worker, ordered || rests)) {
        publish(worker);
    }
}

/* Sleep until an order comes, for so long at most; the mutex is held. */
static void rest(struct worker *worker, double seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    const double end = (double)until.tv_nsec * 1e-9 + fmin(seconds, 3600);
    until.tv_sec += (time_t)end;
    until.tv_nsec = (long)((end - floor(end)) * 1e9);
    pthread_cond_timedwait(&worker->ordered, &worker->mutex, &until);
}

/* Sleep until there is something to do; false: to end. */
static bool wait_for_work(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    while (!worker->is_ending && worker->n_orders == 0) {
        const double left = is_working(worker) ? until_due(worker, worker->speed) : INFINITY;
        if (left == 0) {
            break;
        }
        if (isinf(left)) {
            worker->is_busy = false;
            pthread_cond_signal(&worker->settled);
            pthread_cond_wait(&worker->ordered, &worker->mutex);
        } else {
            rest(worker, left);
        }
    }
    const bool goes_on = !worker->is_ending;
    pthread_mutex_unlock(&worker->mutex);
    return goes_on;
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    while (wait_for_work(worker)) {
        take_turn(worker);
    }
    return NULL;
}

void worker_set_speed(struct worker *worker, double batches)
{
    pthread_mutex_lock(&worker->mutex);
    worker->speed = batches;
    pthread_cond_signal(&worker->ordered);
    pthread_mutex_unlock(&worker->mutex);
}

bool worker_poll(struct worker *worker, double seconds)
{
    if (worker->has_thread) {
        return false;
    }
    const double end = clock_seconds() + seconds;
    bool more;
    do {
        take_turn(worker);
        more = worker->n_orders > 0 || is_working(worker);
    } while (more && clock_seconds() < end &&
             (worker->n_orders > 0 || until_due(worker, worker->speed) == 0));
    return more;
}

void worker_settle(struct worker *worker)
{
    while (worker_poll(worker, slice_seconds)) {
        const double left = until_due(worker, worker->speed);
        pthread_mutex_lock(&worker->mutex);
        if (left > 0 && worker->n_orders == 0) {
            rest(worker, left);
        }
        pthread_mutex_unlock(&worker->mutex);
    }
    pthread_mutex_lock(&worker->mutex);
    while (worker->has_thread && worker->is_busy) {
        pthread_cond_wait(&worker->settled, &worker->mutex);
    }
    pthread_mutex_unlock(&worker->mutex);
}

/* --- life --- */

/* What waits by a clock that nobody sets. */
static bool create_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) {
        return false;
    }
    const bool created = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                         pthread_cond_init(condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return created;
}

static bool create_locks(struct worker *worker)
{
    if (pthread_mutex_init(&worker->mutex, NULL) != 0) {
        return false;
    }
    if (!create_condition(&worker->ordered)) {
        goto fail_ordered;
    }
    if (!create_condition(&worker->settled)) {
        goto fail_settled;
    }
    return true;

fail_settled:
    pthread_cond_destroy(&worker->ordered);
fail_ordered:
    pthread_mutex_destroy(&worker->mutex);
    return false;
}

static enum lume_status copy_folder(struct worker *worker, struct lume_error *error)
{
    if (!worker->config.folder) {
        return LUME_OK;
    }
    const size_t size = strlen(worker->config.folder) + 1;
    worker->folder = memory_allocate(size, 1);
    if (!worker->folder) {
        return memory_exhausted(error, NULL);
    }
    memcpy(worker->folder, worker->config.folder, size);
    return LUME_OK;
}

static enum lume_status create_runner(struct worker *worker, struct lume_error *error)
{
    const struct worker_config *config = &worker->config;
    enum lume_status status = lume_pool_create(config->threads, &worker->pool, error);
    if (status == LUME_OK) {
        const struct runner_config inner = {.folder = worker->folder,
                                            .pool = worker->pool,
                                            .n_generated = config->n_generated,
                                            .history_bytes = HISTORY_BYTES,
                                            .unwanted = &worker->unwanted};
        status = runner_create(&inner, &worker->runner, error);
    }
    struct runner_report **const reports[] = {&worker->shown, &worker->filled, &worker->ready};
    for (size_t i = 0; status == LUME_OK && i < sizeof reports / sizeof *reports; i++) {
        status = runner_report_create(reports[i], error);
    }
    return status;
}

/* All but the thread and its locks. */
static void release(struct worker *worker)
{
    runner_report_destroy(worker->shown);
    runner_report_destroy(worker->filled);
    runner_report_destroy(worker->ready);
    runner_destroy(worker->runner);
    lume_pool_destroy(worker->pool);
    memory_free(worker->folder);
    memory_free(worker);
}

enum lume_status worker_create(const struct worker_config *config, struct worker **out,
                               struct lume_error *error)
{
    struct worker *worker = memory_allocate(1, sizeof *worker);
    if (!worker) {
        return memory_exhausted(error, NULL);
    }
    worker->config = *config;
    worker->speed = (double)INFINITY;
    worker->slice = 1;
    worker->told_state = RUNNER_PAUSED;
    worker->counted = clock_seconds();
    atomic_init(&worker->unwanted, false);
    enum lume_status status = copy_folder(worker, error);
    if (status == LUME_OK) {
        status = create_runner(worker, error);
    }
    if (status == LUME_OK && !create_locks(worker)) {
        status = memory_exhausted(error, NULL);
    }
    if (status != LUME_OK) {
        release(worker);
        return status;
    }
    worker->has_thread = !config->in_caller && thread_start(&worker->thread, run, worker);
    *out = worker;
    return LUME_OK;
}

void worker_destroy(struct worker *worker)
{
    if (!worker) {
        return;
    }
    if (worker->has_thread) {
        pthread_mutex_lock(&worker->mutex);
        worker->is_ending = true;
        look_for_ends(worker);
        pthread_cond_signal(&worker->ordered);
        pthread_mutex_unlock(&worker->mutex);
        pthread_join(worker->thread, NULL);
    }
    pthread_cond_destroy(&worker->settled);
    pthread_cond_destroy(&worker->ordered);
    pthread_mutex_destroy(&worker->mutex);
    release(worker);
}
