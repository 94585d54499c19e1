/* SPDX-License-Identifier: MIT */
#ifndef LUME_POOL_H
#define LUME_POOL_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A fixed set of worker threads that share pieces of work with the caller, who is worker 0.
 *
 * Work comes in phases of a few pieces each. A piece is done by any one thread; each thread starts
 * with its own share, so that the same data stay in its cache, and takes what others have not begun
 * when it is done: a thread that the system has put aside delays nobody. Between phases threads
 * spin for some microseconds before they sleep, since a training step lasts only about ten.
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

enum { LUME_POOL_MAX_PIECES = 16 };

/** Do one piece of one phase. At any time a `worker` (0 to the pool's size - 1) does one piece. */
typedef void lume_pool_piece(void *context, size_t phase, size_t piece, size_t worker);

/** Called by one thread alone when all pieces of a phase are done and visible to it; what it writes
 *  is visible to the pieces of the next phase. @return whether there is a next phase */
typedef bool lume_pool_next(void *context, size_t phase);

/**
 * Do phases 0, 1, 2 … of `n_pieces` pieces each, until `next` says that there is no other; return
 * when all is done. One run at a time; not from inside a piece. With pool NULL the caller does all.
 *
 * @param n_pieces  1 to LUME_POOL_MAX_PIECES
 * @param next  NULL: one phase
 */
LUME_API void lume_pool_run(struct lume_pool *pool, size_t n_pieces, lume_pool_piece *piece,
                            lume_pool_next *next, void *context);

#ifdef __cplusplus
}
#endif
#endif
