import * as tf from './tf'

/** Every variable that lives, in the order in which they were made. */
export function liveVariables(): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables)
}

/** What variables hold, for going back to it. Nothing is copied: tensors are never changed in place. */
export interface KeptVariables {
  restore(): void
  dispose(): void
}

export function keepVariables(variables: readonly tf.Variable[]): KeptVariables {
  const kept = variables.map((variable) => tf.keep(tf.clone(variable)))
  return {
    restore: () => {
      for (const [index, variable] of variables.entries()) if (variable.dataId !== kept[index]!.dataId) variable.assign(kept[index]!)
    },
    dispose: () => tf.dispose(kept),
  }
}
