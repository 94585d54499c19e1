/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_CHECK_H
#define LUME_TESTS_CHECK_H

/* cmocka with the headers it wants, and what several tests need. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <lume/status.h>

/* Set where a sanitizer watches: it needs much address space and more time. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHECK_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CHECK_SANITIZED 1
#endif
#endif

/* Fail with the text of the error unless `call` is LUME_OK. */
#define CHECK_OK(call, error)                                                                \
    do {                                                                                     \
        enum lume_status check_status = (call);                                              \
        if (check_status != LUME_OK) {                                                       \
            fail_msg("%s: %s (%s)", #call, lume_status_text(check_status), (error).message); \
        }                                                                                    \
    } while (0)

/* Fail unless `call` returns `expected` with exactly this message. */
#define CHECK_FAILS(call, expected, error, text)                                        \
    do {                                                                                \
        memset((error).message, 0, sizeof(error).message);                              \
        enum lume_status check_status = (call);                                         \
        if (check_status != (expected)) {                                               \
            fail_msg("%s: expected %s, got %s (%s)", #call, lume_status_text(expected), \
                     lume_status_text(check_status), (error).message);                  \
        }                                                                               \
        assert_string_equal((error).message, text);                                     \
    } while (0)

/* Fail unless |a - b| <= limit; NaN fails. */
#define CHECK_NEAR(a, b, limit)                                                    \
    do {                                                                           \
        double check_a = (double)(a), check_b = (double)(b);                       \
        if (!(fabs(check_a - check_b) <= (double)(limit))) {                       \
            fail_msg("%s = %.9g, expected %.9g within %.3g", #a, check_a, check_b, \
                     (double)(limit));                                             \
        }                                                                          \
    } while (0)

/* Fail unless each entry of a registry has a text and is what its name finds, so no two names are
 * alike; the list ends. */
#define CHECK_REGISTRY(type)                                          \
    do {                                                              \
        const struct lume_##type *entry;                              \
        size_t n = 0;                                                 \
        for (; (entry = lume_##type##_at(n)); n++) {                  \
            assert_ptr_equal(lume_##type##_find(entry->name), entry); \
            assert_true(strlen(entry->doc) > 0);                      \
        }                                                             \
        assert_true(n > 1);                                           \
        assert_null(lume_##type##_at(n + 1));                         \
        assert_null(lume_##type##_find("nonesuch"));                  \
    } while (0)

#endif
