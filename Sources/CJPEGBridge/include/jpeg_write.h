#pragma once
#include <stddef.h>

// Compresses 8-bit pixels (rows top to bottom, `channels` 1 or 3, no padding) as a baseline JPEG
// with full-resolution colour. Returns the file's bytes, to be given to free(), and their count;
// or NULL, with libjpeg's reason in `message`.
unsigned char *jpeg_write(const unsigned char *pixels, int width, int height, int channels,
                          int quality, size_t *count, char message[200]);
