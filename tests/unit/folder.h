/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_FOLDER_H
#define LUME_TESTS_FOLDER_H

/* A temporary folder that is the current one while a test runs, so that paths in messages are
 * short and the same everywhere; and files in it. */

#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int folder_remove_one(const char *path, const struct stat *info, int kind,
                                    struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

/* Setup of a test: *state holds the path. */
static inline int folder_enter(void **state)
{
    const char *parent = getenv("TMPDIR");
    char *path = malloc(4096);
    assert_non_null(path);
    snprintf(path, 4096, "%s/lume-test-XXXXXX", parent ? parent : "/tmp");
    assert_non_null(mkdtemp(path));
    assert_int_equal(chdir(path), 0);
    *state = path;
    return 0;
}

/* Teardown. */
static inline int folder_leave(void **state)
{
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(nftw(*state, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(*state);
    return 0;
}

static inline size_t folder_count(const char *path)
{
    size_t n = 0;
    DIR *list = opendir(path);
    assert_non_null(list);
    while (readdir(list)) {
        n++;
    }
    closedir(list);
    return n - 2; /* . and .. */
}

static inline void folder_put(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void folder_check(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *found = malloc(size + 1);
    assert_non_null(found);
    assert_int_equal(fread(found, 1, size + 1, file), size);
    assert_memory_equal(found, bytes, size);
    free(found);
    fclose(file);
}

/* Make standard input a pipe that a child process feeds, one byte a write where `slow` is set.
 * folder_input_end waits for the child; *saved keeps the old input. */
static inline pid_t folder_input(const void *bytes, size_t size, int slow, int *saved)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        for (size_t i = 0; i < size;) {
            ssize_t n = write(ends[1], (const char *)bytes + i, slow ? 1 : size - i);
            if (n < 0) {
                break;
            }
            i += (size_t)n;
        }
        _exit(0);
    }
    *saved = dup(STDIN_FILENO);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    return child;
}

static inline void folder_input_end(pid_t child, int saved)
{
    dup2(saved, STDIN_FILENO);
    close(saved);
    waitpid(child, NULL, 0);
}

#endif
