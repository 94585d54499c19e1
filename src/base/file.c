/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/memory.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_SIZE = 4096, /* longest path with its 0 byte: the system's own limit on Linux */
    LINKS_MAX = 40,   /* symbolic links that are followed one after the other */
    TEMP_SIZE = 48,
    TEMP_TRIES = 1000,
    PIPE_START = 1 << 16, /* bytes asked for when nothing tells how many will come */
    CALL_MAX = 1 << 30,   /* bytes a call of read or write: some systems take no more */
};

#define TEMP_PREFIX ".lume-"
#define TEMP_SUFFIX ".tmp"

/* A file to be replaced: its folder is open, so that moving the folder cannot mislead us. */
struct target {
    int folder;
    bool exists;
    mode_t mode;            /* where it exists */
    const char *name;       /* in the folder; points into `path` */
    char path[PATH_SIZE];   /* symbolic links of the last component followed */
    char parent[PATH_SIZE]; /* the folder */
};

static enum lume_status failed(struct lume_error *error, const char *path, const char *verb)
{
    char reason[128];
    if (strerror_r(errno, reason, sizeof reason) != 0) {
        snprintf(reason, sizeof reason, "error %d", errno);
    }
    return lume_error_set(error, LUME_ERROR_IO, path, "cannot %s: %s", verb, reason);
}

static enum lume_status check_regular(mode_t mode, const char *path, struct lume_error *error)
{
    if (S_ISREG(mode)) {
        return LUME_OK;
    }
    const char *kind = S_ISDIR(mode)    ? "a directory"
                       : S_ISFIFO(mode) ? "a FIFO"
                       : S_ISSOCK(mode) ? "a socket"
                       : S_ISLNK(mode)  ? "a symbolic link"
                                        : "a device";
    return lume_error_set(error, LUME_ERROR_IO, path, "expected a regular file, got %s", kind);
}

/* As open, without a controlling terminal and without leaking into child processes. */
static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    int fd;
    do {
        fd = openat(folder, path, flags | O_CLOEXEC | O_NOCTTY, mode);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

static size_t at_most(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* As read, but waits: standard input may be in non-blocking mode. */
static ssize_t read_some(int fd, uint8_t *bytes, size_t size)
{
    for (;;) {
        ssize_t n = read(fd, bytes, at_most(size, CALL_MAX));
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            struct pollfd ready = {.fd = fd, .events = POLLIN};
            n = poll(&ready, 1, -1);
            if (n >= 0) {
                continue;
            }
        }
        if (n >= 0 || errno != EINTR) {
            return n;
        }
    }
}

/* Read to the end, at most `limit` bytes. `expected` is how many the file seems to have; where
 * `exact` is set it is an error that it has more or fewer. */
static enum lume_status read_all(int fd, const char *path, size_t expected, bool exact,
                                 size_t limit, uint8_t **bytes, size_t *size,
                                 struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    size_t capacity = expected + 1, used = 0; /* one more, to see the end */
    uint8_t *block = memory_allocate(capacity, 1);
    if (!block) {
        return memory_exhausted(error, path);
    }
    for (;;) {
        ssize_t n = read_some(fd, block + used, capacity - used);
        if (n < 0) {
            status = failed(error, path, "read");
            goto fail;
        }
        used += (size_t)n;
        if (n == 0 || (exact && used > expected)) {
            break;
        }
        if (used > limit) {
            status = lume_error_set(error, LUME_ERROR_MEMORY, path,
                                    "size, expected at most %zu bytes, got more", limit);
            goto fail;
        }
        if (used == capacity) {
            size_t larger = at_most(capacity, limit - capacity + 1) + capacity;
            uint8_t *grown = memory_grow(block, used, larger);
            if (!grown) {
                status = memory_exhausted(error, path);
                goto fail;
            }
            block = grown;
            capacity = larger;
        }
    }
    if (exact && used != expected) {
        status = lume_error_set(error, LUME_ERROR_IO, path,
                                "changed while it was read, expected %zu bytes, got %s%zu",
                                expected, used > expected ? "at least " : "", used);
        goto fail;
    }
    *bytes = block;
    *size = used;
    return LUME_OK;
fail:
    memory_free(block);
    return status;
}

static enum lume_status read_input(size_t limit, uint8_t **bytes, size_t *size,
                                   struct lume_error *error)
{
    struct stat status;
    size_t expected = PIPE_START;
    if (fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        expected = (size_t)status.st_size;
    }
    return read_all(STDIN_FILENO, "standard input", at_most(expected, limit), false, limit, bytes,
                    size, error);
}

enum lume_status file_read(const char *path, size_t limit, uint8_t **bytes, size_t *size,
                           struct lume_error *error)
{
    assert(limit < SIZE_MAX);
    if (strcmp(path, "-") == 0) {
        return read_input(limit, bytes, size, error);
    }
    int fd = open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0) {
        struct stat found;
        int reason = errno;
        if (stat(path, &found) == 0 && S_ISSOCK(found.st_mode)) {
            return check_regular(found.st_mode, path, error);
        }
        errno = reason;
        return failed(error, path, "open");
    }
    struct stat info;
    enum lume_status status = fstat(fd, &info) == 0 ? check_regular(info.st_mode, path, error)
                                                    : failed(error, path, "read");
    if (status == LUME_OK && (uintmax_t)info.st_size > limit) {
        status = lume_error_set(error, LUME_ERROR_MEMORY, path,
                                "size, expected at most %zu bytes, got %ju", limit,
                                (uintmax_t)info.st_size);
    }
    if (status == LUME_OK) {
        status = read_all(fd, path, (size_t)info.st_size, true, limit, bytes, size, error);
    }
    close(fd);
    return status;
}

