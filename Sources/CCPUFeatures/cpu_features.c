#include "cpu_features.h"

#if defined(__x86_64__)

#include <cpuid.h>

/// The register states that the operating system saves (XCR0); zero where it uses no XSAVE.
static unsigned long long saved_states(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return 0;
  unsigned low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((unsigned long long)high << 32) | low;
}

static const unsigned long long ymm_states = 0x06, zmm_states = 0xe6;

_Bool cpu_supports_avx2_fma(void) {
  unsigned a, b, c, d;
  if ((saved_states() & ymm_states) != ymm_states) return 0;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_FMA) || !(c & bit_AVX)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}

/// The set that -march=skylake-avx512 may use: F, CD, BW, DQ and VL, beside AVX2, FMA and BMI.
_Bool cpu_supports_avx512(void) {
  unsigned a, b, c, d;
  const unsigned wanted =
      bit_AVX512F | bit_AVX512CD | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL | bit_BMI | bit_BMI2;
  if ((saved_states() & zmm_states) != zmm_states || !cpu_supports_avx2_fma()) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & wanted) == wanted;
}

#else

_Bool cpu_supports_avx2_fma(void) { return 0; }
_Bool cpu_supports_avx512(void) { return 0; }

#endif
