/* SPDX-License-Identifier: MIT */
#ifndef LUME_POOL_H
#define LUME_POOL_H

#include "status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A fixed set of worker threads that run one function together: the caller is worker 0.
 *
 * Between runs the workers sleep. Inside a run they meet at barriers. Both waits spin for some ten
 * microseconds before they sleep, since a training step lasts no longer. A barrier costs about 100
 * nanoseconds while each thread has a processor, and some microseconds where they have to share.
 */
struct lume_pool;

enum { LUME_POOL_MAX = 256 };

/**
 * Start a pool. Where the system refuses threads the pool has fewer, down to the caller alone.
 *
 * @param n_threads  1 to LUME_POOL_MAX, the caller included; 0: as many as this process may use at
 *                   once, at most 4 (more do not pay for a network of this size)
 * @param out  the pool; owned by the caller, lume_pool_destroy ends it
 * @return LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_pool_create(size_t n_threads, struct lume_pool **out,
                                                         struct lume_error *error);

/** Stop and join the workers (well under a second). Not from inside a run. */
LUME_API void lume_pool_destroy(struct lume_pool *pool);

/** Tell how many threads work, the caller included: 1 for NULL. */
LUME_API size_t lume_pool_size(const struct lume_pool *pool);

/** What the threads of a pool run: `worker` is 0 to n_workers - 1. */
typedef void lume_pool_function(void *context, size_t worker, size_t n_workers);

/** Run `function` once on each thread and return when all have returned. With pool NULL it runs on
 *  the caller alone. One run at a time. */
LUME_API void lume_pool_run(struct lume_pool *pool, lume_pool_function *function, void *context);

/** Wait, inside a run, until every thread of the pool has come here; what each wrote before is then
 *  visible to all. With pool NULL it does nothing. */
LUME_API void lume_pool_barrier(struct lume_pool *pool);

#ifdef __cplusplus
}
#endif
#endif
