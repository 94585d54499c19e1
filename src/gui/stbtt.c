/* SPDX-License-Identifier: MIT */

/* stb_truetype, with our memory. It only reads the font that is built in. */

#include "gui/font_face.h"

#define STBTT_malloc(size, pool) font_pool_take(pool, size)
#define STBTT_free(block, pool) ((void)(block), (void)(pool))
#define STB_TRUETYPE_IMPLEMENTATION
#include <stb/stb_truetype.h>
