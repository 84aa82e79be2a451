/*
 * A disk that fails and that remembers: preloaded into a server, it makes system calls on chosen files fail while a control
 * file says so (DISK_CONTROL: lines "CALL SUFFIX ERRNO AFTER"), and logs what reaches the files under a folder (DISK_ROOT)
 * and what is answered on stdout (DISK_LOG). A record: call, path, offset, length, then the data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_SIZE 512
#define NEXT(type, name, ...) \
  static type (*next)(__VA_ARGS__); \
  if (!next) next = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static long counted[16];
static char counted_for[256];

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlink, link, path, PATH_SIZE - 1);
  path[length < 0 ? 0 : length] = 0;
  char *deleted = strstr(path, " (deleted)");
  if (deleted) *deleted = 0;
  return length > 0;
}

static int watched(const char *path) {
  const char *root = getenv("DISK_ROOT");
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return 0;
  return root && strncmp(path, root, strlen(root)) == 0;
}

static int ends_with(const char *path, const char *suffix) {
  size_t a = strlen(path), b = strlen(suffix);
  return a >= b && strcmp(path + a - b, suffix) == 0;
}

/* The error a call is to fail with; 0 when it is to succeed. */
static int failure(const char *call, const char *path) {
  const char *control = getenv("DISK_CONTROL");
  if (!control) return 0;
  int saved = errno;
  int fd = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    errno = saved;
    return 0;
  }
  char text[256];
  ssize_t length = syscall(SYS_read, fd, text, sizeof text - 1);
  syscall(SYS_close, fd);
  errno = saved;
  if (length <= 0) return 0;
  text[length] = 0;
  if (strcmp(text, counted_for) != 0) {
    memset(counted, 0, sizeof counted);
    strcpy(counted_for, text);
  }
  int line = 0;
  for (char *at = text; at && *at && line < 16; line++) {
    char wanted[16], suffix[64];
    int error;
    long after;
    if (sscanf(at, "%15s %63s %d %ld", wanted, suffix, &error, &after) == 4 && strcmp(wanted, call) == 0 &&
        ends_with(path, suffix) && counted[line]++ >= after)
      return error;
    at = strchr(at, '\n');
    if (at) at++;
  }
  return 0;
}

static void record(char call, const char *path, int64_t offset, int64_t length, const struct iovec *data, int parts) {
  static int log = -2;
  const char *target = getenv("DISK_LOG");
  if (!target) return;
  int saved = errno;
  if (log == -2) log = syscall(SYS_openat, AT_FDCWD, target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char head[1 + PATH_SIZE + 16] = {call};
  strncpy(head + 1, path, PATH_SIZE - 1);
  memcpy(head + 1 + PATH_SIZE, &offset, 8);
  memcpy(head + 1 + PATH_SIZE + 8, &length, 8);
  struct iovec all[65] = {{head, sizeof head}};
  int count = 1;
  int64_t left = length;
  for (int i = 0; data && i < parts && count < 65 && left > 0; i++) {
    all[count] = data[i];
    if ((int64_t)all[count].iov_len > left) all[count].iov_len = left;
    left -= all[count++].iov_len;
  }
  syscall(SYS_writev, log, all, count);
  errno = saved;
}

static void record_file(char call, int fd, int64_t offset, int64_t length, const void *data) {
  char path[PATH_SIZE];
  struct iovec part = {(void *)data, length};
  if (path_of(fd, path) && watched(path)) record(call, path, offset, length, data ? &part : 0, 1);
}

static int fails(const char *call, int fd) {
  char path[PATH_SIZE];
  if (!path_of(fd, path) || !watched(path)) return 0;
  int error = failure(call, path);
  if (error) errno = error;
  return error != 0;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  NEXT(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  if (fails("write", fd)) return -1;
  ssize_t done = next(fd, data, length, offset);
  if (done > 0) record_file('W', fd, offset, done, data);
  return done;
}

ssize_t pread64(int fd, void *data, size_t length, off64_t offset) {
  NEXT(ssize_t, "pread64", int, void *, size_t, off64_t);
  return fails("read", fd) ? -1 : next(fd, data, length, offset);
}

int ftruncate64(int fd, off64_t length) {
  NEXT(int, "ftruncate64", int, off64_t);
  if (fails("truncate", fd)) return -1;
  int done = next(fd, length);
  if (done == 0) record_file('T', fd, length, 0, 0);
  return done;
}

int fsync(int fd) {
  NEXT(int, "fsync", int);
  /* As on Linux: what could not be synced counts as clean afterwards, so a later sync does not save it. */
  if (fails("sync", fd)) {
    record_file('F', fd, 0, 0, 0);
    return -1;
  }
  int done = next(fd);
  if (done == 0) record_file('S', fd, 0, 0, 0);
  return done;
}

int fdatasync(int fd) {
  NEXT(int, "fdatasync", int);
  if (fails("sync", fd)) {
    record_file('F', fd, 0, 0, 0);
    return -1;
  }
  int done = next(fd);
  if (done == 0) record_file('S', fd, 0, 0, 0);
  return done;
}

static void created(const char *path, char call) {
  char *full = realpath(path, 0);
  if (full && watched(full)) record(call, full, 0, 0, 0, 0);
  free(full);
}

static int open_with(const char *name, const char *path, int flags, mode_t mode) {
  int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  int fd = next(path, flags, mode);
  if (fd >= 0 && is_new) created(path, 'C');
  return fd;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list more; \
      va_start(more, flags); \
      mode = va_arg(more, mode_t); \
      va_end(more); \
    } \
    return open_with(#name, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode) {
  NEXT(int, "mkdir", const char *, mode_t);
  int done = next(path, mode);
  if (done == 0) created(path, 'D');
  return done;
}

int unlink(const char *path) {
  NEXT(int, "unlink", const char *);
  char *full = realpath(path, 0);
  int done = next(path);
  if (done == 0 && full && watched(full)) record('U', full, 0, 0, 0, 0);
  free(full);
  return done;
}

ssize_t write(int fd, const void *data, size_t length) {
  NEXT(ssize_t, "write", int, const void *, size_t);
  ssize_t done = next(fd, data, length);
  struct iovec part = {(void *)data, length};
  if (fd == 1 && done > 0) record('A', "", 0, done, &part, 1);
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  NEXT(ssize_t, "writev", int, const struct iovec *, int);
  ssize_t done = next(fd, parts, count);
  if (fd == 1 && done > 0) record('A', "", 0, done, parts, count);
  return done;
}
