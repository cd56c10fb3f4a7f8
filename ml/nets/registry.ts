import { countNet } from './count-layers'
import { eNet } from './e-net'
import { erfNet } from './erf-net'
import { faNet } from './fa-net'
import type { NetDefinition } from './layers'
import { mobileUNet } from './mobile-u-net'
import { Net } from './net'
import type { WeightValues } from './parameters'
import { uNet } from './u-net'
import { wNet } from './w-net'

/** The name of a net is unknown; the message lists the known ones. */
export class UnknownNetError extends Error {
  override readonly name = 'UnknownNetError'
}

const teacher = (width: number): NetDefinition =>
  uNet({ name: `unet-${width}`, role: 'teacher', description: `U-Net of five levels, ${width} channels at full resolution, doubled per level` }, [1, 2, 4, 8, 16].map((factor) => factor * width))

const definitions: readonly NetDefinition[] = [
  uNet({ name: 'slim-unet', role: 'student', description: 'Slim U-Net of five levels with a full-resolution path; the net of the shipped student' }, [12, 24, 36, 56, 64]),
  uNet({ name: 'slim-unet-8', role: 'student', description: 'Slim U-Net of five levels, half the size of slim-unet' }, [8, 16, 24, 40, 48]),
  uNet({ name: 'slim-unet-6', role: 'student', description: 'Slim U-Net of five levels, a third of the size of slim-unet' }, [6, 12, 20, 32, 40]),
  uNet({ name: 'slim-unet-4', role: 'student', description: 'Slim U-Net of five levels, a fifth of the size of slim-unet' }, [4, 8, 16, 24, 32]),
  uNet({ name: 'slim-unet-3', role: 'student', description: 'The smallest slim U-Net, for slow machines' }, [3, 6, 12, 18, 24]),
  wNet({ name: 'w-net', role: 'student', description: 'Two very small U-Nets in cascade, with a full-resolution path' }),
  eNet({ name: 'enet', role: 'student', description: 'ENet: bottlenecks at an eighth of the size, max-unpooling' }),
  erfNet({ name: 'erfnet', role: 'student', description: 'ERFNet: factorised, dilated residual blocks at an eighth of the size' }),
  mobileUNet({ name: 'mobile-unet', role: 'student', description: 'U-Net with MobileNetV2 as its encoder' }),
  teacher(16),
  teacher(24),
  teacher(32),
  teacher(64),
  faNet({ name: 'fanet', role: 'teacher', description: 'U-Net of selective kernels with strip-pooling attention; best trained on a GPU' }),
]

/** Every net that can be chosen, with its number of parameters counted on the built graph. */
export function listNets(): { name: string; role: 'teacher' | 'student'; parameters: number; description: string }[] {
  return definitions.map((net) => ({ name: net.name, role: net.role, parameters: countNet(net).parameters, description: net.description }))
}

/** @throws UnknownNetError */
export function netDefinition(name: string): NetDefinition {
  const found = definitions.find((net) => net.name === name)
  if (!found) throw new UnknownNetError(`There is no net named "${name}"; the nets are ${definitions.map((net) => net.name).join(', ')}.`)
  return found
}

/**
 * A net with weights: fresh ones drawn from `seed`, or given ones.
 *
 * @throws UnknownNetError, or WeightsError when the given weights do not fit the net
 */
export function buildNet(name: string, from: { seed: number } | { weights: WeightValues }): Net {
  return new Net(netDefinition(name), from)
}
