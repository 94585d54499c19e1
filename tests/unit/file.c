/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct lume_error error;

static void check_read(const char *path, const void *bytes, size_t size)
{
    uint8_t *read;
    size_t n;
    CHECK_OK(file_read(path, 1 << 20, &read, &n, &error), error);
    assert_int_equal(n, size);
    assert_memory_equal(read, bytes, size);
    memory_free(read);
}

static void check_refused(const char *path, enum lume_status status, const char *text)
{
    uint8_t *bytes = (uint8_t *)&error;
    size_t size = 42;
    CHECK_FAILS(file_read(path, 1000, &bytes, &size, &error), status, error, text);
    assert_ptr_equal(bytes, &error);
    assert_int_equal(size, 42);
}

static void test_read(void **state)
{
    (void)state;
    char bytes[1001];
    memset(bytes, 'x', sizeof bytes);
    folder_put("empty", bytes, 0);
    folder_put("full", bytes, 1000);
    folder_put("larger", bytes, 1001);
    assert_int_equal(symlink("full", "link"), 0);
    check_read("empty", bytes, 0);
    check_read("full", bytes, 1000);
    check_read("link", bytes, 1000);
    check_refused("larger", LUME_ERROR_MEMORY,
                  "larger: size, expected at most 1000 bytes, got 1001");
    check_refused("absent", LUME_ERROR_IO, "absent: cannot open: No such file or directory");
    check_refused("", LUME_ERROR_IO, ": cannot open: No such file or directory");
    check_refused("full/x", LUME_ERROR_IO, "full/x: cannot open: Not a directory");
    CHECK_FAILS(file_read("absent", 1, NULL, NULL, NULL), LUME_ERROR_IO, error, "");
}

static void test_what_is_no_file_is_refused_at_once(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(mkdir("folder", 0700), 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    alarm(10); /* a read that waits for a writer ends the test */
    check_refused("fifo", LUME_ERROR_IO, "fifo: expected a regular file, got a FIFO");
    check_refused("folder", LUME_ERROR_IO, "folder: expected a regular file, got a directory");
    check_refused("socket", LUME_ERROR_IO, "socket: expected a regular file, got a socket");
    check_refused("/dev/zero", LUME_ERROR_IO, "/dev/zero: expected a regular file, got a device");
    check_refused("/dev/null", LUME_ERROR_IO, "/dev/null: expected a regular file, got a device");
    alarm(0);
    close(fd);
}

/* Files of the kernel whose size is not what can be read of them: as if another process had written
 * to them meanwhile. */
static void test_size_changes(void **state)
{
    (void)state;
    const char *const shrinks = "/sys/kernel/mm/transparent_hugepage/enabled";
    uint8_t *bytes;
    size_t size;
    if (access("/proc/self/status", R_OK) == 0) {
        assert_int_equal(file_read("/proc/self/status", 1 << 20, &bytes, &size, &error),
                         LUME_ERROR_IO);
        const char *const end = "expected 0 bytes, got at least 1"; /* it is not read on */
        assert_string_equal(error.message + strlen(error.message) - strlen(end), end);
    }
    if (access(shrinks, R_OK) == 0) {
        assert_int_equal(file_read(shrinks, 1 << 20, &bytes, &size, &error), LUME_ERROR_IO);
        assert_non_null(strstr(error.message, ": changed while it was read, expected 4096 bytes, "
                                              "got "));
        assert_null(strstr(error.message, "at least"));
    }
}

static void test_standard_input(void **state)
{
    (void)state;
    static char bytes[200001];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 7 % 251);
    }
    const size_t sizes[] = {0, 1, 500, 65536, 65537, 200001};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int saved;
        pid_t child = folder_input(bytes, sizes[i], sizes[i] == 500, &saved);
        if (i % 2) { /* the writer is slower than us: reads would block */
            fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
        }
        check_read("-", bytes, sizes[i]);
        folder_input_end(child, saved);
    }
    int saved;
    pid_t child = folder_input(bytes, 1001, 1, &saved);
    check_refused("-", LUME_ERROR_MEMORY,
                  "standard input: size, expected at most 1000 bytes, got more");
    folder_input_end(child, saved);

    folder_put("file", bytes, 3000);
    saved = dup(STDIN_FILENO);
    int fd = open("file", O_RDONLY);
    dup2(fd, STDIN_FILENO);
    check_read("-", bytes, 3000);
    close(STDIN_FILENO);
    check_refused("-", LUME_ERROR_IO, "standard input: cannot read: Bad file descriptor");
    assert_int_equal(open(".", O_RDONLY), STDIN_FILENO);
    check_refused("-", LUME_ERROR_IO, "standard input: cannot read: Is a directory");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(fd);
}

