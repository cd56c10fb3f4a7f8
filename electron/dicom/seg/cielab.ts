/** Red, green and blue, 0 … 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** sRGB to XYZ relative to D50, the white of DICOM's profile connection space (PS3.3 C.10.7.1.1), Bradford-adapted. */
const toXyz = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
] as const
const toRgb = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const
const white = [0.9642, 1, 0.8249] as const
const knee = 216 / 24_389
const slope = 24_389 / 27

/** A colour as Recommended Display CIELab Value: L*, a*, b* as unsigned 16-bit numbers. */
export function cielabOf(colour: Rgb): [number, number, number] {
  const linear = colour.map((value) => linearOf(value / 255))
  const [x, y, z] = times(toXyz, linear).map((value, index) => compressed(value / white[index]!)) as [number, number, number]
  return [scaled((116 * y - 16) / 100), scaled((500 * (x - y) + 128) / 255), scaled((200 * (y - z) + 128) / 255)]
}

/** The sRGB colour behind a Recommended Display CIELab Value; what lies outside sRGB is cut off. */
export function colourOf([lightness, a, b]: readonly [number, number, number]): Rgb {
  const y = ((lightness / 65_535) * 100 + 16) / 116
  const x = ((a / 65_535) * 255 - 128) / 500 + y
  const z = y - ((b / 65_535) * 255 - 128) / 200
  const linear = times(toRgb, [x, y, z].map((value, index) => expanded(value) * white[index]!))
  return linear.map((value) => Math.round(gammaOf(Math.min(1, Math.max(0, value))) * 255)) as unknown as Rgb
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * vector[index]!, 0))
}

const scaled = (value: number): number => Math.min(65_535, Math.max(0, Math.round(value * 65_535)))
const linearOf = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const gammaOf = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)
const compressed = (value: number): number => (value > knee ? Math.cbrt(value) : (slope * value + 16) / 116)
const expanded = (value: number): number => (value ** 3 > knee ? value ** 3 : (116 * value - 16) / slope)
