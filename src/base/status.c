/* SPDX-License-Identifier: MIT */
#include <lume/status.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SHOWN = 512 }; /* of a longer path both ends are shown */

const char *lume_status_text(enum lume_status status)
{
    switch (status) {
    case LUME_OK:
        return "ok";
    case LUME_ERROR_USAGE:
        return "bad usage";
    case LUME_ERROR_DATA:
        return "bad data";
    case LUME_ERROR_IO:
        return "input or output failed";
    case LUME_ERROR_MEMORY:
        return "out of memory or over a limit";
    case LUME_ERROR_DIVERGED:
        return "training diverged";
    case LUME_ERROR_DISPLAY:
        return "no display";
    }
    return "unknown status";
}

/* Append `n` bytes of text at `used`, control bytes as \xHH; what does not fit is dropped. */
static size_t append(char *out, size_t used, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        int control = c < 0x20 || c == 0x7f;
        if (used + (control ? 4 : 1) >= LUME_ERROR_SIZE) {
            break;
        }
        if (control) {
            used += (size_t)snprintf(out + used, 5, "\\x%02x", c);
        } else {
            out[used++] = text[i];
        }
    }
    out[used] = 0;
    return used;
}

static size_t append_path(char *out, size_t used, const char *path)
{
    size_t n = strlen(path);
    if (n <= PATH_SHOWN) {
        return append(out, used, path, n);
    }
    used = append(out, used, path, PATH_SHOWN / 2);
    used = append(out, used, "...", 3);
    return append(out, used, path + n - PATH_SHOWN / 2, PATH_SHOWN / 2);
}

enum lume_status lume_error_set(struct lume_error *error, enum lume_status status, const char *path,
                                const char *format, ...)
{
    if (!error) {
        return status;
    }
    char text[LUME_ERROR_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t length = n < 0 ? 0 : strlen(text);

    size_t used = 0;
    if (path) {
        used = append_path(error->message, used, path);
        used = append(error->message, used, ": ", 2);
    }
    append(error->message, used, text, length);
    return status;
}
