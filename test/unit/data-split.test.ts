import { describe, expect, it } from 'vitest'
import { DataError } from '../../ml/data/data-error'
import { splitByPatient } from '../../ml/data/split-by-patient'

const samples = Array.from({ length: 40 }, (_, i) => ({ name: `image${String(i).padStart(2, '0')}`, patient: `p${i % 13}` }))
const options = { validationFraction: 0.2, seed: 4 }

describe('splitByPatient', () => {
  it('puts every sample on one side and no patient on both', () => {
    const { training, validation } = splitByPatient(samples, options)
    expect([...training, ...validation].map((one) => one.name).sort()).toEqual(samples.map((one) => one.name))
    const patients = new Set(training.map((one) => one.patient))
    expect(validation.some((one) => patients.has(one.patient))).toBe(false)
    expect(validation.length).toBeGreaterThanOrEqual(8)
    expect(validation.length).toBeLessThan(12)
  })

  it('does not depend on the order of the samples, but on the seed', () => {
    expect(splitByPatient([...samples].reverse(), options)).toEqual(splitByPatient(samples, options))
    expect(splitByPatient(samples, { ...options, seed: 5 })).not.toEqual(splitByPatient(samples, options))
  })

  it('always leaves a patient for training', () => {
    const { training } = splitByPatient(samples.slice(0, 2), { validationFraction: 0.99, seed: 1 })
    expect(training).toHaveLength(1)
  })

  it('refuses one image and one patient', () => {
    expect(() => splitByPatient(samples.slice(0, 1), options)).toThrow(new DataError('A split into training and validation needs at least two images, and there is one.'))
    const alone = samples.map((one) => ({ ...one, patient: 'p0' }))
    expect(() => splitByPatient(alone, options)).toThrow('at least two patients')
    expect(() => splitByPatient(samples, { validationFraction: 1, seed: 1 })).toThrow(RangeError)
  })
})
