/* Faults in the calls that write, sync and name files, for a program that is started with LD_PRELOAD.
 *
 *   cc -shared -fPIC -O1 -o shim.so shim.c -ldl
 *
 * Only files below a folder are touched, and only while that is asked for:
 *
 *   ASDONE_FAULT_UNDER  the folder
 *   ASDONE_FAULT_CALLS  "write" (write, writev, pwrite), "sync" (fsync, fdatasync, sync_file_range),
 *                       "name" (rename, unlink, mkdir, ftruncate), or "any" of them
 *   ASDONE_FAULT_AT     the first call that fails, from 1
 *   ASDONE_FAULT_FOR    how many fail from there on
 *   ASDONE_FAULT_HOW    "short": half of it is written and said to be written;
 *                       "torn": half of it is written, the rest fails as on a full disk;
 *                       a number: the call does nothing and fails with that errno; 0: it goes
 *                       through, and is counted;
 *                       "hang": the call never comes back;
 *                       "kill", "kill-after", "kill-torn": the process is killed before the call,
 *                       after it, or when half of it is written
 *   ASDONE_FAULT_WHEN   a file: calls count only while it is there (optional)
 *   ASDONE_FAULT_SAID   a file that gets a line for each fault
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* 0 where the call is to go through, otherwise how it is to fail: an errno, -1 short, -2 torn, -3 killed
 * when half of it is written, -4 killed after it. */
static int faulty(const char *kind, const char *name, int fd, int under) {
    const char *which = getenv("ASDONE_FAULT_CALLS");
    const char *when = getenv("ASDONE_FAULT_WHEN");
    const char *how = getenv("ASDONE_FAULT_HOW");
    const char *at = getenv("ASDONE_FAULT_AT");
    const char *many = getenv("ASDONE_FAULT_FOR");
    int before = errno;
    if (!which || (strcmp(which, kind) && strcmp(which, "any")) || !how || !at || !under ||
        (when && access(when, F_OK))) {
        errno = before;
        return 0;
    }
    long number = atomic_fetch_add(&calls, 1) + 1, first = atol(at);
    errno = before;
    if (number < first || number >= first + (many ? atol(many) : 1)) return 0;
    say(name, fd);
    errno = before;
    if (!strcmp(how, "kill")) die();
    if (!strcmp(how, "hang"))
        for (;;) pause();
    if (!strcmp(how, "kill-torn")) return -3;
    if (!strcmp(how, "kill-after")) return -4;
    if (!strcmp(how, "short")) return -1;
    /* The first tears; those after it find the disk full. */
    if (!strcmp(how, "torn")) return number == first ? -2 : ENOSPC;
    return atoi(how);
}

static int fault(const char *kind, const char *name, int fd) {
    return faulty(kind, name, fd, below(fd));
}

static int named(const char *name, const char *path) {
    const char *under = getenv("ASDONE_FAULT_UNDER");
    return faulty("name", name, -1, under && !strncmp(path, under, strlen(under)));
}

/* Ends here where that was asked for. */
static long long after(int how, long long done) {
    if (how <= -3) die();
    return done;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
    int how = fault("write", "write", fd);
    if (how > 0) { errno = how; return -1; }
    if (how < 0 && how > -4 && length > 1) length /= 2;
    return after(how, REAL(write)(fd, bytes, length));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    int how = fault("write", "writev", fd);
    if (how > 0) { errno = how; return -1; }
    if (how < 0 && how > -4 && count > 0)
        return after(how, REAL(write)(fd, parts[0].iov_base, parts[0].iov_len));
    return after(how, REAL(writev)(fd, parts, count));
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    int how = fault("write", "pwrite", fd);
    if (how > 0) { errno = how; return -1; }
    if (how < 0 && how > -4 && length > 1) length /= 2;
    return after(how, REAL(pwrite64)(fd, bytes, length, at));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return pwrite64(fd, bytes, length, at);
}

int fsync(int fd) {
    int how = fault("sync", "fsync", fd);
    if (how == -3) die();
    if (how > 0 || how == -1 || how == -2) { errno = how; return -1; }
    return after(how, REAL(fsync)(fd));
}

int fdatasync(int fd) {
    int how = fault("sync", "fdatasync", fd);
    if (how == -3) die();
    if (how > 0 || how == -1 || how == -2) { errno = how; return -1; }
    return after(how, REAL(fdatasync)(fd));
}

int sync_file_range(int fd, off64_t from, off64_t length, unsigned int flags) {
    int how = fault("sync", "sync_file_range", fd);
    if (how == -3) die();
    if (how > 0 || how == -1 || how == -2) { errno = how; return -1; }
    return after(how, REAL(sync_file_range)(fd, from, length, flags));
}

int rename(const char *from, const char *to) {
    int how = named("rename", to);
    if (how == -3) die();
    if (how > 0) { errno = how; return -1; }
    return after(how, REAL(rename)(from, to));
}

int unlink(const char *path) {
    int how = named("unlink", path);
    if (how == -3) die();
    if (how > 0) { errno = how; return -1; }
    return after(how, REAL(unlink)(path));
}

int mkdir(const char *path, mode_t mode) {
    int how = named("mkdir", path);
    if (how == -3) die();
    if (how > 0) { errno = how; return -1; }
    return after(how, REAL(mkdir)(path, mode));
}

int ftruncate64(int fd, off64_t length) {
    int how = fault("name", "ftruncate", fd);
    if (how == -3) die();
    if (how > 0) { errno = how; return -1; }
    return after(how, REAL(ftruncate64)(fd, length));
}