/* Follow symbolic links of the last component; the file at the end need not exist. */
static bool follow_links(const char *path, char out[PATH_SIZE])
{
    size_t length = strlen(path);
    for (int i = 0; i < LINKS_MAX && length < PATH_SIZE; i++) {
        char link[PATH_SIZE];
        memmove(out, path, length + 1);
        ssize_t n = readlink(out, link, sizeof link);
        if (n < 0) {
            return errno == EINVAL || errno == ENOENT;
        }
        char *slash = strrchr(out, '/');
        size_t kept = link[0] == '/' || !slash ? 0 : (size_t)(slash - out) + 1;
        length = kept + (size_t)n;
        if (length >= PATH_SIZE) {
            break;
        }
        memcpy(out + kept, link, (size_t)n);
        out[length] = 0;
        path = out;
    }
    errno = length < PATH_SIZE ? ELOOP : ENAMETOOLONG;
    return false;
}

/* Split into folder and name. */
static void split_path(struct target *target)
{
    char *slash = strrchr(target->path, '/');
    target->name = slash ? slash + 1 : target->path;
    size_t length = (size_t)(target->name - target->path);
    length = length > 1 ? length - 1 : length; /* "/" keeps its slash */
    memcpy(target->parent, target->path, length);
    target->parent[length] = 0;
    if (!slash) {
        strcpy(target->parent, ".");
    }
}

