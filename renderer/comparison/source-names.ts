import { t } from 'i18next'
import type { ComparisonChoices, MaskSource, Model } from '../../electron/ipc/contract/index'
import { actText, actWords } from '../masks/act-words'
import { localTime } from '../runs/format'

/** What a source is called, as short as it is clear. */
export function nameOfSource(source: MaskSource, choices: ComparisonChoices | undefined, models: readonly Model[]): string {
  switch (source.kind) {
    case 'current':
    case 'predicted':
    case 'returned':
      return t(`compare.${source.kind}`)
    case 'version': {
      const version = choices?.versions.find(({ number }) => number === source.number)
      return version === undefined ? t('compare.version', { number: source.number }) : t('compare.versionBy', { number: source.number, name: version.author.name })
    }
    case 'reading': {
      const reading = choices?.readings.find(({ number }) => number === source.number)
      return reading === undefined ? t('compare.reading', { number: source.number }) : t('compare.readingBy', { number: source.number, name: reading.reader })
    }
    case 'act': {
      if (source.sequence === 0) return t('compare.beforeAll')
      const act = choices?.acts.find(({ sequence }) => sequence === source.sequence)
      return act === undefined ? t('compare.act', { sequence: source.sequence }) : t('compare.afterAct', { sequence: source.sequence, name: actText(act.name, actWords(t, 'act')) })
    }
    case 'model': {
      const model = models.find(({ id }) => id === source.modelId)
      return model === undefined ? source.modelId : nameOfModel(model)
    }
  }
}

export function nameOfModel(model: Model): string {
  return t(`compare.${model.role}`, { name: model.name })
}

export interface SourceGroup {
  readonly group: string
  readonly items: readonly { readonly source: MaskSource; readonly detail: string }[]
}

/** Everything that can be chosen for a side, in groups. A source in use that this frame does not have stays choosable. */
export function sourceGroups(choices: ComparisonChoices | undefined, models: readonly Model[], inUse: readonly MaskSource[]): SourceGroup[] {
  const versions = choices?.versions ?? []
  const readings = choices?.readings ?? []
  const acts = choices?.acts ?? []
  const missing = inUse.filter(
    (source) =>
      (source.kind === 'version' && versions.every(({ number }) => number !== source.number)) ||
      (source.kind === 'reading' && readings.every(({ number }) => number !== source.number)) ||
      (source.kind === 'act' && acts.every(({ sequence }) => sequence !== source.sequence)) ||
      (source.kind === 'model' && models.every(({ id }) => id !== source.modelId)),
  )
  const groups: SourceGroup[] = [
    { group: t('compare.thisFrame'), items: [{ source: { kind: 'current' }, detail: '' }, { source: { kind: 'predicted' }, detail: choices?.predicted === false ? t('compare.none') : '' }, ...(choices?.returned === true || inUse.some(({ kind }) => kind === 'returned') ? [{ source: { kind: 'returned' as const }, detail: '' }] : [])] },
    { group: t('compare.models'), items: models.map(({ id, published }) => ({ source: { kind: 'model' as const, modelId: id }, detail: published ? t('models.published') : '' })) },
    { group: t('compare.readings'), items: readings.map(({ number, finishedAt }) => ({ source: { kind: 'reading' as const, number }, detail: localTime(finishedAt) })) },
    { group: t('compare.versions'), items: versions.map(({ number, reason }) => ({ source: { kind: 'version' as const, number }, detail: reason })).reverse() },
    { group: t('compare.history'), items: acts.map(({ sequence, author }) => ({ source: { kind: 'act' as const, sequence }, detail: author.name })) },
    { group: t('compare.elsewhere'), items: missing.map((source) => ({ source, detail: t('compare.notHere') })) },
  ]
  return groups.filter(({ items }) => items.length > 0)
}
