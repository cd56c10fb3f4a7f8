/** Spearman's rank correlation of two series of the same length; ties share their mean rank. */
export function spearman(first: readonly number[], second: readonly number[]): number {
  const [one, other] = [ranks(first), ranks(second)]
  const mean = (first.length - 1) / 2
  let together = 0
  let oneSquared = 0
  let otherSquared = 0
  for (let i = 0; i < first.length; i++) {
    together += (one[i]! - mean) * (other[i]! - mean)
    oneSquared += (one[i]! - mean) ** 2
    otherSquared += (other[i]! - mean) ** 2
  }
  return together / Math.sqrt(oneSquared * otherSquared)
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((one, other) => one.value - other.value)
  const result = Array.from({ length: values.length }, () => 0)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && order[end]!.value === order[start]!.value) end++
    for (let at = start; at < end; at++) result[order[at]!.index] = (start + end - 1) / 2
    start = end
  }
  return result
}
