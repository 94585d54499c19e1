/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_FONT_DATA_H
#define LUME_GUI_FONT_DATA_H

#include <stddef.h>

/* The font's files; the arrays are made by the build. */
extern const unsigned char font_regular_bytes[];
extern const size_t font_regular_size;
extern const unsigned char font_bold_bytes[];
extern const size_t font_bold_size;

#endif
