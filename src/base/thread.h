/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_THREAD_H
#define LUME_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Start a thread that takes no signals: they are left to the threads of the program. False: the
 * system refuses. pthread_join ends it. */
bool thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif
