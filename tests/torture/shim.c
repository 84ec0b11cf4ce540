/* Faults in the calls that write and sync files, for a program that is started with LD_PRELOAD.
 *
 *   cc -shared -fPIC -O1 -o shim.so shim.c -ldl
 *
 * Only files below a folder are touched, and only while that is asked for:
 *
 *   ASDONE_FAULT_UNDER  the folder
 *   ASDONE_FAULT_CALLS  "write" (write, writev, pwrite) or "sync" (fsync, fdatasync, sync_file_range)
 *   ASDONE_FAULT_AT     the first call that fails, from 1
 *   ASDONE_FAULT_FOR    how many fail from there on
 *   ASDONE_FAULT_HOW    "short": half of it is written and said to be written;
 *                       "torn": half of it is written, the rest fails as on a full disk;
 *                       a number: the call does nothing and fails with that errno
 *   ASDONE_FAULT_WHEN   a file: calls count only while it is there (optional)
 *   ASDONE_FAULT_SAID   a file that gets a line for each fault
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static int below(int fd) {
    const char *under = getenv("ASDONE_FAULT_UNDER");
    char link[64], path[4096];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static void say(const char *name, int fd) {
    const char *said = getenv("ASDONE_FAULT_SAID");
    if (!said) return;
    char line[128];
    int length = snprintf(line, sizeof line, "%s %d\n", name, fd);
    int to = open(said, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (to < 0) return;
    syscall(SYS_write, to, line, length);
    close(to);
}

/* 0 where the call is to go through, otherwise how it is to fail: an errno, -1 short, -2 torn. */
static int fault(const char *kind, const char *name, int fd) {
    const char *which = getenv("ASDONE_FAULT_CALLS");
    const char *when = getenv("ASDONE_FAULT_WHEN");
    const char *how = getenv("ASDONE_FAULT_HOW");
    const char *at = getenv("ASDONE_FAULT_AT");
    const char *many = getenv("ASDONE_FAULT_FOR");
    int before = errno;
    if (!which || strcmp(which, kind) || !how || !at || !below(fd) || (when && access(when, F_OK))) {
        errno = before;
        return 0;
    }
    long number = atomic_fetch_add(&calls, 1) + 1, first = atol(at);
    errno = before;
    if (number < first || number >= first + (many ? atol(many) : 1)) return 0;
    say(name, fd);
    errno = before;
    if (!strcmp(how, "short")) return -1;
    /* The first tears; those after it find the disk full. */
    if (!strcmp(how, "torn")) return number == first ? -2 : ENOSPC;
    return atoi(how);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
    int how = fault("write", "write", fd);
    if (how > 0) { errno = how; return -1; }
    if (how < 0 && length > 1) length /= 2;
    return REAL(write)(fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    int how = fault("write", "writev", fd);
    if (how > 0) { errno = how; return -1; }
    if (how < 0 && count > 0) return REAL(write)(fd, parts[0].iov_base, parts[0].iov_len);
    return REAL(writev)(fd, parts, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    int how = fault("write", "pwrite", fd);
    if (how > 0) { errno = how; return -1; }
    if (how < 0 && length > 1) length /= 2;
    return REAL(pwrite64)(fd, bytes, length, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return pwrite64(fd, bytes, length, at);
}

int fsync(int fd) {
    int how = fault("sync", "fsync", fd);
    if (how) { errno = how; return -1; }
    return REAL(fsync)(fd);
}

int fdatasync(int fd) {
    int how = fault("sync", "fdatasync", fd);
    if (how) { errno = how; return -1; }
    return REAL(fdatasync)(fd);
}

int sync_file_range(int fd, off64_t from, off64_t length, unsigned int flags) {
    int how = fault("sync", "sync_file_range", fd);
    if (how) { errno = how; return -1; }
    return REAL(sync_file_range)(fd, from, length, flags);
}
