/* SPDX-License-Identifier: MIT */
#ifndef LUME_STATUS_H
#define LUME_STATUS_H

/**
 * Status codes, error messages, and the rules that hold for the whole library.
 *
 * Stated once, true everywhere unless a comment says otherwise:
 * - A function that can fail returns enum lume_status. On failure its outputs are untouched and
 *   nothing needs to be released. `error` may be NULL; otherwise it receives one line of text.
 * - Programmer errors (a NULL that must not be, an index out of range) are asserted, not reported.
 * - `create`/`destroy` work on the heap, `init`/`finish` on memory of the caller. `destroy` and
 *   `finish` accept NULL and zeroed memory.
 * - No function prints, exits, reads a clock, starts a thread or keeps global mutable state
 *   (threads are started by lume_pool_create alone).
 * - Two threads may use the same object at the same time if all of them only read it (const).
 * - Numbers in files and messages never depend on the locale.
 * - Same seed, options and data give the same bits on any number of threads and any kernel.
 */

#if defined(__GNUC__)
#define LUME_API __attribute__((visibility("default")))
#define LUME_MUST_USE __attribute__((warn_unused_result))
#define LUME_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define LUME_API
#define LUME_MUST_USE
#define LUME_PRINTF(text, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** What went wrong, as far as a caller must tell cases apart. Negative: failure. */
enum lume_status {
    LUME_OK = 0,
    LUME_ERROR_USAGE = -1,    /**< an option or a combination of options makes no sense */
    LUME_ERROR_DATA = -2,     /**< a file holds something else than it should */
    LUME_ERROR_IO = -3,       /**< the system refused to open, read, write or rename */
    LUME_ERROR_MEMORY = -4,   /**< memory or a stated limit is exhausted */
    LUME_ERROR_DIVERGED = -5, /**< training left the range of finite numbers */
    LUME_ERROR_DISPLAY = -6,  /**< there is no display to open a window on */
};

enum { LUME_ERROR_SIZE = 1024 };

/** One line for people: `PATH: WHAT, expected X, got Y`; no newline, no control bytes. */
struct lume_error {
    char message[LUME_ERROR_SIZE];
};

/** Name a status in a few English words ("bad data"); never NULL. */
LUME_API const char *lume_status_text(enum lume_status status);

/**
 * Write a message into `error` (may be NULL) and return `status`, so that a function can end with
 * `return lume_error_set(error, LUME_ERROR_DATA, path, "size, expected 10, got %zu", size);`
 *
 * @param path  what the message is about, or NULL; control bytes are escaped as \xHH, and the
 *              middle of a very long path is left out
 * @param format  printf format; integers and strings only, since "%f" would follow the locale.
 *                Control bytes in the result are escaped likewise.
 */
LUME_API enum lume_status lume_error_set(struct lume_error *error, enum lume_status status,
                                         const char *path, const char *format, ...)
    LUME_PRINTF(4, 5);

#ifdef __cplusplus
}
#endif
#endif
