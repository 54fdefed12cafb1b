#pragma once

/// What the CPU offers and the operating system saves across switches; false on other architectures.
_Bool cpu_supports_avx2_fma(void);
_Bool cpu_supports_avx512(void);
