/**
 * The accurate integer inverse DCT after Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in the fixed-point form that the
 * Independent JPEG Group made the common reference: 13 fraction bits for the constants and, for 12-bit samples, one extra
 * bit between the passes. Same constants and same rounding give the same pixels, bit for bit.
 */
const constantBits = 13
const passBits = 1

const c0298 = 2446
const c0390 = 3196
const c0541 = 4433
const c0765 = 6270
const c0899 = 7373
const c1175 = 9633
const c1501 = 12299
const c1847 = 15137
const c1961 = 16069
const c2053 = 16819
const c2562 = 20995
const c3072 = 25172

const workspace = new Int32Array(64)

/** One block: dequantised coefficients in natural order in, 64 values around 0 (to be shifted and clamped) out. */
export function inverseDct12(coefficients: Int32Array, output: Int32Array): void {
  for (let column = 0; column < 8; column++) transform(coefficients, workspace, column, 8, constantBits - passBits)
  for (let row = 0; row < 64; row += 8) transform(workspace, output, row, 1, constantBits + passBits + 3)
}

/** Eight values, `step` apart: even part, odd part, butterfly, rounded shift. */
function transform(input: Int32Array, output: Int32Array, at: number, step: number, shift: number): void {
  const in2 = input[at + 2 * step]!
  const in6 = input[at + 6 * step]!
  const rotated = (in2 + in6) * c0541
  const even2 = rotated - in6 * c1847
  const even3 = rotated + in2 * c0765
  const even0 = (input[at]! + input[at + 4 * step]!) * (1 << constantBits)
  const even1 = (input[at]! - input[at + 4 * step]!) * (1 << constantBits)
  const sum0 = even0 + even3
  const sum3 = even0 - even3
  const sum1 = even1 + even2
  const sum2 = even1 - even2

  const in7 = input[at + 7 * step]!
  const in5 = input[at + 5 * step]!
  const in3 = input[at + 3 * step]!
  const in1 = input[at + step]!
  const z5 = (in7 + in3 + in5 + in1) * c1175
  const z1 = (in7 + in1) * -c0899
  const z2 = (in5 + in3) * -c2562
  const z3 = (in7 + in3) * -c1961 + z5
  const z4 = (in5 + in1) * -c0390 + z5
  const odd0 = in7 * c0298 + z1 + z3
  const odd1 = in5 * c2053 + z2 + z4
  const odd2 = in3 * c3072 + z2 + z3
  const odd3 = in1 * c1501 + z1 + z4

  const half = 1 << (shift - 1)
  output[at] = (sum0 + odd3 + half) >> shift
  output[at + 7 * step] = (sum0 - odd3 + half) >> shift
  output[at + step] = (sum1 + odd2 + half) >> shift
  output[at + 6 * step] = (sum1 - odd2 + half) >> shift
  output[at + 2 * step] = (sum2 + odd1 + half) >> shift
  output[at + 5 * step] = (sum2 - odd1 + half) >> shift
  output[at + 3 * step] = (sum3 + odd0 + half) >> shift
  output[at + 4 * step] = (sum3 - odd0 + half) >> shift
}
