/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_LOOKS_H
#define LUME_DATA_LOOKS_H

#include <stddef.h>
#include <stdint.h>

/* Say what a file looks like, for messages about files of the wrong kind: "a PNG picture"; NULL
 * where it looks like nothing known. `bytes` is its beginning; 16 bytes are enough, but for HTML
 * after white space. */
const char *looks_like(const uint8_t *bytes, size_t size);

#endif
