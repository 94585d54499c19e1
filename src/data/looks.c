/* SPDX-License-Identifier: MIT */
#include "data/looks.h"

#include <string.h>
#include <strings.h>

const char *looks_like(const uint8_t *bytes, size_t size)
{
    static const struct {
        size_t n;
        const char *start, *what;
    } kinds[] = {
        {2, "\x1f\x8b", "gzip"},
        {4, "\0\0\x08\x01", "IDX labels"},
        {4, "\0\0\x08\x03", "IDX images"},
        {4, "PK\x03\x04", "a zip archive"},
        {4, "PK\x05\x06", "an empty zip archive"},
        {6,
         "\xfd"
         "7zXZ\0",
         "xz"},
        {4, "\x28\xb5\x2f\xfd", "zstd"},
        {3, "BZh", "bzip2"},
        {6, "7z\xbc\xaf\x27\x1c", "a 7z archive"},
        {8, "\x89PNG\r\n\x1a\n", "a PNG picture"},
        {3, "\xff\xd8\xff", "a JPEG picture"},
        {2, "\xff\xfe", "UTF-16 text"},
        {2, "\xfe\xff", "UTF-16 text"},
        {5, "%PDF-", "a PDF document"},
        {6, "\x93NUMPY", "a NumPy array"},
        {8, "\x89HDF\r\n\x1a\n", "an HDF5 file"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (size >= kinds[i].n && memcmp(bytes, kinds[i].start, kinds[i].n) == 0) {
            return kinds[i].what;
        }
    }
    if (size > 8 && bytes[4] == 0 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0 &&
        bytes[8] == '{') {
        return "a safetensors model";
    }
    size_t at = 0;
    while (at < size && (bytes[at] == ' ' || (bytes[at] >= '\t' && bytes[at] <= '\r'))) {
        at++;
    }
    const char *text = (const char *)bytes + at;
    if (size - at >= 5 &&
        (strncasecmp(text, "<html", 5) == 0 || strncasecmp(text, "<!doc", 5) == 0)) {
        return "an HTML page";
    }
    return size > at && bytes[at] == '<' ? "an XML or HTML page" : NULL;
}
