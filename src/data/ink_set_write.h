/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_INK_SET_WRITE_H
#define LUME_DATA_INK_SET_WRITE_H

#include "base/buffer.h"

#include <lume/ink_set.h>

/* Add the text of an ink file, as lume_ink_set_save writes it; ends soon after LUME_INK_MAX_SIZE
 * bytes. decimals: 0 to 9. */
void ink_set_write(const struct lume_ink_set *set, unsigned decimals, struct buffer *text);

#endif
