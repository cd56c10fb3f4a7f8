import type { EngineClient } from '../engine/engine-access'
import { decodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import type { MaskSample } from '../storage/mask-samples'

/** What a data set holds and what stands against training on it, in plain words. */
export interface DatasetInspection {
  readonly samples: number
  readonly patients: number
  readonly problems: string[]
}

interface InspectedSample {
  readonly label: string
  readonly patient: string
  readonly vesselPixels: number
  readonly pixels: number
}

/** The retraining queue. */
export function inspectQueue(samples: readonly MaskSample[]): DatasetInspection {
  if (samples.length === 0) return { samples: 0, patients: 0, problems: ['The retraining queue is empty: approve corrected frames first.'] }
  return inspect(
    samples.map(({ instanceId, frame, patient, rows, columns, labels }) => ({
      label: `frame ${frame + 1} of image ${instanceId}`,
      patient,
      vesselPixels: decodeRuns(labels, rows * columns).reduce((count, label) => count + (label === 0 ? 0 : 1), 0),
      pixels: rows * columns,
    })),
  )
}

/** A data folder; the engine opens every image with its mask, so that nothing turns up in the middle of a run. */
export async function inspectFolder(engine: EngineClient, data: string, signal?: AbortSignal): Promise<DatasetInspection> {
  try {
    const { total, readable, problems } = await engine.inspectData({ data }, { signal })
    const inspection = inspect(readable.map(({ name, ...facts }) => ({ label: name, ...facts })))
    return { samples: total, patients: inspection.patients, problems: [...shortened(problems), ...inspection.problems] }
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'invalid-input') return { samples: 0, patients: 0, problems: [error.message] }
    throw error
  }
}

function inspect(samples: readonly InspectedSample[]): DatasetInspection {
  const patients = new Set(samples.map(({ patient }) => patient)).size
  const problems: string[] = []
  if (samples.length > 0 && patients < 2) {
    const images = samples.length === 1 ? 'There is one image only' : `All ${samples.length} images belong to one patient`
    problems.push(`${images}: at least two patients are needed, because the result is judged on patients that were not trained on.`)
  }
  if (samples.length > 0 && samples.every(({ vesselPixels }) => vesselPixels === 0)) problems.push('Every mask is empty: there is no vessel to learn from.')
  const filled = samples.filter(({ vesselPixels, pixels }) => vesselPixels === pixels)
  problems.push(...shortened(filled.map(({ label }) => `The mask of ${label} covers the whole image, which no vessel does.`)))
  return { samples: samples.length, patients, problems }
}

/** The first few of many sentences of one kind. */
function shortened(problems: readonly string[], limit = 5): string[] {
  return problems.length <= limit ? [...problems] : [...problems.slice(0, limit), `… and ${problems.length - limit} more of this kind.`]
}
