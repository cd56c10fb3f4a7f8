import type { Instance, Series, Study } from '../../electron/ipc/contract/index'
import { angulation } from './angles'

/** The lines of the study browser, in the order they are shown. */
export type BrowserRow =
  | { readonly kind: 'patient'; readonly key: string; readonly name: string; readonly patientId: string }
  | { readonly kind: 'study'; readonly key: string; readonly study: Study }
  | { readonly kind: 'series'; readonly key: string; readonly series: Series }
  | { readonly kind: 'instance'; readonly key: string; readonly series: Series; readonly instance: Instance }

/** Patients → studies → series; the images of the open series follow it when it has several. */
export function browserRows(studies: readonly Study[], search: string, openSeries: number | null): BrowserRow[] {
  const patients = new Map<string, Study[]>()
  for (const study of studies) {
    const series = study.series.filter((each) => matches(study, each, search))
    if (series.length === 0) continue
    const patient = `${study.patientId}\n${study.patientName}`
    patients.set(patient, [...(patients.get(patient) ?? []), { ...study, series }])
  }
  const rows: BrowserRow[] = []
  for (const [patient, own] of patients) {
    rows.push({ kind: 'patient', key: `patient ${patient}`, name: own[0]!.patientName, patientId: own[0]!.patientId })
    for (const study of own) {
      rows.push({ kind: 'study', key: `study ${study.id}`, study })
      for (const series of study.series) {
        rows.push({ kind: 'series', key: `series ${series.id}`, series })
        if (series.id !== openSeries || series.instances.length < 2) continue
        for (const instance of series.instances) rows.push({ kind: 'instance', key: `instance ${instance.id}`, series, instance })
      }
    }
  }
  return rows
}

/** Every word of the search occurs somewhere in what the row shows. */
function matches(study: Study, series: Series, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return true
  const first = series.instances[0]
  const text = [
    study.patientName.replaceAll('^', ' '),
    study.patientId,
    study.studyDate,
    study.description,
    series.modality,
    series.description,
    first && angulation(first.primaryAngle, first.secondaryAngle),
    ...series.instances.map((instance) => instance.sourceName),
  ]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}
