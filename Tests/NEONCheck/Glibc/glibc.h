// What the kernels and their checks take from the C library, where the toolchain has no module for it.
#pragma once
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// Swift reads no macro with a cast.
#undef MAP_FAILED
static void *const MAP_FAILED = (void *)-1;
