/* SPDX-License-Identifier: MIT */

/*
 * The program with memory that runs out: LUME_FAIL_AT=N fails the Nth allocation, N+ that and all
 * later ones. At the end it says how many there were, and of blocks that nobody released, on the
 * descriptor that LUME_FAIL_TO names.
 */

#include "../fault/wrap_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void report(void)
{
    const char *to = getenv("LUME_FAIL_TO");
    char line[64];
    int n = snprintf(line, sizeof line, "%zu calls, %td left\n", memory.n_calls, memory.n_blocks);
    if (to && write(atoi(to), line, (size_t)n) != n) {
        _exit(99);
    }
}

/* The linker puts this in the place of main (--wrap). */
int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

int __wrap_main(int argc, char **argv)
{
    const char *at = getenv("LUME_FAIL_AT");
    memory.fail_at = at ? strtoul(at, NULL, 10) : 0;
    memory.for_ever = at && strchr(at, '+');
    atexit(report);
    return __real_main(argc, argv);
}
