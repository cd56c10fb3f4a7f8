/** The components of a mask: `labels` holds 0 for background and 1 … count otherwise; `sizes[label]` is the number of its pixels. */
export interface Components {
  labels: Int32Array
  count: number
  /** length count + 1; sizes[0] is the background. */
  sizes: Uint32Array
}

/**
 * The 8-connected components of a mask (rows × columns, row-major, non-zero = foreground), labelled in the order of their first pixel.
 * Two passes with union-find; linear in the number of pixels. Throws a RangeError when the mask has another size.
 */
export function connectedComponents(mask: Uint8Array, rows: number, columns: number): Components {
  if (mask.length !== rows * columns) throw new RangeError(`a mask of ${rows}×${columns} has ${rows * columns} pixels, not ${mask.length}`)
  const labels = new Int32Array(mask.length)
  const parent: number[] = [0]
  const rootOf = (label: number): number => {
    let root = label
    while (parent[root] !== root) root = parent[root]!
    while (parent[label] !== root) {
      const next = parent[label]!
      parent[label] = root
      label = next
    }
    return root
  }
  for (let i = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      if (mask[i] === 0) continue
      let label = 0
      const join = (neighbour: number): void => {
        if (neighbour === 0) return
        const root = rootOf(neighbour)
        if (label === 0) label = root
        else if (root !== label) {
          const low = Math.min(root, label)
          parent[Math.max(root, label)] = low
          label = low
        }
      }
      if (column > 0) join(labels[i - 1]!)
      if (row > 0) {
        join(labels[i - columns]!)
        if (column > 0) join(labels[i - columns - 1]!)
        if (column < columns - 1) join(labels[i - columns + 1]!)
      }
      if (label === 0) {
        label = parent.length
        parent.push(label)
      }
      labels[i] = label
    }
  }
  const final = new Int32Array(parent.length)
  let count = 0
  // A root is the smallest label of its set, so it is numbered before its members are looked up.
  for (let label = 1; label < parent.length; label++) final[label] = parent[label] === label ? ++count : final[rootOf(label)]!
  const sizes = new Uint32Array(count + 1)
  for (let i = 0; i < labels.length; i++) {
    labels[i] = final[labels[i]!]!
    sizes[labels[i]!]!++
  }
  return { labels, count, sizes }
}
