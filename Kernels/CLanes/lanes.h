// What Swift has no words for.
#pragma once

#ifdef __ARM_NEON
#include <arm_neon.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// a b + c on whole vectors, rounded once. Swift's SIMD types multiply and add lane by lane, and whether the
// compiler finds the vectors again depends on how long the chain of them is: a polynomial of degree six can
// be too long. (`Tile.add` says where it always does.)

typedef float lanes4 __attribute__((vector_size(16)));
typedef float lanes8 __attribute__((vector_size(32)));
typedef float lanes16 __attribute__((vector_size(64)));

INLINE lanes4 fused4(lanes4 a, lanes4 b, lanes4 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE lanes8 fused8(lanes8 a, lanes8 b, lanes8 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE lanes16 fused16(lanes16 a, lanes16 b, lanes16 c) { return __builtin_elementwise_fma(a, b, c); }

// For each lane the one of eight numbers that its lowest three bits select, from registers alone.

typedef int bits4 __attribute__((vector_size(16)));
typedef int bits8 __attribute__((vector_size(32)));
typedef int bits16 __attribute__((vector_size(64)));

#ifdef __AVX2__
INLINE bits8 choose8(bits8 lanes, bits8 from) { return __builtin_ia32_permvarsi256(from, lanes); }
#endif

#ifdef __AVX512F__
// The instruction uses four bits, so the eight numbers are given twice.
INLINE bits16 choose16(bits16 lanes, bits8 from) {
  bits16 twice = __builtin_shufflevector(from, from, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return __builtin_ia32_permvarsi512(twice, lanes);
}
#endif

#ifdef __ARM_NEON
// The instruction selects bytes: those of number j are 4 j to 4 j + 3.
INLINE bits4 choose4(bits4 lanes, bits8 from) {
  uint8x16x2_t bytes = {{(uint8x16_t)__builtin_shufflevector(from, from, 0, 1, 2, 3),
                         (uint8x16_t)__builtin_shufflevector(from, from, 4, 5, 6, 7)}};
  return (bits4)vqtbl2q_u8(bytes, (uint8x16_t)((lanes & 7) * 0x04040404 + 0x03020100));
}
#endif

// Stores that go past the caches to memory, for what is read again only after much else. `streamsEnd` orders
// them before the stores that follow: a writer calls it before another thread may read.
INLINE void stream4(lanes4 a, float *to) { __builtin_nontemporal_store(a, (lanes4 *)to); }
INLINE void stream8(lanes8 a, float *to) { __builtin_nontemporal_store(a, (lanes8 *)to); }
INLINE void stream16(lanes16 a, float *to) { __builtin_nontemporal_store(a, (lanes16 *)to); }
INLINE void streamsEnd(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

// Prefetches the cache line of an address that will be read soon. Any address may be given.
INLINE void prefetch(const float *address) {
  __builtin_prefetch(address);
}

#undef INLINE
