#include "jpeg_read.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

// A picture is usually sent in about ten scans. Each one passes over all of it, so a small file of
// thousands of scans would take hours.
enum { MAXIMAL_SCANS = 200 };

typedef struct {
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  jpeg_outcome outcome;
  bool accept_truncated;
  char *message;
} jpeg_reading;

static void fail(jpeg_reading *reading, jpeg_outcome outcome, const char *message) {
  reading->outcome = outcome;
  if (message) snprintf(reading->message, JPEG_MESSAGE_SIZE, "%s", message);
  longjmp(reading->escape, 1);
}

static void fail_with_last_message(j_common_ptr decoder) {
  char message[JMSG_LENGTH_MAX];
  decoder->err->format_message(decoder, message);
  fail(decoder->client_data, JPEG_BROKEN, message);
}

// libjpeg's warnings: data that is damaged is refused, oddities beside the data are let pass.
static void judge_message(j_common_ptr decoder, int level) {
  jpeg_reading *reading = decoder->client_data;
  if (level >= 0 || reading->outcome != JPEG_WHOLE) return;
  switch (decoder->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
      return;
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
      if (!reading->accept_truncated) fail(reading, JPEG_TRUNCATED, NULL);
      // What follows a missing end is all made up: no more is judged.
      reading->outcome = JPEG_TRUNCATED;
      return;
    default:
      fail_with_last_message(decoder);
  }
}

static void print_nothing(j_common_ptr decoder) { (void)decoder; }

static void count_scans(j_common_ptr common) {
  j_decompress_ptr decoder = (j_decompress_ptr)common;
  if (decoder->input_scan_number > MAXIMAL_SCANS)
    fail(common->client_data, JPEG_BROKEN, "it has too many scans");
}

static void read_pixels(jpeg_reading *reading, const jpeg_request *request,
                        unsigned char *pixels) {
  j_decompress_ptr decoder = &reading->decoder;
  jpeg_mem_src(decoder, request->bytes, request->count);
  jpeg_read_header(decoder, TRUE);
  decoder->scale_num = 1;
  decoder->scale_denom = request->reduction;
  decoder->out_color_space = request->components == 1   ? JCS_GRAYSCALE
                             : request->components == 3 ? JCS_RGB
                                                        : JCS_CMYK;
  jpeg_calc_output_dimensions(decoder);
  if ((int)decoder->output_width != request->width ||
      (int)decoder->output_height != request->height ||
      decoder->output_components != request->components)
    fail(reading, JPEG_BROKEN, "its headers disagree");
  jpeg_start_decompress(decoder);
  size_t row_size = (size_t)request->width * request->components;
  while (decoder->output_scanline < decoder->output_height) {
    JSAMPROW row = pixels + decoder->output_scanline * row_size;
    jpeg_read_scanlines(decoder, &row, 1);
  }
  jpeg_finish_decompress(decoder);
}

// The frame that libjpeg's errors return to. What has changed by then lives with the caller.
static void read_guarded(jpeg_reading *reading, const jpeg_request *request,
                         unsigned char *pixels) {
  if (setjmp(reading->escape)) return;
  jpeg_create_decompress(&reading->decoder);
  reading->decoder.progress = &reading->progress;
  reading->decoder.mem->max_memory_to_use = (long)request->memory_limit;
  read_pixels(reading, request, pixels);
  // A missing end that came here was accepted.
  reading->outcome = JPEG_WHOLE;
}

jpeg_outcome jpeg_read(const jpeg_request *request, unsigned char *pixels, char *message) {
  jpeg_reading reading = {
      .outcome = JPEG_WHOLE, .accept_truncated = request->accept_truncated, .message = message};
  reading.decoder.client_data = &reading;
  reading.decoder.err = jpeg_std_error(&reading.errors);
  reading.errors.error_exit = fail_with_last_message;
  reading.errors.emit_message = judge_message;
  reading.errors.output_message = print_nothing;
  reading.progress.progress_monitor = count_scans;
  message[0] = 0;
  read_guarded(&reading, request, pixels);
  jpeg_destroy_decompress(&reading.decoder);
  return reading.outcome;
}
