import type { MethodSummary } from './summarise-experiment'

interface Column {
  title: string
  cell(summary: MethodSummary): string
}

const share = (value: number): string => value.toFixed(4)
const signed = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(100 * value).toFixed(2)}`
const probability = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toFixed(4))

const columns: readonly Column[] = [
  { title: 'method', cell: ({ method, scale }) => (scale === 1 ? method : `${method} × ${scale}`) },
  { title: 'Dice ± SD', cell: ({ dice, diceDeviation }) => `${share(dice)} ± ${share(diceDeviation)}` },
  { title: 'SD of seeds', cell: ({ seedDeviation }) => share(seedDeviation) },
  { title: 'pooled', cell: ({ dicePooled }) => share(dicePooled) },
  { title: 'IoU', cell: ({ iou }) => share(iou) },
  { title: 'Se', cell: ({ sensitivity }) => share(sensitivity) },
  { title: 'Sp', cell: ({ specificity }) => share(specificity) },
  { title: 'AUC', cell: ({ auc }) => share(auc) },
  { title: 'clDice', cell: ({ clDice }) => share(clDice) },
  { title: 'HD95 px', cell: ({ hd95 }) => hd95.toFixed(1) },
  { title: 'β₀ error', cell: ({ betti0Error }) => betti0Error.toFixed(1) },
  { title: 'thin Se', cell: ({ thinVesselRecall }) => share(thinVesselRecall) },
  { title: 'parameters', cell: ({ parameters }) => String(parameters) },
  { title: 'GMAC at 256²', cell: ({ multiplyAccumulates }) => (multiplyAccumulates / 1e9).toFixed(2) },
  { title: 'ms', cell: ({ msPerImage }) => msPerImage.toFixed(0) },
  { title: 'runs', cell: ({ runs }) => String(runs) },
  { title: 'Dice points and p against', cell: ({ comparisons }) => comparisons.map(({ baseline, difference, p }) => `${baseline}: ${signed(difference)}, ${probability(p)}`).join('; ') },
]

/** Titles and cells of the table of one data set. */
export function tableOf(summaries: readonly MethodSummary[]): { titles: string[]; rows: string[][] } {
  return { titles: columns.map(({ title }) => title), rows: summaries.map((summary) => columns.map(({ cell }) => cell(summary))) }
}

/** The whole table in Markdown, one part per data set. */
export function markdownTables(summaries: readonly MethodSummary[]): string {
  const datasets = [...new Set(summaries.map(({ dataset }) => dataset))]
  return datasets
    .map((dataset) => {
      const { titles, rows } = tableOf(summaries.filter((summary) => summary.dataset === dataset))
      return [`## ${dataset}`, '', line(titles), line(titles.map(() => '---')), ...rows.map(line), ''].join('\n')
    })
    .join('\n')
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