static void test_replace(void **state)
{
    (void)state;
    const mode_t old_mask = umask(027);
    struct stat info;
    CHECK_OK(file_check_writable("new", &error), error);
    assert_int_equal(folder_count("."), 0);
    CHECK_OK(file_replace("new", "one", 3, &error), error);
    folder_check("new", "one", 3);
    assert_int_equal(stat("new", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0640);

    assert_int_equal(chmod("new", 0604), 0);
    CHECK_OK(file_check_writable("new", &error), error);
    CHECK_OK(file_replace("new", "", 0, &error), error);
    folder_check("new", "", 0);
    assert_int_equal(stat("new", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0604);
    assert_int_equal(folder_count("."), 1);
    umask(old_mask);
}

static void test_links_stay(void **state)
{
    (void)state;
    struct stat info;
    assert_int_equal(mkdir("a", 0700), 0);
    assert_int_equal(mkdir("b", 0700), 0);
    assert_int_equal(symlink("../b/second", "a/first"), 0);
    assert_int_equal(symlink("target", "b/second"), 0);
    CHECK_OK(file_check_writable("a/first", &error), error);
    CHECK_OK(file_replace("a/first", "one", 3, &error), error); /* the end does not exist yet */
    folder_check("b/target", "one", 3);
    CHECK_OK(file_replace("./a//first", "two", 3, &error), error);
    folder_check("b/target", "two", 3);
    assert_true(lstat("a/first", &info) == 0 && S_ISLNK(info.st_mode));
    assert_true(lstat("b/second", &info) == 0 && S_ISLNK(info.st_mode));
    assert_true(lstat("b/target", &info) == 0 && S_ISREG(info.st_mode));
    assert_int_equal(folder_count("b"), 2);

    char absolute[4096];
    assert_non_null(getcwd(absolute, sizeof absolute - 100));
    strcat(absolute, "/b/far");
    assert_int_equal(symlink(absolute, "a/far"), 0);
    CHECK_OK(file_replace("a/far", "abs", 3, &error), error);
    folder_check("b/far", "abs", 3);

    assert_int_equal(symlink("loop", "loop"), 0);
    CHECK_FAILS(file_replace("loop", "x", 1, &error), LUME_ERROR_IO, error,
                "loop: cannot write: Too many levels of symbolic links");
}

/* Both functions refuse the same with the same words, and nothing is left or changed. */
static void check_not_written(const char *path, const char *text)
{
    size_t before = folder_count(".");
    CHECK_FAILS(file_check_writable(path, &error), LUME_ERROR_IO, error, text);
    CHECK_FAILS(file_replace(path, "x", 1, &error), LUME_ERROR_IO, error, text);
    assert_int_equal(folder_count("."), before);
}

static void test_what_cannot_be_replaced(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(symlink("folder", "link"), 0);
    folder_put("file", "", 0);
    check_not_written("folder", "folder: expected a regular file, got a directory");
    check_not_written("folder/", "folder/: expected a regular file, got a directory");
    check_not_written("folder/.", "folder/.: expected a regular file, got a directory");
    check_not_written("..", "..: expected a regular file, got a directory");
    check_not_written("/", "/: expected a regular file, got a directory");
    check_not_written("link", "link: expected a regular file, got a directory");
    check_not_written("fifo", "fifo: expected a regular file, got a FIFO");
    check_not_written("/dev/null", "/dev/null: expected a regular file, got a device");
    check_not_written("no/such/file",
                      "no/such: cannot open this folder: No such file or directory");
    check_not_written("/no-such/file",
                      "/no-such: cannot open this folder: No such file or directory");
    check_not_written("file/x", "file/x: cannot write: Not a directory");
    check_not_written("", "\"\": cannot write: No such file or directory");
    assert_int_equal(folder_count("folder"), 0);
}

/* Run as a user without rights. No assertion of cmocka here: it would jump into the parent's test
 * in the child. */
static int read_only_child(void)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        {"sealed/new", "sealed: cannot write into this folder: Permission denied"},
        {"sealed/file", "sealed: cannot write into this folder: Permission denied"},
        {"open/protected", "open/protected: cannot write: Permission denied"},
        {"closed/file", "closed/file: cannot write: Permission denied"},
        {"/lume-test", "/: cannot write into this folder: Permission denied"},
    };
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
        return 2;
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (file_check_writable(cases[i].path, &error) != LUME_ERROR_IO ||
            strcmp(error.message, cases[i].text) != 0 ||
            file_replace(cases[i].path, "x", 1, &error) != LUME_ERROR_IO ||
            strcmp(error.message, cases[i].text) != 0) {
            return 3 + (int)i;
        }
    }
    return file_replace("open/file", "x", 1, &error) == LUME_OK ? 0 : 1;
}

