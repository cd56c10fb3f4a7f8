import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { loadSample, readDataFolder } from '../data/data-folder'
import { loadSegmenter } from '../inference/segmenter'
import { readMetrics } from '../training/run-folder'
import { curveChart, escapeHtml, type Curve } from './curve-chart'
import type { Experiment } from './experiment-file'
import { markdownTables, tableOf } from './experiment-table'
import { overlayPicture } from './overlay-picture'
import { studentFolder, teacherFolder } from './plan-experiment'
import type { ExperimentResult } from './run-experiment'
import { summariseExperiment, type MethodSummary } from './summarise-experiment'

/** Test images of each data set that are shown with every method. */
const shownImages = 3

/**
 * Writes the finished experiment into FOLDER: `results.json` (figures of every method, and of every factor tried in tuning),
 * `table.md`, and `report.html` with tables, curves of the validation Dice and overlays of the first test images.
 */
export async function writeReport(experiment: Experiment, result: ExperimentResult, folder: string): Promise<MethodSummary[]> {
  const summaries = summariseExperiment(experiment, result)
  const tuning = result.tuning.map(({ dataset, method, scale, result: { validationDice } }) => ({ dataset, method: method.name, scale, validationDice }))
  await writeFile(path.join(folder, 'results.json'), `${JSON.stringify({ experiment, summaries, tuning }, null, 2)}\n`)
  await writeFile(path.join(folder, 'table.md'), `# ${experiment.name}\n\n${experiment.description}\n\n${markdownTables(summaries)}`)
  const parts: string[] = []
  for (const { name } of experiment.datasets) {
    const { titles, rows } = tableOf(summaries.filter(({ dataset }) => dataset === name))
    parts.push(`<h2>${escapeHtml(name)}</h2><table>${line(titles, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`)
    parts.push(curveChart(await validationCurves(experiment, result, name, folder), { x: 'step', y: 'validation Dice' }))
    parts.push(await overlays(experiment, result, name, folder))
  }
  const style = 'body{font:14px sans-serif;margin:2rem}table{border-collapse:collapse;font-size:12px}td,th{border:1px solid #ccc;padding:2px 6px;text-align:right}td:first-child,th:first-child{text-align:left}figure{display:inline-block;margin:4px;text-align:center;font-size:11px}img{width:220px}'
  const title = escapeHtml(experiment.name)
  await writeFile(path.join(folder, 'report.html'), `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${style}</style><h1>${title}</h1><p>${escapeHtml(experiment.description)}</p>${parts.join('\n')}</html>\n`)
  return summaries
}

/** The first seed's curves on the first fold. */
async function validationCurves(experiment: Experiment, { students }: ExperimentResult, dataset: string, folder: string): Promise<Curve[]> {
  const curves: Curve[] = []
  for (const job of firstRuns(experiment, students, dataset)) {
    const points = await readMetrics(path.join(folder, studentFolder(job)))
    curves.push({ name: job.method.name, points: points.flatMap(({ step, validationDice }) => (validationDice === null ? [] : [[step, validationDice] as const])) })
  }
  return curves
}

async function overlays(experiment: Experiment, { students }: ExperimentResult, dataset: string, folder: string): Promise<string> {
  const fold = experiment.datasets.find(({ name }) => name === dataset)!.folds[0]!.name
  const samples = (await readDataFolder(path.join(folder, 'data', dataset, fold, 'test'))).samples.slice(0, shownImages)
  const teacher = experiment.teacher ? [{ name: 'teacher', run: teacherFolder(dataset, fold) }] : []
  const models = [...teacher, ...firstRuns(experiment, students, dataset).map((job) => ({ name: job.method.name, run: studentFolder(job) }))]
  await mkdir(path.join(folder, 'overlays'), { recursive: true })
  const figures: string[] = []
  // A run whose result came from elsewhere has no model here.
  for (const { name, run } of models.filter(({ run }) => existsSync(path.join(folder, run, 'model.json')))) {
    const segmenter = await loadSegmenter(path.join(folder, run))
    for (const sample of samples) {
      const { image, mask: truth } = await loadSample(sample)
      const { mask } = await segmenter.segment(image)
      const file = `overlays/${dataset}-${sample.name}-${name}.png`
      await writeFile(path.join(folder, file), await overlayPicture(image, mask, truth))
      figures.push(`<figure><img src="${encodeURI(file)}" alt=""><figcaption>${escapeHtml(`${name}: ${sample.name}`)}</figcaption></figure>`)
    }
    segmenter.dispose()
  }
  return `<p>Green: found. Red: too much. Blue: missed.</p>${figures.join('')}`
}

function firstRuns(experiment: Experiment, students: ExperimentResult['students'], dataset: string): ExperimentResult['students'] {
  const fold = experiment.datasets.find(({ name }) => name === dataset)!.folds[0]!.name
  return students.filter((job) => job.dataset === dataset && job.fold === fold && job.seed === experiment.seeds[0])
}

const line = (cells: readonly string[], tag: 'th' | 'td'): string => `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
