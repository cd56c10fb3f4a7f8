import { appContract } from './app'
import { auditContract } from './audit'
import { comparisonContract } from './comparison'
import { distillationContract } from './distillation'
import { exchangeContract } from './exchange'
import { engineStatusContract } from './engine-status'
import { labelsContract } from './labels'
import { libraryContract } from './library'
import { masksContract } from './masks'
import { measurementsContract } from './measurements'
import { modelsContract } from './models'
import { peopleContract } from './people'
import { reviewContract } from './review'
import { propagationContract } from './propagation'
import { readingsContract } from './readings'
import { segmentationContract } from './segmentation'
import { vesselContract } from './vessel'
import { settingsContract } from './settings'

/** Every service that a renderer may call, by the name it has on the client. */
export const contracts = {
  app: appContract,
  library: libraryContract,
  labels: labelsContract,
  masks: masksContract,
  measurements: measurementsContract,
  segmentation: segmentationContract,
  vessel: vesselContract,
  propagation: propagationContract,
  models: modelsContract,
  distillation: distillationContract,
  exchange: exchangeContract,
  comparison: comparisonContract,
  readings: readingsContract,
  engineStatus: engineStatusContract,
  settings: settingsContract,
  people: peopleContract,
  review: reviewContract,
  audit: auditContract,
} as const

export * from './app'
export * from './audit'
export * from './common'
export * from './comparison'
export * from './distillation'
export * from './engine-status'
export * from './exchange'
export * from './labels'
export * from './library'
export * from './masks'
export * from './measurements'
export * from './models'
export * from './people'
export * from './review'
export * from './propagation'
export * from './readings'
export * from './segmentation'
export * from './vessel'
export * from './settings'