static void test_read_only(void **state)
{
    (void)state;
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(mkdir("sealed", 0700), 0);
    assert_int_equal(mkdir("closed", 0700), 0);
    assert_int_equal(mkdir("open", 0700), 0);
    folder_put("sealed/file", "old", 3);
    folder_put("open/protected", "old", 3);
    folder_put("open/.lume-1-0.tmp", "", 0);
    assert_int_equal(chmod("sealed/file", 0666), 0);
    assert_int_equal(chmod("sealed", 0555), 0);
    assert_int_equal(chmod("closed", 0), 0);
    assert_int_equal(chmod("open", 0777), 0);
    assert_int_equal(chmod("open/protected", 0444), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(read_only_child());
    }
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(chmod("sealed", 0755), 0);
    assert_int_equal(chmod("closed", 0755), 0);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 0);
    folder_check("sealed/file", "old", 3);
    folder_check("open/.lume-1-0.tmp", "", 0); /* of a process that lives, though not ours */
    folder_check("open/protected", "old", 3);
}

static void test_strange_names(void **state)
{
    (void)state;
    const char *const names[] = {"\xff\xfe\x80", "a\nb\033[2J", "%s%n%d", "-",
                                 "--help",       "with space"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK_OK(file_replace(names[i], names[i], strlen(names[i]), &error), error);
        folder_check(names[i], names[i], strlen(names[i]));
        if (strcmp(names[i], "-") != 0) {
            check_read(names[i], names[i], strlen(names[i]));
        }
    }
    check_refused("a\nb\033%s", LUME_ERROR_IO,
                  "a\\x0ab\\x1b%s: cannot open: No such file or directory");
    char name[256];
    memset(name, 'n', 255);
    name[255] = 0;
    CHECK_OK(file_replace(name, "long", 4, &error), error); /* the temporary name is no longer */
    check_read(name, "long", 4);
}

static void test_long_paths(void **state)
{
    (void)state;
    char *path = malloc(9000);
    assert_non_null(path);
    for (size_t size = 4080; size <= 4110; size++) {
        memset(path, '/', size);
        path[0] = '.';
        path[size - 1] = 'f';
        path[size] = 0;
        enum lume_status status = file_replace(path, "x", 1, &error);
        assert_int_equal(status, size < 4096 ? LUME_OK : LUME_ERROR_IO);
        assert_int_equal(file_check_writable(path, &error), status);
    }
    for (size_t i = 0; i < 4090; i++) { /* a link that with its folder is too long */
        path[i] = i % 2 ? '/' : '.';
    }
    path[4090] = 'g';
    path[4091] = 0;
    assert_int_equal(symlink(path, "link"), 0);
    CHECK_FAILS(file_replace("././././link", "x", 1, &error), LUME_ERROR_IO, error,
                "././././link: cannot write: File name too long");
    CHECK_OK(file_replace("link", "x", 1, &error), error);
    folder_check("g", "x", 1);
    assert_int_equal(remove("g") + remove("link"), 0);

    memset(path, 'p', 8999);
    path[8999] = 0;
    assert_int_equal(file_replace(path, "x", 1, &error), LUME_ERROR_IO);
    assert_non_null(strstr(error.message, "ppp...ppp"));
    assert_non_null(strstr(error.message, ": cannot write: File name too long"));
    uint8_t *bytes;
    size_t size;
    assert_int_equal(file_read(path, 1, &bytes, &size, &error), LUME_ERROR_IO);
    folder_check("f", "x", 1);
    assert_int_equal(folder_count("."), 1);
    free(path);
}

static pid_t dead_process(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return child;
}

