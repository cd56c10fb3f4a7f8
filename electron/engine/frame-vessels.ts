import { VesselTracer } from '../../ml/vessel/vessel-tracer'
import type { VesselMaps } from '../../ml/vessel/vessel-maps'
import { ServiceError } from '../ipc/service-error'

/** The maps of one frame and the tracer on them, which is made when it is first wanted. */
export class FrameVessels {
  private made: VesselTracer | null = null

  constructor(readonly maps: VesselMaps) {}

  get tracer(): VesselTracer {
    this.made ??= new VesselTracer(this.maps)
    return this.made
  }
}

/** Bytes that maps and tracer of one pixel take, about. */
const bytesPerPixel = 32
const budget = 256 * 1024 * 1024

/** The frames that were worked on last, within a budget of memory. */
export class FrameVesselsCache {
  private readonly entries = new Map<string, FrameVessels>()
  private bytes = 0

  /** Fails with `not-found`, and the name among the details, when the frame has to be prepared (again). */
  get(name: string): FrameVessels {
    const found = this.entries.get(name)
    if (!found) throw new ServiceError('not-found', 'The maps of this frame are not known (any more).', { maps: name })
    this.entries.delete(name)
    this.entries.set(name, found)
    return found
  }

  set(name: string, vessels: FrameVessels): void {
    this.drop(name)
    this.entries.set(name, vessels)
    this.bytes += bytesOf(vessels)
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= budget || oldest === name) return
      this.drop(oldest)
    }
  }

  private drop(name: string): void {
    const found = this.entries.get(name)
    if (!found) return
    this.entries.delete(name)
    this.bytes -= bytesOf(found)
  }
}

function bytesOf({ maps }: FrameVessels): number {
  return maps.rows * maps.columns * bytesPerPixel
}
