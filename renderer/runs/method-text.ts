import { t } from 'i18next'
import type { DistillationConfig } from '../../electron/ipc/contract/index'

/** The preset by its name, with its factor where it has another than 1. */
export function methodText({ preset, scale }: Pick<DistillationConfig, 'preset' | 'scale'>): string {
  const name = t(`preset.${preset}`)
  return scale === 1 ? name : `${name} × ${scale}`
}