static enum lume_status target_check(struct target *target, const char *path,
                                     struct lume_error *error)
{
    struct stat info;
    target->exists = fstatat(target->folder, target->name, &info, AT_SYMLINK_NOFOLLOW) == 0;
    if (!target->exists && errno != ENOENT) {
        return failed(error, path, "write");
    }
    if (target->exists) {
        enum lume_status status = check_regular(info.st_mode, path, error);
        if (status != LUME_OK) {
            return status;
        }
        target->mode = info.st_mode & 07777;
        if (faccessat(target->folder, target->name, W_OK, AT_EACCESS) != 0) {
            return failed(error, path, "write");
        }
    }
    if (faccessat(target->folder, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        return failed(error, target->parent, "write into this folder");
    }
    return LUME_OK;
}

/* On success target->folder is open. */
static enum lume_status target_open(const char *path, struct target *target,
                                    struct lume_error *error)
{
    if (!follow_links(path, target->path)) {
        return failed(error, path, "write");
    }
    split_path(target);
    if (!*path) {
        errno = ENOENT;
        return failed(error, "\"\"", "write");
    }
    if (!*target->name || strcmp(target->name, ".") == 0 || strcmp(target->name, "..") == 0) {
        return check_regular(S_IFDIR, path, error);
    }
    target->folder = open_at(AT_FDCWD, target->parent, O_RDONLY | O_DIRECTORY, 0);
    if (target->folder < 0) {
        return failed(error, target->parent, "open this folder");
    }
    enum lume_status status = target_check(target, path, error);
    if (status != LUME_OK) {
        close(target->folder);
    }
    return status;
}

enum lume_status file_check_writable(const char *path, struct lume_error *error)
{
    struct target target;
    enum lume_status status = target_open(path, &target, error);
    if (status == LUME_OK) {
        close(target.folder);
    }
    return status;
}

/* Make a new file named after this process; -1 with errno. */
static int temp_open(int folder, mode_t mode, char name[TEMP_SIZE])
{
    for (unsigned i = 0; i < TEMP_TRIES; i++) {
        snprintf(name, TEMP_SIZE, TEMP_PREFIX "%ld-%u" TEMP_SUFFIX, (long)getpid(), i);
        int fd = open_at(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
        if (fd >= 0) {
            struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
            (void)fcntl(fd, F_SETLK, &lock); /* tells other process-id namespaces that we live */
            return fd;
        }
        if (errno != EEXIST) {
            return -1;
        }
    }
    return -1;
}

/* Read the process out of the name of a temporary file; 0 when it is none. */
static pid_t temp_owner(const char *name)
{
    const size_t prefix = strlen(TEMP_PREFIX), pid_max = 9;
    if (strncmp(name, TEMP_PREFIX, prefix) != 0) {
        return 0;
    }
    const char *pid = name + prefix;
    size_t n = strspn(pid, "0123456789");
    if (n == 0 || n > pid_max || pid[n] != '-') {
        return 0;
    }
    const char *count = pid + n + 1;
    size_t n_count = strspn(count, "0123456789");
    bool ours = n_count > 0 && strcmp(count + n_count, TEMP_SUFFIX) == 0;
    return ours ? (pid_t)strtol(pid, NULL, 10) : 0;
}

static bool temp_is_locked(int folder, const char *name)
{
    int fd = open_at(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0) {
        return false;
    }
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(fd);
    return locked;
}

/* Remove what dead processes have left in the folder. That this may fail is no failure. */
static void remove_stale(int folder)
{
    int fd = open_at(folder, ".", O_RDONLY | O_DIRECTORY, 0);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    if (!list) {
        if (fd >= 0) {
            close(fd);
        }
        return;
    }
    for (struct dirent *entry; (entry = readdir(list));) {
        pid_t owner = temp_owner(entry->d_name);
        if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH &&
            !temp_is_locked(folder, entry->d_name)) {
            (void)unlinkat(folder, entry->d_name, 0);
        }
    }
    closedir(list);
}

static bool write_all(int fd, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, at_most(size, CALL_MAX));
        if (n > 0) {
            bytes += n;
            size -= (size_t)n;
        } else if (n == 0) {
            errno = EIO;
            return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool sync_file(int fd)
{
    while (fsync(fd) != 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* Some file systems have one mode for all files and refuse to set any: ask only where it differs.
 */
static bool set_mode(int fd, mode_t mode)
{
    struct stat info;
    return (fstat(fd, &info) == 0 && (info.st_mode & 07777) == mode) || fchmod(fd, mode) == 0;
}

/* Fill the temporary file and close it in any case. Returns what could not be done, or NULL. */
static const char *temp_fill(int fd, const struct target *target, const void *bytes, size_t size)
{
    const char *failure = NULL;
    if (target->exists && !set_mode(fd, target->mode)) {
        failure = "set the mode of the temporary file";
    } else if (!write_all(fd, bytes, size)) {
        failure = "write";
    } else if (!sync_file(fd)) {
        failure = "write to the disk";
    }
    int reason = errno;
    if (close(fd) != 0 && errno != EINTR && !failure) {
        return "write";
    }
    errno = reason;
    return failure;
}

/* Whether the folder's entry reaches the disk now or later, the file is the old or the new one: the
 * last fsync may fail. */
enum lume_status file_replace(const char *path, const void *bytes, size_t size,
                              struct lume_error *error)
{
    struct target target;
    char temp[TEMP_SIZE];
    enum lume_status status = target_open(path, &target, error);
    if (status != LUME_OK) {
        return status;
    }
    remove_stale(target.folder);
    int fd = temp_open(target.folder, target.exists ? target.mode & 0700 : 0666, temp);
    if (fd < 0) {
        status = failed(error, target.parent, "create a file in this folder");
        goto done;
    }
    const char *failure = temp_fill(fd, &target, bytes, size);
    if (!failure && renameat(target.folder, temp, target.folder, target.name) != 0) {
        failure = "replace";
    }
    if (failure) {
        status = failed(error, path, failure);
        (void)unlinkat(target.folder, temp, 0);
        goto done;
    }
    (void)sync_file(target.folder);
done:
    close(target.folder);
    return status;
}

int file_same(const char *a, const char *b)
{
    struct stat a_info, b_info;
    return stat(a, &a_info) == 0 && stat(b, &b_info) == 0 && a_info.st_dev == b_info.st_dev &&
           a_info.st_ino == b_info.st_ino;
}
