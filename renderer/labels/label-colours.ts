import type { Label } from '../../electron/ipc/contract/index'

/** Colours to choose from: those of the usual scheme, and some more that stay apart for people with red-green colour blindness. */
export const labelSwatches: readonly string[] = [
  '#ff7a45', '#fff066', '#31b1ff', '#34cd96', '#c582b7', '#f4e6f2', '#de464d', '#a9dcff', '#1f7fc4', '#6a79e0', '#b7e07a', '#9deccb', '#138f6a', '#f3bfdd', '#b25f98', '#9a7fd1', '#e6b800', '#b0b7c0',
]

/** The first of them that no label has yet. */
export function newLabelColour(labels: readonly Label[]): string {
  const taken = new Set(labels.map(({ colour }) => colour))
  return labelSwatches.find((colour) => !taken.has(colour)) ?? labelSwatches[labels.length % labelSwatches.length]!
}
