// What Swift has no words for.
#pragma once

// a b + c on whole vectors, rounded once. Swift's SIMD types multiply and add lane by lane, and whether the
// compiler finds the vectors again depends on how long the chain of them is: a polynomial of degree six can
// be too long.

typedef float lanes4 __attribute__((vector_size(16)));
typedef float lanes8 __attribute__((vector_size(32)));
typedef float lanes16 __attribute__((vector_size(64)));

#define FUSED static inline __attribute__((always_inline))

FUSED lanes4 fused4(lanes4 a, lanes4 b, lanes4 c) { return __builtin_elementwise_fma(a, b, c); }
FUSED lanes8 fused8(lanes8 a, lanes8 b, lanes8 c) { return __builtin_elementwise_fma(a, b, c); }
FUSED lanes16 fused16(lanes16 a, lanes16 b, lanes16 c) { return __builtin_elementwise_fma(a, b, c); }

#undef FUSED

// Stores that go past the caches to memory: for what is read again only after much else was. They come into
// order with other stores by `streamsEnd`, which the writer calls before others may read.
#define STREAM static inline __attribute__((always_inline))

STREAM void stream4(lanes4 a, float *to) { __builtin_nontemporal_store(a, (lanes4 *)to); }
STREAM void stream8(lanes8 a, float *to) { __builtin_nontemporal_store(a, (lanes8 *)to); }
STREAM void stream16(lanes16 a, float *to) { __builtin_nontemporal_store(a, (lanes16 *)to); }
STREAM void streamsEnd(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

#undef STREAM

// Asks for the cache line at an address that will be read soon. Any address is good.
static inline __attribute__((always_inline)) void prefetch(const float *address) {
  __builtin_prefetch(address);
}
