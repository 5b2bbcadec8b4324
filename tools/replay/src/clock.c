/* The time a function is told: a value the driver writes into a file before each call. The monotonic clock is told
 * too, because caches, buckets and durations are measured by it; it runs far ahead of the machine's own, so that
 * nothing that waits for a moment of it in the kernel is woken too early. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *nanoseconds;

__attribute__((constructor)) static void find_clock(void) {
    const char *path = getenv("REPLAY_CLOCK");
    int file = path ? open(path, O_RDONLY) : -1;
    if (file < 0) abort();
    void *page = mmap(NULL, sizeof *nanoseconds, PROT_READ, MAP_SHARED, file, 0);
    if (page == MAP_FAILED) abort();
    nanoseconds = page;
}

int clock_gettime(clockid_t id, struct timespec *told) {
    switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
        if (nanoseconds) {
            told->tv_sec = *nanoseconds / 1000000000;
            told->tv_nsec = *nanoseconds % 1000000000;
            return 0;
        }
    }
    return (int)syscall(SYS_clock_gettime, id, told);
}

int gettimeofday(struct timeval *restrict told, void *restrict zone) {
    (void)zone;
    struct timespec now;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return result;
}

time_t time(time_t *told) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
