import { IconAngle, IconRuler2, IconRulerMeasure } from '@tabler/icons-react'
import { testIds } from '../test-ids'
import type { MeasureToolId } from '../tools/tool-ids'
import type { ViewerTool } from '../tools/viewer-tool'
import { measureActs } from './measure-acts'
import { MeasureSession, shapeOf } from './measure-session'
import { useMeasurements } from './measurement-store'

/** Tools that measure and leave the mask alone. */
export const measureTools: readonly ViewerTool<MeasureToolId>[] = [
  { id: 'length', icon: IconRuler2, testId: testIds.toolLength, start: (pane) => new MeasureSession(pane, 2, (key, points) => measureActs().add(key, shapeOf(points))) },
  { id: 'angle', icon: IconAngle, testId: testIds.toolAngle, start: (pane) => new MeasureSession(pane, 3, (key, points) => measureActs().add(key, shapeOf(points))) },
  {
    id: 'calibrate',
    icon: IconRulerMeasure,
    testId: testIds.toolCalibrate,
    start: (pane) => new MeasureSession(pane, 2, (key, [from, to]) => useMeasurements.setState({ asking: { ...key, line: [from!, to!] } })),
  },
]
