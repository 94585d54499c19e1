/* SPDX-License-Identifier: MIT */
#include "cli/text.h"

#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

size_t text_utf8_length(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        return 1;
    }
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xed && s[1] >= 0xa0;
    bool beyond = s[0] == 0xf4 && s[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : n;
}

void text_print(FILE *file, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f) {
            fprintf(file, "\\x%02x", c);
        } else {
            fputc(c, file);
        }
    }
}

/* Columns of `n` bytes: the bytes that do not continue a character. */
static size_t columns(const char *text, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

void text_wrap(FILE *file, const char *text, size_t column, size_t indent, size_t width)
{
    bool first = true; /* of its line */
    while (*text) {
        if (*text == '\n') {
            fputc('\n', file);
            column = 0;
            first = true;
            text++;
            continue;
        }
        size_t n = strcspn(text, " \n");
        size_t wide = columns(text, n);
        if (!first && column + 1 + wide > width) {
            fputc('\n', file);
            column = 0;
            first = true;
        }
        if (column < indent) {
            fprintf(file, "%*s", (int)(indent - column), "");
            column = indent;
        } else if (!first) {
            fputc(' ', file);
            column++;
        }
        fwrite(text, 1, n, file);
        column += wide;
        first = false;
        text += n + (text[n] == ' ');
    }
    fputc('\n', file);
}

void text_print_number(const char *before, double value, int digits, const char *after)
{
    char text[NUMBER_SIZE];
    printf("%s%s%s", before, number_fixed(value, digits, text), after);
}

void text_sizes(const struct lume_network *network)
{
    printf("%zu", network->n_inputs);
    for (size_t i = 0; i < network->n_layers; i++) {
        printf("-%zu", network->layers[i].n_out);
    }
}

void text_complain(const char *message)
{
    fprintf(stderr, "lume: %s\n", message);
}

void text_warn(const char *message)
{
    fprintf(stderr, "lume: warning: %s\n", message);
}

static enum lume_status lost(struct lume_error *error, int reason)
{
    return lume_error_set(error, LUME_ERROR_IO, "standard output", "cannot write: %s",
                          strerror(reason));
}

enum lume_status text_flush_early(struct lume_error *error)
{
    if (fflush(stdout) == 0 || (errno == EPIPE && freopen("/dev/null", "w", stdout))) {
        return LUME_OK;
    }
    return lost(error, errno);
}

/* Tell whether standard output takes a piece at once. */
static bool is_ready(int patience)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return patience < 0 || poll(&out, 1, patience) > 0;
}

size_t text_send(const char *text, size_t size, int patience)
{
    enum { PIECE = 512 }; /* POSIX's least PIPE_BUF: a pipe that is ready takes so much at once */
    size_t sent = 0;
    while (sent < size && is_ready(patience)) {
        const size_t n = size - sent < PIECE ? size - sent : PIECE;
        if (fwrite(text + sent, 1, n, stdout) != n || fflush(stdout) != 0) {
            return SIZE_MAX;
        }
        sent += n;
    }
    return sent;
}

enum lume_status text_flush(struct lume_error *error)
{
    if (fflush(stdout) != 0) {
        return lost(error, errno);
    }
    if (ferror(stdout)) {
        return lume_error_set(error, LUME_ERROR_IO, "standard output",
                              "some of it could not be written");
    }
    return LUME_OK;
}

enum lume_status text_check_output(struct lume_error *error)
{
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags == -1 || (flags & O_ACCMODE) == O_RDONLY) {
        return lume_error_set(error, LUME_ERROR_IO, "standard output", "is closed");
    }
    return LUME_OK;
}

void text_guard_streams(void)
{
    /* Each opened for the wrong direction; the lowest free number is taken, so in this order. */
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int i = 0; i < 3; i++) {
        if (fcntl(i, F_GETFD) == -1 && errno == EBADF && open("/dev/null", modes[i]) < 0) {
            return;
        }
    }
}
