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

/// Whether all of `wanted` are among the features in ECX of leaf 1, in ECX of the extended leaf 1, or in EBX of
/// leaf 7.
static _Bool has(unsigned wanted) {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & wanted) == wanted;
}
static _Bool has_extended(unsigned wanted) {
  unsigned a, b, c, d;
  return __get_cpuid(0x80000001, &a, &b, &c, &d) && (c & wanted) == wanted;
}
static _Bool has_structured(unsigned wanted) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & wanted) == wanted;
}

/// Whether there is everything that a compiler may use with -mavx2 -mfma, which imply POPCNT and whatever came
/// before AVX.
_Bool cpu_supports_avx2_fma(void) {
  return (saved_states() & ymm_states) == ymm_states && has(bit_AVX | bit_FMA | bit_POPCNT) &&
         has_structured(bit_AVX2);
}

/// The same for -march=skylake-avx512. Its other features, such as AES or RDRAND, are used only by code that names
/// them.
_Bool cpu_supports_avx512(void) {
  return (saved_states() & zmm_states) == zmm_states && cpu_supports_avx2_fma() && has(bit_F16C | bit_MOVBE) &&
         has_extended(bit_LZCNT) &&
         has_structured(bit_AVX512F | bit_AVX512CD | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL | bit_BMI | bit_BMI2);
}

#else

_Bool cpu_supports_avx2_fma(void) { return 0; }
_Bool cpu_supports_avx512(void) { return 0; }

#endif
