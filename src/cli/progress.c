/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include "base/number.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_MIN = 20, WIDTH_UNKNOWN = 80, BAR_MIN = 8, BAR_MAX = 40, PIECE_SIZE = 96, GAP = 2 };

/* Ask the user's locale without following it in anything else. */
static bool locale_has_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0) {
        return false;
    }
    bool utf8 = strcasecmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

struct progress progress_start(bool wanted)
{
    const char *terminal = getenv("TERM"), *no_color = getenv("NO_COLOR");
    bool plain =
        !terminal || !terminal[0] || strcmp(terminal, "dumb") == 0 || (no_color && no_color[0]);
    struct progress progress = {0};
    progress.live = wanted && !plain && isatty(STDERR_FILENO);
    progress.unicode = progress.live && locale_has_utf8();
    return progress;
}

static size_t terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return WIDTH_UNKNOWN;
    }
    size_t width = size.ws_col;
    return width < WIDTH_MIN ? WIDTH_MIN : width > PROGRESS_WIDTH_MAX ? PROGRESS_WIDTH_MAX : width;
}

static void format_time(double seconds, char out[PIECE_SIZE])
{
    if (!(seconds >= 0) || seconds > 99.0 * 3600) {
        out[0] = 0;
        return;
    }
    unsigned s = (unsigned)(seconds + 0.5);
    if (s < 3600) {
        snprintf(out, PIECE_SIZE, "%u:%02u left", s / 60, s % 60);
    } else {
        snprintf(out, PIECE_SIZE, "%u:%02u:%02u left", s / 3600, s / 60 % 60, s % 60);
    }
}

static void format_rate(double rate, char out[PIECE_SIZE])
{
    char text[NUMBER_SIZE];
    if (!(rate > 0) || rate > 1e12) {
        out[0] = 0;
    } else if (rate < 1e4) {
        snprintf(out, PIECE_SIZE, "%s images/s", number_fixed(rate, 0, text));
    } else {
        snprintf(out, PIECE_SIZE, "%sk images/s", number_fixed(rate / 1e3, 0, text));
    }
}

/* Draw `width` columns of which a share is filled; eighths of a column where the font has them. */
static size_t format_bar(double share, size_t width, bool unicode, char *out)
{
    share = share >= 0 ? fmin(share, 1) : 0;
    size_t used = 0;
    if (!unicode) {
        size_t inner = width - 2;
        size_t full = (size_t)(share * (double)inner);
        out[used++] = '[';
        memset(out + used, '#', full);
        memset(out + used + full, '-', inner - full);
        used += inner;
        out[used++] = ']';
        return used;
    }
    static const char eighths[][4] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    size_t inner = width - 1;
    size_t filled = (size_t)(share * (double)(8 * inner));
    for (size_t i = 0; i < inner; i++) {
        size_t here = filled <= 8 * i ? 0 : filled - 8 * i;
        const char *block = eighths[here < 8 ? here : 8];
        size_t n = strlen(block);
        memcpy(out + used, block, n);
        used += n;
    }
    memcpy(out + used, eighths[1], 3); /* the right edge */
    return used + 3;
}

void progress_format(const struct progress_state *state, size_t width, bool unicode,
                     char out[PROGRESS_SIZE])
{
    enum { N = 5 };
    char pieces[N][PIECE_SIZE] = {{0}};
    char text[NUMBER_SIZE];
    snprintf(pieces[0], PIECE_SIZE, "epoch %zu/%zu", state->epoch, state->n_epochs);
    if (isfinite(state->loss) && isfinite(state->accuracy)) {
        snprintf(pieces[1], PIECE_SIZE, "loss %s", number_fixed(state->loss, 4, text));
        snprintf(pieces[2], PIECE_SIZE, "%s %%", number_fixed(100 * state->accuracy, 2, text));
    }
    format_rate(state->images_per_second, pieces[3]);
    format_time(state->seconds_left, pieces[4]);

    /* In order of worth: what is told first stays longest where there is little room. */
    static const size_t by_worth[N] = {0, 4, 2, 1, 3};
    bool shown[N] = {false};
    size_t room = width - 1, columns = 0;
    for (size_t i = 0; i < N; i++) {
        size_t n = strlen(pieces[by_worth[i]]);
        size_t with_gap = n + (columns ? GAP : 0);
        if (n > 0 && columns + with_gap <= room) {
            shown[by_worth[i]] = true;
            columns += with_gap;
        }
    }
    size_t used = 0;
    if (columns + GAP + BAR_MIN <= room) {
        size_t bar = room - columns - GAP;
        used = format_bar(state->done, bar < BAR_MAX ? bar : BAR_MAX, unicode, out);
    }
    for (size_t i = 0; i < N; i++) {
        if (shown[i]) {
            used += (size_t)snprintf(out + used, PROGRESS_SIZE - used, "%*s%s", used ? GAP : 0, "",
                                     pieces[i]);
        }
    }
    out[used] = 0;
}

static bool in_background(void)
{
    pid_t foreground = tcgetpgrp(STDERR_FILENO);
    return foreground >= 0 && foreground != getpgrp();
}

void progress_draw(struct progress *progress, const struct progress_state *state)
{
    if (!progress->live || in_background()) {
        return;
    }
    char line[PROGRESS_SIZE];
    progress_format(state, terminal_width(), progress->unicode, line);
    fprintf(stderr, "\r%s\033[K", line);
    progress->drawn = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->drawn && !in_background()) {
        fputs("\r\033[K", stderr);
    }
    progress->drawn = false;
}
