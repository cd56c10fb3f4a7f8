import type { ComparisonFigures } from '../../electron/ipc/contract/index'
import { agreementColours } from './agreement-colours'
import css from './comparison.module.css'

/** Agreement, only A and only B as parts of one bar. */
export function ShareBar({ figures }: { figures: ComparisonFigures | null }) {
  return (
    <span className={css['shares']} aria-hidden="true">
      {figures !== null && ([['both', figures.agreement], ['a', figures.onlyA], ['b', figures.onlyB]] as const).map(([name, pixels]) => <span key={name} style={{ background: agreementColours[name], flexGrow: pixels }} />)}
    </span>
  )
}
