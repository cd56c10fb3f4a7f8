/** One line of an ordered list of series: which series, of which study, and the number of its group (patients in turn). */
export interface OrderedSeries {
  readonly seriesId: number
  readonly studyId: number
  readonly patient: number
}

/** The order as bytes (three 32-bit numbers a series): ten thousand series travel in 120 kB and cost no parsing. */
export function encodeSeriesOrder(series: readonly OrderedSeries[]): Uint8Array {
  const numbers = new Uint32Array(series.length * 3)
  for (let index = 0; index < series.length; index++) {
    const { seriesId, studyId, patient } = series[index]!
    numbers[index * 3] = seriesId
    numbers[index * 3 + 1] = studyId
    numbers[index * 3 + 2] = patient
  }
  return new Uint8Array(numbers.buffer)
}

export function decodeSeriesOrder(bytes: Uint8Array): OrderedSeries[] {
  // A copy, because a view into a message need not begin at a multiple of four bytes.
  const numbers = new Uint32Array(bytes.slice().buffer)
  return Array.from({ length: Math.floor(numbers.length / 3) }, (_, index) => ({
    seriesId: numbers[index * 3]!,
    studyId: numbers[index * 3 + 1]!,
    patient: numbers[index * 3 + 2]!,
  }))
}
