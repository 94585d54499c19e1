/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_SIGNALS_H
#define LUME_CLI_SIGNALS_H

/*
 * Signals that ask to stop. Handlers only set a flag.
 */

/* Ignore SIGPIPE and SIGXFSZ: the calls that cause them fail instead, with EPIPE and EFBIG. */
void signals_ignore(void);

/* From now on the first of SIGINT, SIGTERM and SIGHUP is remembered, and the second ends the
 * process at once. One that was ignored from the start (nohup) stays so. */
void signals_catch(void);

/* The signal that came, or 0. */
int signals_caught(void);

#endif
