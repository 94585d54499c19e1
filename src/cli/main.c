/* SPDX-License-Identifier: MIT */
#include <lume/status.h>

#include <stdio.h>

int main(void)
{
    return puts(lume_status_text(LUME_OK)) < 0;
}
