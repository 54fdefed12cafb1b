#pragma once
#include <stdbool.h>
#include <stddef.h>

// libjpeg reports errors by not returning, which Swift code must not be part of: so each use of it
// is one call of a C function here.

enum { JPEG_MESSAGE_SIZE = 200 };

typedef struct {
  const unsigned char *bytes;
  size_t count;
  // The size that is expected to come out, and 1 (grey), 3 (RGB) or 4 (CMYK) components.
  int width, height, components;
  // Each side is divided by this: 1, 2, 4 or 8.
  int reduction;
  bool accept_truncated;
  size_t memory_limit;
} jpeg_request;

typedef enum { JPEG_WHOLE, JPEG_TRUNCATED, JPEG_BROKEN } jpeg_outcome;

// Decodes a whole JPEG file to `pixels`, which holds width * height * components bytes.
// `message` says what is broken in JPEG_MESSAGE_SIZE bytes at most.
jpeg_outcome jpeg_read(const jpeg_request *request, unsigned char *pixels, char *message);
