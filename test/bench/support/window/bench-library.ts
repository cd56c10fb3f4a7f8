import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ReaderPool } from '../../../../electron/dicom/reader-pool'
import { LibraryService } from '../../../../electron/services/library-service'
import { openLibraryFolder } from '../../../../electron/storage/library-folder'
import { writeLibraryValue } from '../../../../electron/storage/library-values'
import { MaskStore } from '../../../../electron/storage/mask-store'
import { imageFile, type TestElement } from '../../../helpers/dicom-bytes'
import { benchPixels, striped } from './bench-image'

export interface BenchRun {
  /** Shown in the study browser. */
  readonly name: string
  readonly side: number
  readonly frames: number
  readonly frameTimeMs: number | null
  /** Labels of the mask of a frame that are there from the start; null leaves the frame without one. */
  readonly labelsOf: (frame: number) => number | null
}

/** A library of its own with made-up runs, closed and ready for a host. */
export async function makeBenchLibrary(runs: readonly BenchRun[]): Promise<{ folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-bench-'))
  const files = join(folder, 'files')
  const library = await openLibraryFolder(join(folder, 'library'))
  const readers = new ReaderPool({ workerFile: resolve('.build', 'electron', 'reader-worker.cjs'), size: 1 })
  try {
    writeLibraryValue(library.database, 'demo', 'left out')
    const service = new LibraryService({ ...library, readers })
    const masks = new MaskStore(library.database)
    for (const [index, run] of runs.entries()) {
      const file = `${files}-${index}.dcm`
      writeFileSync(file, runFile(run, index))
      const { seriesIds, rejected } = await service.importPaths([file], { who: 'bench' })
      if (seriesIds.length !== 1) throw new Error(rejected[0]?.message ?? 'the run of the benchmark was not imported')
      const [instance] = service.store.instancesOfSeries(seriesIds[0]!)
      for (let frame = 0; frame < run.frames; frame++) {
        const labels = run.labelsOf(frame)
        if (labels !== null) masks.replace({ instanceId: instance!.id, frame }, { name: 'brush', author: { kind: 'human', name: 'bench' }, status: 'corrected' }, striped(run.side, labels, frame))
      }
    }
  } finally {
    await readers.close()
    library.close()
  }
  return { folder: join(folder, 'library'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function runFile({ name, side, frames, frameTimeMs }: BenchRun, number: number): Uint8Array {
  const more: TestElement[] = [
    [0x00080018, 'UI', `1.2.7.${number}.3`], [0x0008103e, 'LO', name], [0x0020000d, 'UI', '1.2.7.1'], [0x0020000e, 'UI', `1.2.7.${number}.2`], [0x00200011, 'IS', String(number + 1)],
    ...(frameTimeMs === null ? [] : ([[0x00181063, 'DS', frameTimeMs.toFixed(4)]] as TestElement[])),
  ]
  const pixels = new Uint8Array(side * side * frames)
  for (let frame = 0; frame < frames; frame++) pixels.set(benchPixels(side, frame), frame * side * side)
  return imageFile({ rows: side, columns: side, frames, more, pixels })
}
