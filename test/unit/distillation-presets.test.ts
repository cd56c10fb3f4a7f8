import { expect, it } from 'vitest'
import { preset } from '../../electron/ipc/contract/distillation'
import { presets } from '../../ml/losses/presets'
import words from '../../renderer/locales/en.json'

it('the window offers every preset there is, each with a name', () => {
  expect([...preset.options].sort()).toEqual(Object.keys(presets).sort())
  expect(Object.keys(words.preset).sort()).toEqual(Object.keys(presets).sort())
})
