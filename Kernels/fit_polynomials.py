"""The polynomials of LaneFunctions.swift and RandomNumbers.swift: near-minimax fits, rounded to float32.

Run:  pip install numpy mpmath && python fit_polynomials.py
Each fit is a weighted least squares over Chebyshev nodes, reweighted by its own error until the error
is level (Lawson's iteration); printed with the largest relative error that is left of the whole function.
"""
import mpmath, numpy

mpmath.mp.dps = 40


def fit(name, f, weight, low, high, degree):
    """Coefficients c with f(x) ~ c[0] + c[1] x + ... where weight(x) |error| is smallest."""
    angles = (numpy.arange(400) + 0.5) * numpy.pi / 400
    x = (low + high) / 2 + (high - low) / 2 * numpy.cos(angles)
    y = numpy.array([float(f(mpmath.mpf(v))) for v in x])
    w = numpy.array([float(weight(mpmath.mpf(v))) for v in x])
    powers = numpy.vander(x, degree + 1, increasing=True)
    lawson = numpy.ones_like(x)
    for _ in range(60):
        scale = w * numpy.sqrt(lawson)
        c = numpy.linalg.lstsq(powers * scale[:, None], y * scale, rcond=None)[0]
        error = numpy.abs(powers @ c - y) * w
        lawson *= error + 1e-30
        lawson /= lawson.max()
    rounded = c.astype(numpy.float32)
    left = (numpy.abs(powers @ rounded.astype(float) - y) * w).max()
    print(f"{name}: relative error {left:.1e}")
    for k, v in enumerate(rounded):
        print(f"  x^{k}  {v}")


half_log2 = float(mpmath.log(2)) / 2
sixteenth = half_log2 / 8
fit("exp(r) = 1 + r + r^2 P(r), |r| <= log(2) / 16",
    lambda r: (mpmath.exp(r) - 1 - r) / r**2, lambda r: r**2 / mpmath.exp(r), -sixteenth, sixteenth, 1)
fit("exp(r) = 1 + r + r^2 P(r), |r| <= log(2) / 2",
    lambda r: (mpmath.exp(r) - 1 - r) / r**2, lambda r: r**2 / mpmath.exp(r), -half_log2, half_log2, 4)


def atanh_rest(z):  # log((1 + s) / (1 - s)) = 2 s + s z Q(z), z = s^2
    s = mpmath.sqrt(z)
    return (2 * mpmath.atanh(s) - 2 * s) / (s * z)


def atanh_weight(z):
    s = mpmath.sqrt(z)
    return s * z / (2 * mpmath.atanh(s))


fit("log(m) = 2 s + s z Q(z), s = (m - 1) / (m + 1), sqrt(1/2) <= m <= sqrt(2)",
    atanh_rest, atanh_weight, 1e-12, float(((mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)) ** 2), 2)
fit("log(1 + y) = 2 s + s z Q(z), s = y / (2 + y), 0 <= y <= 1", atanh_rest, atanh_weight, 1e-12, 1 / 9, 3)

turn = 2 * mpmath.pi
fit("sin(2 pi r) = r S(r^2), |r| <= 1/8",
    lambda z: mpmath.sin(turn * mpmath.sqrt(z)) / mpmath.sqrt(z),
    lambda z: mpmath.sqrt(z) / mpmath.sin(turn * mpmath.sqrt(z)), 1e-12, 1 / 64, 3)
fit("cos(2 pi r) = 1 + r^2 C(r^2), |r| <= 1/8",
    lambda z: (mpmath.cos(turn * mpmath.sqrt(z)) - 1) / z,
    lambda z: z / mpmath.cos(turn * mpmath.sqrt(z)), 1e-12, 1 / 64, 3)
