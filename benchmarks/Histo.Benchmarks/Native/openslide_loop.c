/*
 * The limit of reading tiles through OpenSlide: a bare loop over the library, nothing else.
 *
 *   openslide_loop SLIDE TILE OFFSET THREADS
 *
 * Reads the whole TILE x TILE squares of level 0, from (OFFSET, OFFSET) on, row by row; each thread takes one run of them.
 * All threads share one handle, as OpenSlide allows. Prints the number of tiles and the seconds of the loop, opening not counted.
 * Build: cc -O2 -o openslide_loop openslide_loop.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MAX_THREADS 256

static void *(*open_slide)(const char *);
static void (*close_slide)(void *);
static const char *(*get_error)(void *);
static void (*level0_dimensions)(void *, int64_t *, int64_t *);
static void (*read_region)(void *, uint32_t *, int64_t, int64_t, int32_t, int64_t, int64_t);

static void *slide;
static int64_t tile, offset, columns, count;
static int threads, failed;

static void *load(void)
{
    const char *named = getenv("HISTO_OPENSLIDE");
    if (named && *named) {
        return dlopen(named, RTLD_NOW);
    }
    void *library = dlopen("libopenslide.so.1", RTLD_NOW);
    return library ? library : dlopen("libopenslide.so.0", RTLD_NOW);
}

static void *read_run(void *argument)
{
    int64_t thread = (intptr_t)argument;
    uint32_t *pixels = malloc((size_t)(tile * tile) * sizeof *pixels);
    if (!pixels) {
        __atomic_store_n(&failed, 1, __ATOMIC_RELAXED);
        return NULL;
    }
    for (int64_t i = thread * count / threads; i < (thread + 1) * count / threads; i++) {
        read_region(slide, pixels, offset + i % columns * tile, offset + i / columns * tile, 0, tile, tile);
        if (get_error(slide)) {
            __atomic_store_n(&failed, 1, __ATOMIC_RELAXED);
            break;
        }
    }
    free(pixels);
    return NULL;
}

/* Seconds; less than 0 where a thread cannot be made. */
static double read_all(void)
{
    pthread_t workers[MAX_THREADS];
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 1; i < threads; i++) {
        if (pthread_create(&workers[i], NULL, read_run, (void *)(intptr_t)i) != 0) {
            return -1;
        }
    }
    read_run((void *)0);
    for (int i = 1; i < threads; i++) {
        pthread_join(workers[i], NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: openslide_loop SLIDE TILE OFFSET THREADS\n");
        return 2;
    }
    tile = atoll(argv[2]);
    offset = atoll(argv[3]);
    threads = atoi(argv[4]);
    void *library = load();
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 3;
    }
    *(void **)&open_slide = dlsym(library, "openslide_open");
    *(void **)&close_slide = dlsym(library, "openslide_close");
    *(void **)&get_error = dlsym(library, "openslide_get_error");
    *(void **)&level0_dimensions = dlsym(library, "openslide_get_level0_dimensions");
    *(void **)&read_region = dlsym(library, "openslide_read_region");
    if (!open_slide || !close_slide || !get_error || !level0_dimensions || !read_region || tile < 1 || offset < 0 || threads < 1 || threads > MAX_THREADS) {
        fprintf(stderr, "the library or the arguments cannot be used\n");
        return 3;
    }
    /* Once untimed, so that the process has its memory: what it is compared with has run before, too. */
    double seconds = 0;
    for (int pass = 0; pass < 2; pass++) {
        slide = open_slide(argv[1]);
        if (!slide || get_error(slide)) {
            fprintf(stderr, "the slide cannot be opened\n");
            return 4;
        }
        int64_t width, height;
        level0_dimensions(slide, &width, &height);
        columns = (width - offset) / tile;
        count = columns * ((height - offset) / tile);
        seconds = read_all();
        close_slide(slide);
        if (failed || seconds < 0) {
            fprintf(stderr, "a tile cannot be read, or there is no thread\n");
            return 6;
        }
    }
    printf("%lld %.9f\n", (long long)count, seconds);
    return 0;
}
