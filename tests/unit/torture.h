/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_TORTURE_H
#define LUME_TESTS_TORTURE_H

/*
 * Failing allocations. The tests are linked so that the library's calls of memory_allocate and
 * memory_grow come through here.
 *
 *   for (long n = 0; !done; n++) {
 *       torture_begin(n);
 *       status = …;
 *       done = !torture_end();
 *   }
 */

#include <stdbool.h>

/* From now on let `n` allocations succeed, and none after them. */
void torture_begin(long n);

/* Let all succeed again; tell whether one was failed. */
bool torture_end(void);

#endif
