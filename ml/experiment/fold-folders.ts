import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readDataFolder, type Sample } from '../data/data-folder'
import { manifestRows } from '../data/parse-manifest'
import { ExperimentError, type ExperimentDataset, type Selection } from './experiment-file'

export interface FoldFolders {
  train: string
  test: string
}

/**
 * One fold of a data set as two data folders of links, FOLDER/train and FOLDER/test.
 * Throws an ExperimentError when a part is empty or a patient is on both sides.
 */
export async function makeFoldFolders(dataset: ExperimentDataset, foldName: string, folder: string): Promise<FoldFolders> {
  const fold = dataset.folds.find(({ name }) => name === foldName)!
  const { samples } = await readDataFolder(dataset.folder)
  const train = await select(samples, fold.train, dataset)
  const test = await select(samples, fold.test, dataset)
  const trained = new Set(train.map(({ patient }) => patient))
  const both = test.find(({ patient }) => trained.has(patient))
  if (both) throw new ExperimentError(`Fold "${fold.name}" of "${dataset.name}" has the patient "${both.patient}" on both sides.`)
  const folders = { train: path.join(folder, 'train'), test: path.join(folder, 'test') }
  await link(train, folders.train)
  await link(test, folders.test)
  return folders
}

async function select(samples: readonly Sample[], selection: Selection, { name, folder }: ExperimentDataset): Promise<Sample[]> {
  const chosen = await filterFor(samples, selection, folder)
  const found = samples.filter(chosen)
  if (found.length === 0) throw new ExperimentError(`A part of "${name}" selects no image: ${JSON.stringify(selection)}.`)
  return found
}

async function filterFor(samples: readonly Sample[], selection: Selection, folder: string): Promise<(sample: Sample) => boolean> {
  if ('names' in selection) return ({ name }) => selection.names.includes(name)
  if ('column' in selection) {
    const file = path.join(folder, 'manifest.csv')
    const rows = manifestRows(await readFile(file, 'utf8'), file)
    const names = new Set(rows.filter((row) => selection.values.includes(row[selection.column] ?? '')).map((row) => row['name']))
    return ({ name }) => names.has(name)
  }
  const patients = [...new Set(samples.map(({ patient }) => patient))].sort()
  return ({ patient }) => selection.parts.includes(patients.indexOf(patient) % selection.of)
}

async function link(samples: readonly Sample[], folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  for (const [subfolder, pick] of [['images', 'imageFile'], ['masks', 'maskFile']] as const) {
    await mkdir(path.join(folder, subfolder), { recursive: true })
    for (const sample of samples) await symlink(sample[pick], path.join(folder, subfolder, `${sample.name}${path.extname(sample[pick])}`))
  }
  await writeFile(path.join(folder, 'manifest.csv'), ['name,patient', ...samples.map(({ name, patient }) => `${quoted(name)},${quoted(patient)}`)].join('\n') + '\n')
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
