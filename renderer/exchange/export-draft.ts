import type { DeidentifyChoice, ExportFormat, ExportRequest, ExportScope } from '../../electron/ipc/contract/index'

/** What an export dialog has been filled in with. */
export interface ExportDraft {
  readonly scope: ExportScope['kind']
  readonly format: ExportFormat
  readonly approvedOnly: boolean
  /** Labels that are left out. */
  readonly without: readonly number[]
  readonly deidentify: boolean
  readonly choice: DeidentifyChoice
  readonly destination: 'folder' | 'download'
  readonly folder: string
}

export const keepNothing: DeidentifyChoice = { keepModifiedDates: false, cleanDescriptors: true, keepPatientCharacteristics: false, keepDeviceIdentity: false }

/** Where what is open stands: the scopes that can be chosen, by their kind. */
export type Scopes = Partial<Record<ExportScope['kind'], ExportScope>>

export function defaultDraft(scope: ExportScope['kind'], canPickPaths: boolean): ExportDraft {
  return { scope, format: 'seg', approvedOnly: false, without: [], deidentify: false, choice: keepNothing, destination: canPickPaths ? 'folder' : 'download', folder: '' }
}

/** The request; null while something is missing. */
export function requestOf(draft: ExportDraft, scopes: Scopes, labelIds: readonly number[]): ExportRequest | null {
  const scope = scopes[draft.scope]
  const folder = draft.folder.trim()
  if (!scope || (draft.destination === 'folder' && folder === '')) return null
  const kept = labelIds.filter((id) => !draft.without.includes(id))
  if (draft.format !== 'study' && labelIds.length > 0 && kept.length === 0) return null
  return {
    scope,
    format: draft.format,
    approvedOnly: draft.approvedOnly,
    labelIds: draft.format === 'study' || draft.without.length === 0 ? null : kept,
    deidentify: draft.deidentify ? draft.choice : null,
    destination: draft.destination === 'folder' ? { kind: 'folder', path: folder } : { kind: 'download' },
  }
}

/** Bytes as people write them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
