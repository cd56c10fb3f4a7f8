import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSegmentation } from '../../electron/dicom/seg/read-segmentation'
import { writeSegmentation } from '../../electron/dicom/seg/write-segmentation'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { createRandom } from '../../ml/data/random'
import { headerOf } from '../integration/storage-fixtures'

const image = headerOf({ rows: 9, columns: 7, frames: 5, sopClassUid: '1.2.840.10008.5.1.4.1.1.12.1' })
const frames = [0, 3].map((frame) => ({ frame, labels: new Uint8Array(63).fill(1, frame, 20 + frame), algorithm: { type: 'AUTOMATIC', name: 'Slim', version: '1' } as const }))

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
