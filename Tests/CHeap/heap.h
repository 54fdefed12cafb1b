// What glibc says of its heap, which its Swift module leaves out.
#pragma once

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
