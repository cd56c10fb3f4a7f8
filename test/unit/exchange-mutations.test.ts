import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readAnnotations } from '../../electron/dicom/coco/read-annotations'
import { readSegmentation } from '../../electron/dicom/seg/read-segmentation'
import { writeSegmentation } from '../../electron/dicom/seg/write-segmentation'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { createRandom } from '../../ml/data/random'
import { headerOf } from '../integration/storage-fixtures'

const image = headerOf({ rows: 9, columns: 7, frames: 5, sopClassUid: '1.2.840.10008.5.1.4.1.1.12.1' })
const frames = [0, 3].map((frame) => ({ frame, runs: encodeRuns(new Uint8Array(63).fill(1, frame, 20 + frame)), algorithm: { type: 'AUTOMATIC', name: 'Slim', version: '1' } as const }))

it('a damaged segmentation is read or refused in one sentence that names the file, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-exchange-'))
  const file = join(folder, 'mutant.dcm')
  const whole = writeSegmentation({ image, frames, lookOf: (label) => ({ name: `label ${label}`, colour: [255, 122, 69] }), contentCreator: 'A', softwareVersion: '1', now: new Date(0) })
  const random = createRandom(11)
  const counts = { read: 0, refused: 0 }
  try {
    for (let mutant = 0; mutant < 600; mutant++) {
      const bytes = whole.slice(0, mutant % 4 === 0 ? 140 + random.integer(whole.length - 140) : whole.length)
      for (let change = 0; change <= mutant % 5; change++) bytes[132 + random.integer(bytes.length - 132)] = random.integer(256)
      writeFileSync(file, bytes)
      const start = process.cpuUsage()
      try {
        for (const { runs } of readSegmentation(file).frames) expect(runs.length).toBeGreaterThan(1)
        counts.read++
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFileError)
        const { message } = error as UnreadableFileError
        expect(message).toMatch(/^mutant\.dcm cannot be read: [^\n]+\.$/)
        // A cause of its own, not an exception that slipped through.
        expect(message).not.toContain('its data are damaged')
        counts.refused++
      }
      const { user, system } = process.cpuUsage(start)
      expect((user + system) / 1000).toBeLessThan(2000)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  expect(counts.read).toBeGreaterThan(50)
  expect(counts.refused).toBeGreaterThan(150)
})

it('a damaged annotation file is read, or said in a sentence to be none or unusable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-exchange-'))
  const file = join(folder, 'mutant.json')
  const annotations = [
    { image_id: 1, category_id: 1, segmentation: [[1, 1, 6, 1, 6, 5, 1, 5]] }, { image_id: 1, category_id: 2, segmentation: { size: [9, 7], counts: [3, 4, 56] } },
    { image_id: 2, category_id: 1, segmentation: { size: [9, 7], counts: '34h1' } },
  ]
  const whole = JSON.stringify({ images: [{ id: 1, file_name: 'a.png', width: 7, height: 9 }, { id: 2, file_name: 'b.png', width: 7, height: 9 }], categories: [{ id: 1, name: 'LAD' }, { id: 2, name: 'RCA', color: [1, 2, 3] }], annotations })
  const random = createRandom(12)
  const counts = { masks: 0, sentences: 0, none: 0 }
  try {
    for (let mutant = 0; mutant < 1200; mutant++) {
      const text = [...whole]
      for (let change = 0; change <= mutant % 3; change++) text[random.integer(text.length)] = '0123456789[]{},:."-e'[random.integer(20)]!
      writeFileSync(file, text.join(''))
      const found = readAnnotations(file)
      if (found === null) counts.none++
      else if (typeof found === 'string') counts.sentences++
      else for (const { mask, rows, columns } of found.images) if (mask !== null && typeof mask !== 'string') counts.masks += decodeRuns(mask.runs, rows * columns).length > 0 ? 1 : 0
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  for (const [kind, count] of Object.entries(counts)) expect(count, kind).toBeGreaterThan(kind === 'none' ? 0 : 50)
})
