import { create } from 'zustand'
import type { ComparedCase, Instance } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { isCancelled } from '../shell/is-cancelled'
import { messageOf } from '../shell/message-of'

interface CaseComparisonState {
  readonly modelIds: readonly string[]
  /** Null before the first comparison. */
  readonly cases: readonly ComparedCase[] | null
  /** Those of the cases, by id. */
  readonly images: ReadonlyMap<number, Instance>
  readonly progress: { readonly done: number; readonly total: number } | null
  readonly error: string | null
  readonly cancel: (() => void) | null
}

/** Approved frames against models; kept while other parts of the window are looked at. */
export const useCaseComparison = create<CaseComparisonState>(() => ({ modelIds: [], cases: null, images: new Map(), progress: null, error: null, cancel: null }))

/** Ends what goes on and shows nothing of it. */
export function forgetCases(): void {
  useCaseComparison.getState().cancel?.()
  useCaseComparison.setState(useCaseComparison.getInitialState(), true)
}

export async function compareCases(client: ServiceClients['comparison'], modelIds: readonly string[]): Promise<void> {
  useCaseComparison.getState().cancel?.()
  const controller = new AbortController()
  const cancel = (): void => controller.abort()
  const isCurrent = (): boolean => useCaseComparison.getState().cancel === cancel
  useCaseComparison.setState({ modelIds, progress: { done: 0, total: 0 }, error: null, cancel })
  try {
    const { cases, images } = await client.cases({ modelIds: [...modelIds] }, { signal: controller.signal, onProgress: (progress) => isCurrent() && useCaseComparison.setState({ progress }) })
    if (isCurrent()) useCaseComparison.setState({ cases, images: new Map(images.map((image) => [image.id, image])), progress: null, cancel: null })
  } catch (error) {
    const cancelled = controller.signal.aborted || isCancelled(error)
    if (isCurrent()) useCaseComparison.setState({ progress: null, cancel: null, error: cancelled ? null : messageOf(error) })
  }
}

/** The worst first: by one model's Dice, or by the worst of all. */
export function worstFirst(cases: readonly ComparedCase[], by: string): ComparedCase[] {
  const rank = ({ models }: ComparedCase): number => {
    const own = models.find(({ modelId }) => modelId === by)
    return own?.figures.dice ?? Math.min(...models.map(({ figures }) => figures.dice))
  }
  return [...cases].sort((one, other) => rank(one) - rank(other) || one.instanceId - other.instanceId || one.frame - other.frame)
}

/** Mean Dice of a model over the cases. */
export function meanDice(cases: readonly ComparedCase[], modelId: string): number | null {
  const values = cases.flatMap(({ models }) => models.find((each) => each.modelId === modelId)?.figures.dice ?? [])
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