static void test_temporary_files_of_dead_runs_go(void **state)
{
    (void)state;
    char dead[64], alive[64], locked[64];
    pid_t pid = dead_process();
    snprintf(dead, sizeof dead, ".lume-%ld-0.tmp", (long)pid);
    snprintf(locked, sizeof locked, ".lume-%ld-1.tmp", (long)pid);
    snprintf(alive, sizeof alive, ".lume-%ld-0.tmp", (long)getppid());
    const char *const kept[] = {alive,
                                ".lume-x-0.tmp",
                                ".lume--1-0.tmp",
                                ".lume-12345678901-0.tmp",
                                ".lume-99999999-.tmp",
                                ".lume-99999999-0.tmp~",
                                ".lume-99999999"};
    const size_t n_kept = sizeof kept / sizeof *kept;
    for (size_t i = 0; i < n_kept; i++) {
        folder_put(kept[i], "", 0);
    }
    folder_put(dead, "", 0);
    folder_put(locked, "", 0);
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t owner = fork(); /* as a run would that we cannot see: in another container */
    if (owner == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        if (fcntl(open(locked, O_WRONLY), F_SETLK, &lock) != 0 || write(ready[1], "", 1) != 1) {
            _exit(1);
        }
        pause();
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    CHECK_OK(file_replace("file", "x", 1, &error), error);
    assert_int_equal(access(dead, F_OK), -1);
    assert_int_equal(access(locked, F_OK), 0);
    for (size_t i = 0; i < n_kept; i++) {
        assert_int_equal(access(kept[i], F_OK), 0);
    }
    kill(owner, SIGKILL);
    waitpid(owner, NULL, 0);
    CHECK_OK(file_replace("file", "x", 1, &error), error);
    assert_int_equal(folder_count("."), n_kept + 1);
    close(ready[0]);
    close(ready[1]);
}

/* Leftovers of a dead process whose number we have now are not in the way, up to a point. */
static void test_no_free_name(void **state)
{
    (void)state;
    char name[64];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, ".lume-%ld-%d.tmp", (long)getpid(), i);
        folder_put(name, "", 0);
    }
    CHECK_FAILS(file_replace("file", "x", 1, &error), LUME_ERROR_IO, error,
                ".: cannot create a file in this folder: File exists");
    assert_int_equal(folder_count("."), 1000);
    assert_int_equal(remove(name), 0);
    CHECK_OK(file_replace("file", "x", 1, &error), error);
}

static void test_file_size_limit(void **state)
{
    (void)state;
    static char bytes[100000];
    CHECK_OK(file_replace("file", "old", 3, &error), error);
    struct rlimit old, limit;
    getrlimit(RLIMIT_FSIZE, &old);
    limit = (struct rlimit){.rlim_cur = 50000, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    enum lume_status status = file_replace("file", bytes, sizeof bytes, &error);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(status, LUME_ERROR_IO);
    assert_string_equal(error.message, "file: cannot write: File too large");
    folder_check("file", "old", 3);
    assert_int_equal(folder_count("."), 1);
}

static void test_no_descriptors_left(void **state)
{
    (void)state;
    CHECK_OK(file_replace("file", "old", 3, &error), error);
    struct rlimit old;
    getrlimit(RLIMIT_NOFILE, &old);
    int lowest = dup(STDIN_FILENO);
    close(lowest);
    for (rlim_t room = 0; room < 2; room++) {
        struct rlimit limit = {.rlim_cur = (rlim_t)lowest + room, .rlim_max = old.rlim_max};
        setrlimit(RLIMIT_NOFILE, &limit);
        enum lume_status status = file_replace("file", "new", 3, &error);
        setrlimit(RLIMIT_NOFILE, &old);
        assert_int_equal(status, LUME_ERROR_IO);
        assert_non_null(strstr(error.message, "Too many open files"));
        folder_check("file", "old", 3);
    }
}

static int count_descriptors(void)
{
    int n = 0;
    for (int fd = 0; fd < 256; fd++) {
        n += fcntl(fd, F_GETFD) >= 0;
    }
    return n;
}

static void test_same(void **state)
{
    (void)state;
    folder_put("a", "", 0);
    folder_put("b", "", 0);
    assert_int_equal(symlink("a", "link"), 0);
    assert_int_equal(link("a", "hard"), 0);
    assert_true(file_same("a", "./a"));
    assert_true(file_same("a", "link"));
    assert_true(file_same("hard", "link"));
    assert_false(file_same("a", "b"));
    assert_false(file_same("absent", "absent"));
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_read),
        IN_FOLDER(test_what_is_no_file_is_refused_at_once),
        IN_FOLDER(test_size_changes),
        IN_FOLDER(test_standard_input),
        IN_FOLDER(test_replace),
        IN_FOLDER(test_links_stay),
        IN_FOLDER(test_what_cannot_be_replaced),
        IN_FOLDER(test_read_only),
        IN_FOLDER(test_strange_names),
        IN_FOLDER(test_long_paths),
        IN_FOLDER(test_temporary_files_of_dead_runs_go),
        IN_FOLDER(test_no_free_name),
        IN_FOLDER(test_file_size_limit),
        IN_FOLDER(test_no_descriptors_left),
        IN_FOLDER(test_same),
    };
    int before = count_descriptors();
    int failures = cmocka_run_group_tests_name("file", tests, NULL, NULL);
    return failures + (count_descriptors() != before);
}
