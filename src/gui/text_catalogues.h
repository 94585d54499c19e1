/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_TEXT_CATALOGUES_H
#define LUME_GUI_TEXT_CATALOGUES_H

/*
 * The catalogues of assets/po, compiled and built in.
 */

#include <stddef.h>

extern const unsigned char text_pt_BR_bytes[];
extern const size_t text_pt_BR_size;

#endif
