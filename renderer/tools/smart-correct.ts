import { IconWand } from '@tabler/icons-react'
import { testIds } from '../test-ids'
import { SmartCorrectOptions } from './smart-options'
import { SmartCorrectSession } from './smart-correct-session'
import type { ViewerTool } from './viewer-tool'

/** A click or scribble on what is wrong: the pixels nearby are decided anew. */
export const smartCorrect: ViewerTool = {
  id: 'smart-correct',
  icon: IconWand,
  testId: testIds.toolSmartCorrect,
  Options: SmartCorrectOptions,
  start: (pane) => new SmartCorrectSession(pane),
}
