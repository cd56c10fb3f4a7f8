import { choiceFilters, type SeriesAnswer, type SeriesFilters, type SeriesQuery } from '../ipc/contract/index'
import { foldText } from '../ipc/fold-text'
import { encodeSeriesOrder } from '../ipc/series-order'
import { orderSeries } from './order-series'
import type { SeriesSummary } from './series-index'

/** Search, filters and order over all series, with the number of series behind every choice. */
export function querySeries(all: ReadonlyMap<number, SeriesSummary>, { search, filters, sort }: SeriesQuery): SeriesAnswer {
  const words = foldText(search).split(/\s+/).filter((word) => word !== '')
  const kinds = choiceFilters.map((name) => ({ name, chosen: new Set(filters.choices[name]), counts: new Map<string, number>() }))
  const passing: SeriesSummary[] = []
  for (const series of all.values()) {
    const found = inDates(series, filters) && words.every((word) => series.text.includes(word))
    const failing = found ? kinds.filter(({ name, chosen }) => chosen.size > 0 && !series.choices[name].some((value) => chosen.has(value))) : kinds
    if (failing.length === 0) passing.push(series)
    for (const kind of kinds) {
      // Counted beside the other filters: what would be left if this choice were made. One that leaves nothing keeps its line.
      const counted = failing.length === 0 || (failing.length === 1 && failing[0] === kind)
      for (const value of series.choices[kind.name]) kind.counts.set(value, (kind.counts.get(value) ?? 0) + (counted ? 1 : 0))
    }
  }
  const choices = Object.fromEntries(kinds.map(({ name, counts }) => [name, [...counts].map(([value, count]) => ({ value, count }))]))
  return { total: all.size, order: encodeSeriesOrder(orderSeries(passing, sort)), choices: choices as SeriesAnswer['choices'] }
}

function inDates({ study: { studyDate } }: SeriesSummary, { from, to }: SeriesFilters): boolean {
  if (from === null && to === null) return true
  return studyDate !== null && (from === null || studyDate >= from) && (to === null || studyDate <= to)
}
