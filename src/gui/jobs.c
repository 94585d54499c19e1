/* SPDX-License-Identifier: MIT */
#include "gui/jobs.h"

#include "base/memory.h"
#include "base/thread.h"

struct queue {
    struct job *first, *last; /* last: where first is not NULL */
};

struct jobs {
    void (*wake)(void *context);
    void *context;
    size_t n; /* submitted and not done; of the thread that polls, as is has_worker */
    bool has_worker;
    pthread_t worker;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t moved;  /* whenever that changes; the worker and who settles never wait both */
    struct queue waiting, ready;
    bool stopping;
};

static void append(struct queue *queue, struct job *job)
{
    job->next = NULL;
    if (queue->first) {
        queue->last->next = job;
    } else {
        queue->first = job;
    }
    queue->last = job;
}

/* The first of a queue that is not empty. */
static struct job *take(struct queue *queue)
{
    struct job *job = queue->first;
    queue->first = job->next;
    job->next = NULL;
    return job;
}

static void call_wake(const struct jobs *jobs)
{
    if (jobs->wake) {
        jobs->wake(jobs->context);
    }
}

static void run_one(struct jobs *jobs, struct job *job)
{
    job->run(job);
    pthread_mutex_lock(&jobs->mutex);
    append(&jobs->ready, job);
    pthread_cond_signal(&jobs->moved);
    pthread_mutex_unlock(&jobs->mutex);
    call_wake(jobs);
}

static void *work(void *argument)
{
    struct jobs *jobs = argument;
    for (;;) {
        pthread_mutex_lock(&jobs->mutex);
        while (!jobs->waiting.first && !jobs->stopping) {
            pthread_cond_wait(&jobs->moved, &jobs->mutex);
        }
        struct job *job = jobs->stopping ? NULL : take(&jobs->waiting);
        pthread_mutex_unlock(&jobs->mutex);
        if (!job) {
            return NULL;
        }
        run_one(jobs, job);
    }
}

enum lume_status jobs_create(void (*wake)(void *context), void *context, struct jobs **out,
                             struct lume_error *error)
{
    struct jobs *jobs = memory_allocate(1, sizeof *jobs);
    if (!jobs) {
        return memory_exhausted(error, NULL);
    }
    jobs->wake = wake;
    jobs->context = context;
    if (pthread_mutex_init(&jobs->mutex, NULL) != 0) {
        goto fail_mutex;
    }
    if (pthread_cond_init(&jobs->moved, NULL) != 0) {
        goto fail_cond;
    }
    jobs->has_worker = thread_start(&jobs->worker, work, jobs);
    *out = jobs;
    return LUME_OK;

fail_cond:
    pthread_mutex_destroy(&jobs->mutex);
fail_mutex:
    memory_free(jobs);
    return memory_exhausted(error, NULL);
}

void jobs_destroy(struct jobs *jobs)
{
    if (!jobs) {
        return;
    }
    if (jobs->has_worker) {
        pthread_mutex_lock(&jobs->mutex);
        jobs->stopping = true;
        pthread_cond_signal(&jobs->moved);
        pthread_mutex_unlock(&jobs->mutex);
        pthread_join(jobs->worker, NULL);
    }
    pthread_cond_destroy(&jobs->moved);
    pthread_mutex_destroy(&jobs->mutex);
    memory_free(jobs);
}

void jobs_submit(struct jobs *jobs, struct job *job)
{
    jobs->n++;
    pthread_mutex_lock(&jobs->mutex);
    append(&jobs->waiting, job);
    pthread_cond_signal(&jobs->moved);
    pthread_mutex_unlock(&jobs->mutex);
    if (!jobs->has_worker) {
        call_wake(jobs);
    }
}

/* All that are ready, as a list. */
static struct job *take_ready(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    struct job *first = jobs->ready.first;
    jobs->ready.first = NULL;
    pthread_mutex_unlock(&jobs->mutex);
    return first;
}

/* Without a worker: the next one, run; whoever polls is to come back for those after it. */
static struct job *run_next(struct jobs *jobs)
{
    struct job *job = jobs->waiting.first ? take(&jobs->waiting) : NULL;
    if (job) {
        job->run(job);
    }
    if (jobs->waiting.first) {
        call_wake(jobs);
    }
    return job;
}

bool jobs_poll(struct jobs *jobs)
{
    struct job *job = jobs->has_worker ? take_ready(jobs) : run_next(jobs);
    const bool any = job;
    while (job) {
        struct job *next = job->next; /* `done` may submit it again, or release it */
        jobs->n--;
        job->done(job);
        job = next;
    }
    return any;
}

void jobs_settle(struct jobs *jobs)
{
    while (jobs->n > 0) {
        if (jobs->has_worker) {
            pthread_mutex_lock(&jobs->mutex);
            while (!jobs->ready.first) {
                pthread_cond_wait(&jobs->moved, &jobs->mutex);
            }
            pthread_mutex_unlock(&jobs->mutex);
        }
        jobs_poll(jobs);
    }
}

bool jobs_busy(const struct jobs *jobs)
{
    return jobs->n > 0;
}
