import { useTranslation } from 'react-i18next'
import type { AgreementReport } from '../../electron/ipc/contract/index'
import css from './cases.module.css'

const width = 420
const height = 210
const inner = { left: 52, right: 12, top: 14, bottom: 34 }

/** Difference of the vessel areas over their mean, with bias and limits of agreement (Bland and Altman). */
export function AreaChart({ report }: { report: AgreementReport }) {
  const { t } = useTranslation()
  const points = report.pairs.map(({ figures }) => ({ mean: figures.agreement + (figures.onlyA + figures.onlyB) / 2, difference: figures.onlyA - figures.onlyB }))
  const { bias, lower, upper } = report.summary!.area
  const lines = [bias, ...(lower === null || upper === null ? [] : [lower, upper])]
  const reach = Math.max(1, ...points.map(({ difference }) => Math.abs(difference)), ...lines.map(Math.abs)) * 1.15
  const most = Math.max(1, ...points.map(({ mean }) => mean)) * 1.08
  const x = (mean: number): number => inner.left + (mean / most) * (width - inner.left - inner.right)
  const y = (difference: number): number => inner.top + ((reach - difference) / (2 * reach)) * (height - inner.top - inner.bottom)
  return (
    <svg className={css['chart']} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('agreement.chart')}>
      <line x1={inner.left} x2={width - inner.right} y1={y(0)} y2={y(0)} stroke="#354150" />
      {lines.map((value, index) => (
        <g key={index}>
          <line x1={inner.left} x2={width - inner.right} y1={y(value)} y2={y(value)} stroke={index === 0 ? '#43c0b1' : '#98a5b4'} strokeDasharray={index === 0 ? undefined : '5 4'} strokeWidth="1.4" />
          <text x={inner.left - 6} y={y(value) + 4} textAnchor="end">
            {Math.round(value)}
          </text>
        </g>
      ))}
      {points.map((point, index) => (
        <circle key={index} cx={x(point.mean)} cy={y(point.difference)} r="4" fill="#b197fc" fillOpacity="0.85" stroke="#0b1015" />
      ))}
      <text x={(width + inner.left) / 2} y={height - 10} textAnchor="middle">
        {t('agreement.meanArea')}
      </text>
      <text transform={`translate(14 ${(height - inner.bottom) / 2 + inner.top / 2}) rotate(-90)`} textAnchor="middle">
        {t('agreement.difference')}
      </text>
    </svg>
  )
}
