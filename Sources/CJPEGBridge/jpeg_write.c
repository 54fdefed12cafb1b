#include "jpeg_write.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

// libjpeg reports an error by calling a function that must not return: it has to jump, and Swift
// can neither set nor survive a jump. So all of libjpeg's calls stay in one frame here.
typedef struct {
  struct jpeg_compress_struct encoder;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  bool is_whole;
  unsigned char *bytes;
  unsigned long count;
  char *message;
} jpeg_writing;

static void fail_with_last_message(j_common_ptr encoder) {
  jpeg_writing *writing = encoder->client_data;
  encoder->err->format_message(encoder, writing->message);
  longjmp(writing->escape, 1);
}

static void print_nothing(j_common_ptr encoder) { (void)encoder; }

static void write_pixels(jpeg_writing *writing, const unsigned char *pixels, int width, int height,
                         int channels, int quality) {
  j_compress_ptr encoder = &writing->encoder;
  jpeg_mem_dest(encoder, &writing->bytes, &writing->count);
  encoder->image_width = (JDIMENSION)width;
  encoder->image_height = (JDIMENSION)height;
  encoder->input_components = channels;
  encoder->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(encoder);
  jpeg_set_quality(encoder, quality, TRUE);
  encoder->comp_info[0].h_samp_factor = encoder->comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(encoder, TRUE);
  size_t row_size = (size_t)width * (size_t)channels;
  while (encoder->next_scanline < encoder->image_height) {
    JSAMPROW row = (JSAMPROW)pixels + encoder->next_scanline * row_size;
    jpeg_write_scanlines(encoder, &row, 1);
  }
  jpeg_finish_compress(encoder);
}

// The frame that libjpeg's errors return to. What has changed by then lives with the caller: the
// values of this function's own variables would be undefined after the jump.
static void write_guarded(jpeg_writing *writing, const unsigned char *pixels, int width, int height,
                          int channels, int quality) {
  if (setjmp(writing->escape)) return;
  jpeg_create_compress(&writing->encoder);
  write_pixels(writing, pixels, width, height, channels, quality);
  writing->is_whole = true;
}

unsigned char *jpeg_write(const unsigned char *pixels, int width, int height, int channels,
                          int quality, size_t *count, char message[200]) {
  jpeg_writing writing = {.message = message};
  writing.encoder.client_data = &writing;
  writing.encoder.err = jpeg_std_error(&writing.errors);
  writing.errors.error_exit = fail_with_last_message;
  writing.errors.output_message = print_nothing;
  write_guarded(&writing, pixels, width, height, channels, quality);
  // libjpeg hands over its growing buffer only when it finishes: after a failure ask for it, to free
  // it.
  if (!writing.is_whole && writing.encoder.dest != NULL) {
    writing.encoder.dest->term_destination(&writing.encoder);
    free(writing.bytes);
    writing.bytes = NULL;
  }
  jpeg_destroy_compress(&writing.encoder);
  *count = writing.count;
  return writing.bytes;
}
