/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_FILE_H
#define LUME_BASE_FILE_H

/*
 * Whole files: read with a bound, replaced atomically. EINTR and short counts are handled here.
 */

#include <lume/status.h>

#include <stddef.h>
#include <stdint.h>

/* Read a regular file of at most `limit` bytes, or standard input when `path` is "-" (which may be
 * a pipe). Directories, sockets, FIFOs and devices are LUME_ERROR_IO at once; larger files are
 * LUME_ERROR_MEMORY. *bytes is released with memory_free. */
LUME_MUST_USE enum lume_status file_read(const char *path, size_t limit, uint8_t **bytes,
                                         size_t *size, struct lume_error *error);

/* Tell whether `path` could be replaced: its folder exists and is writable, and it is absent or a
 * regular file (symbolic links followed). Asked before long work, so that it is not in vain. */
LUME_MUST_USE enum lume_status file_check_writable(const char *path, struct lume_error *error);

/* Replace `path` by `size` bytes: unique temporary file beside it (O_EXCL), write, fsync, rename,
 * fsync of the folder. A symbolic link stays and its target is replaced; mode and umask are kept.
 * On failure the old file is intact and the temporary one gone. Temporary files that runs which are
 * dead have left beside `path` are removed. */
LUME_MUST_USE enum lume_status file_replace(const char *path, const void *bytes, size_t size,
                                            struct lume_error *error);

/* Tell whether both paths name the same existing file. */
int file_same(const char *a, const char *b);

#endif
