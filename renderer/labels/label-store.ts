import { create } from 'zustand'
import type { Client } from '../../electron/ipc/contract'
import type { Label, LabelBook, labelsContract } from '../../electron/ipc/contract/index'
import { writableLabels } from '../../electron/ipc/label-lock'

interface LabelsState {
  /** Null until the services have answered. */
  readonly book: LabelBook | null
  /** What the tools paint. */
  readonly activeId: number
}

/** The labels of the library and which of them is being painted. Tools read it without going through React. */
export const useLabels = create<LabelsState>(() => ({ book: null, activeId: 1 }))

/** Loads the labels and keeps them up to date for as long as the page lives. */
export async function watchLabels(client: Client<typeof labelsContract>): Promise<void> {
  client.on('changed', takeBook)
  await readLabels(client)
}

export async function readLabels(client: Client<typeof labelsContract>): Promise<void> {
  takeBook(await client.get({}))
}

/** The label that the tools paint. */
export function activeLabel(): Label | null {
  const { book, activeId } = useLabels.getState()
  return book?.labels.find(({ id }) => id === activeId) ?? null
}

/** By label byte: 1 where the tools may change pixels of that label now. */
export function editableLabels(): Uint8Array {
  return writableLabels(useLabels.getState().book?.labels ?? [])
}

export function useActiveLabel(): Label | null {
  return useLabels(({ book, activeId }) => book?.labels.find(({ id }) => id === activeId) ?? null)
}

/** The labels of the active scheme, in its order. */
export function offeredLabels(book: LabelBook): Label[] {
  const scheme = book.schemes.find(({ id }) => id === book.activeSchemeId)
  return (scheme?.labelIds ?? []).flatMap((id) => book.labels.find((label) => label.id === id) ?? [])
}

export function chooseLabel(id: number): void {
  useLabels.setState({ activeId: id })
}

/** Chooses by place in the scheme, from 0; a place that the scheme does not have changes nothing. */
export function chooseLabelAt(place: number): void {
  const { book } = useLabels.getState()
  const label = book === null ? undefined : offeredLabels(book)[place]
  if (label !== undefined) chooseLabel(label.id)
}

function takeBook(book: LabelBook): void {
  const { activeId } = useLabels.getState()
  const offered = offeredLabels(book)
  useLabels.setState({ book, activeId: offered.some(({ id }) => id === activeId) ? activeId : (offered[0]?.id ?? 1) })
}
