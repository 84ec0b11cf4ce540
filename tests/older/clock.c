/* Moves the clock of a program by MOVED_BY seconds: prompts come after an hour, and nobody waits one. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, which, now);
    const char *by = getenv("MOVED_BY");
    if (!failed && which == CLOCK_REALTIME && by) now->tv_sec += atol(by);
    return failed;
}
