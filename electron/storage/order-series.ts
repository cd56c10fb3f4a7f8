import type { SeriesSort } from '../ipc/contract/index'
import type { OrderedSeries } from '../ipc/series-order'
import { grouped } from './grouped'
import type { SeriesSummary } from './series-index'

type Key = readonly (string | number)[]

/** Series by single worth: the first comes first. */
const worthOf: Partial<Record<SeriesSort, (series: SeriesSummary) => Key>> = {
  // Unknown uncertainty after every known one.
  uncertain: ({ uncertainty, newest }) => [uncertainty === null ? 1 : -uncertainty, -newest],
  unreviewed: ({ frames, reviewed, newest }) => [reviewed.corrected + reviewed.approved + reviewed.returned - frames, -newest],
}

/** Whole studies by worth. */
const studyWorthOf: Partial<Record<SeriesSort, (series: readonly SeriesSummary[]) => Key>> = {
  newest: (series) => [-Math.max(...series.map(({ newest }) => newest))],
  date: (series) => [dateWorth(series[0]!), -Math.max(...series.map(({ newest }) => newest))],
  patient: (series) => [series[0]!.name, series[0]!.study.patientId, dateWorth(series[0]!)],
}

/**
 * In order. Sorted by newest import, date or patient, the series of a study stay together and the studies of a patient
 * follow their best one, as a list of patients is read; the other orders put single series in line.
 */
export function orderSeries(series: readonly SeriesSummary[], sort: SeriesSort): OrderedSeries[] {
  const worth = worthOf[sort]
  const studyWorth = studyWorthOf[sort]
  if (worth) return sortedBy(series, worth).map((each, index) => ordered(each, index))
  const studies = sortedBy([...grouped(series, ({ study }) => study.id).values()], studyWorth!)
  const patients = [...grouped(studies, ([first]) => `${first!.study.patientId}\n${first!.study.patientName}`).values()]
  return patients.flatMap((own, patient) =>
    own.flatMap((study) => sortedBy(study, ({ seriesNumber, id }) => [seriesNumber ?? Infinity, id]).map((each) => ordered(each, patient))),
  )
}

function ordered({ id, study }: SeriesSummary, patient: number): OrderedSeries {
  return { seriesId: id, studyId: study.id, patient }
}

/** Newest first; without a date last. */
function dateWorth({ study: { studyDate } }: SeriesSummary): number {
  return studyDate === null ? 0 : -Number(studyDate.replaceAll('-', ''))
}

/** Each key is made once: comparing must be cheap for ten thousand series. */
function sortedBy<Value>(values: readonly Value[], keyOf: (value: Value) => Key): Value[] {
  return values
    .map((value) => ({ value, key: keyOf(value) }))
    .sort((one, other) => compared(one.key, other.key))
    .map(({ value }) => value)
}

function compared(one: Key, other: Key): number {
  for (let part = 0; part < one.length; part++) {
    if (one[part]! < other[part]!) return -1
    if (one[part]! > other[part]!) return 1
  }
  return 0
}
