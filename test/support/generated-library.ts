import { createHash } from 'node:crypto'
import { copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ImageHeader } from '../../electron/dicom/image-header'
import { openImage } from '../../electron/dicom/open-image'
import { createThumbnail } from '../../electron/dicom/thumbnail'
import { encodeRuns } from '../../electron/ipc/run-length'
import { thumbnailName } from '../../electron/services/frame-store'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { LibraryStore } from '../../electron/storage/library-store'
import { emptyMask, hashLabels, writeMask } from '../../electron/storage/mask-rows'
import { createTestRandom } from '../helpers/test-random'

export interface GeneratedLibraryOptions {
  readonly studies: number
  /** Of each study. */
  readonly series: number
}

const families = ['Müller', 'Åkesson', 'Nowak', 'García', 'Smith', 'Ó Briain', 'Tanaka', 'Dvořák', 'Rossi', 'Weiß', 'Łukasz', 'Sørensen', 'Çelik', 'Haddad', 'Mwangi', 'Zhao']
const givens = ['Ada', 'Béla', 'Chiara', 'Dmitri', 'Elif', 'Femi', 'Gunnar', 'Hana', 'Inés', 'Jan']
const models = ['Student 1 (s1)', 'Student 2 (s2)']

/**
 * A library of any size in seconds, through the storage layer: patients with accents in their names, phantoms as images (one file
 * under many names), their thumbnails in place, and masks in every state of review on a third of the series.
 */
export async function generateLibrary(folder: string, { studies, series }: GeneratedLibraryOptions): Promise<void> {
  const library = await openLibraryFolder(folder)
  try {
    const sources = await Promise.all(['phantom_0001.dcm', 'phantom_0002.dcm'].map((name) => source(resolve('assets/demo', name), folder)))
    const store = new LibraryStore(library.database)
    const random = createTestRandom(1)
    library.database.transaction(() => {
      for (let study = 0; study < studies; study++) {
        const patient = Math.floor(study / 2)
        for (let number = 1; number <= series; number++) {
          const { file, thumbnail, header } = sources[(study + number) % sources.length]!
          const name = `S${String(study).padStart(5, '0')}-${number}`
          const hash = createHash('sha256').update(name).digest('hex')
          const { id } = store.add(headerOf(header, { study, number, patient, random }), { hash, bytes: 1 }, `${name}.dcm`, 'generator')
          place(file, library.objects.fileOf(hash))
          place(thumbnail, join(folder, 'thumbnails', thumbnailName(library.objects.fileOf(hash))))
          if (random() < 1 / 3) addMasks(library, id, header, random)
        }
      }
    })
  } finally {
    library.close()
  }
}

interface Source {
  readonly file: string
  readonly thumbnail: string
  readonly header: ImageHeader
}

/** A copy on the library's own disk, so that links to it are possible, with its thumbnail. */
async function source(original: string, folder: string): Promise<Source> {
  const image = await openImage(original)
  const name = createHash('sha256').update(original).digest('hex').slice(0, 16)
  const [file, thumbnail] = [join(folder, `source-${name}.dcm`), join(folder, `source-${name}.png`)]
  copyFileSync(original, file)
  writeFileSync(thumbnail, await createThumbnail(image))
  image.close()
  return { file, thumbnail, header: image.header }
}

function headerOf(header: ImageHeader, { study, number, patient, random }: { study: number; number: number; patient: number; random: () => number }): ImageHeader {
  return {
    ...header,
    patientName: `${families[patient % families.length]}^${givens[Math.floor(patient / families.length) % givens.length]}^${patient}`,
    patientId: `P${String(100_000 + patient)}`,
    studyInstanceUid: `2.25.1.${study}`,
    studyDate: `20${String(16 + (study % 10))}-${String(1 + (study % 12)).padStart(2, '0')}-${String(1 + (study % 28)).padStart(2, '0')}`,
    studyDescription: 'Coronary angiography',
    seriesInstanceUid: `2.25.1.${study}.${number}`,
    seriesNumber: number,
    seriesDescription: number % 2 === 0 ? 'LCA' : 'RCA',
    sopInstanceUid: `2.25.1.${study}.${number}.1`,
    primaryAngle: Math.round(random() * 100 - 50),
    secondaryAngle: Math.round(random() * 60 - 30),
  }
}

function place(file: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true })
  linkSync(file, at)
}

const statuses = ['predicted', 'predicted', 'corrected', 'approved', 'returned'] as const

function addMasks({ database }: LibraryFolder, instanceId: number, { rows, columns, frames }: ImageHeader, random: () => number): void {
  const mask = smallMask(rows * columns)
  const count = 1 + Math.floor(random() * Math.min(3, frames))
  for (let frame = 0; frame < count; frame++) {
    const status = statuses[Math.floor(random() * statuses.length)]!
    const model = models[Math.floor(random() * models.length)]!
    const author = status === 'predicted' ? { kind: 'model' as const, name: model } : { kind: 'human' as const, name: 'generator' }
    writeMask(database, { instanceId, frame }, { ...emptyMask({ rows, columns }), ...mask, revision: 1, status, author })
    database.run('INSERT INTO prediction (instance_id, frame, hash, model, uncertainty) VALUES (?, ?, ?, ?, ?)', instanceId, frame, mask.hash, model, Math.round(random() * 1000) / 1000)
  }
}

const masks = new Map<number, { labels: Uint8Array; hash: string }>()

function smallMask(pixels: number): { labels: Uint8Array; hash: string } {
  let mask = masks.get(pixels)
  if (!mask) {
    const labels = new Uint8Array(pixels).fill(1, pixels / 2, pixels / 2 + 300)
    mask = { labels: encodeRuns(labels), hash: hashLabels(labels) }
    masks.set(pixels, mask)
  }
  return mask
}
