import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { setUpWords } from '../../renderer/i18n'
import { cardLabel } from '../../renderer/models/card-label'

beforeAll(setUpWords)

describe('labels of a model card', () => {
  it('name known facts and figures properly, however their keys are written', () => {
    expect(['dice', 'auc', 'cldice', 'clDice', 'dice_pooled', 'hd95', 'iou'].map(cardLabel)).toEqual(['Dice', 'AUC', 'clDice', 'clDice', 'Dice, pooled', 'HD95', 'IoU'])
    expect(['purpose', 'data sha256', 'external test: cimat40'].map(cardLabel)).toEqual(['Purpose', 'SHA-256 of the data', 'External test: cimat40'])
  })

  it('leave unknown keys as they are', () => {
    expect(['scanner', 'constructor', 'external test: '].map(cardLabel)).toEqual(['scanner', 'constructor', 'external test: '])
  })

  it('cover every line of the shipped student', () => {
    const { card } = JSON.parse(readFileSync('assets/model/model.json', 'utf8')) as { card: Record<string, string> }
    expect(Object.keys(card).filter((key) => cardLabel(key) === key)).toEqual([])
  })
})
