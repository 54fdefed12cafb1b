#include "jpeg_write.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

// libjpeg reports an error by calling a function that must not return: it has to jump, and Swift
// can neither set nor survive a jump. So all of libjpeg's calls stay in this one frame.
struct failure {
  struct jpeg_error_mgr manager;
  jmp_buf back;
  char *message;
};

static void fail(j_common_ptr common) {
  struct failure *failure = (struct failure *)common->err;
  failure->manager.format_message(common, failure->message);
  longjmp(failure->back, 1);
}

static void say_nothing(j_common_ptr common) { (void)common; }

unsigned char *jpeg_write(const unsigned char *pixels, int width, int height, int channels,
                          int quality, size_t *count, char message[200]) {
  struct jpeg_compress_struct jpeg = {0};
  struct failure failure = {0};
  unsigned char *volatile result = NULL;
  unsigned char *bytes = NULL;
  unsigned long length = 0;

  jpeg.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = fail;
  failure.manager.output_message = say_nothing;
  failure.message = message;
  if (setjmp(failure.back) == 0) {
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &length);
    jpeg.image_width = (JDIMENSION)width;
    jpeg.image_height = (JDIMENSION)height;
    jpeg.input_components = channels;
    jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
      JSAMPROW row = (JSAMPROW)pixels + (size_t)jpeg.next_scanline * (size_t)width * (size_t)channels;
      jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    result = bytes;
    *count = length;
  }
  // libjpeg hands over its growing buffer only when it finishes: after a failure ask for it, to free
  // it.
  if (result == NULL && jpeg.dest != NULL) {
    jpeg.dest->term_destination(&jpeg);
    free(bytes);
  }
  jpeg_destroy_compress(&jpeg);
  return result;
}
