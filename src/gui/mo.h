/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_MO_H
#define LUME_GUI_MO_H

/*
 * Message catalogues as msgfmt compiles them (GNU gettext manual, "The Format of GNU MO Files"), of
 * either byte order. libintl would want locales that machines may not have, and could not switch
 * the language of a running program.
 */

#include <stddef.h>
#include <stdint.h>

/* Find the translation of `id` ("" is the catalogue's header): NULL where there is none, and where
 * the catalogue is broken on the way to it, however. Points into `bytes`, ends with a 0 byte.
 * Cost: O(log n) comparisons, no allocation. */
const char *mo_find(const uint8_t *bytes, size_t size, const char *id);

#endif
