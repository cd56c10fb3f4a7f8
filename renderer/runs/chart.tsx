import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import type { CurveSet } from './curves'
import css from './runs.module.css'

const colours = ['#43c0b1', '#ff9a6b', '#6fb4ff', '#e6c15a', '#c58cf0', '#7fd18c', '#ee6b6b']
const height = 210

/** Steps and epochs are whole numbers. */
const wholeSteps = [1, 2, 5].flatMap((digit) => Array.from({ length: 7 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b)

interface ChartProps {
  title: string
  xLabel: string
  curves: CurveSet
  format: (value: number) => string
  /** Draws every point, for curves of few values. */
  marked?: boolean
}

/** Live curves. The plot is made once per set of names; new points only give it new data. */
export function Chart({ title, xLabel, curves, format, marked = false }: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const [plot, setPlot] = useState<uPlot | null>(null)
  const names = curves.names.join('\n')
  const data = curves.columns as unknown as uPlot.AlignedData

  useEffect(() => {
    const element = host.current!
    const axis = { stroke: '#98a5b4', grid: { stroke: '#1d2630', width: 1 }, ticks: { stroke: '#26303c', width: 1 }, font: '11px system-ui' }
    const print = (_plot: uPlot, value: number | null): string => (value === null ? '–' : format(value))
    const made = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height,
        scales: { x: { time: false } },
        axes: [
          { ...axis, label: xLabel, labelFont: '11px system-ui', labelSize: 18, labelGap: -4, size: 34, incrs: wholeSteps },
          { ...axis, size: 52 },
        ],
        series: [{ label: xLabel }, ...names.split('\n').map((label, index) => ({ label, stroke: colours[index % colours.length]!, width: index === 0 ? 2 : 1.25, spanGaps: true, value: print, points: marked ? { size: 6 } : { show: false } }))],
        legend: { live: true },
      },
      [[], ...names.split('\n').map(() => [])],
      element,
    )
    setPlot(made)
    const observer = new ResizeObserver(() => made.setSize({ width: Math.max(200, element.clientWidth), height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      setPlot(null)
    }
  }, [names, xLabel, format, marked])

  useEffect(() => plot?.setData(data), [plot, data])

  return (
    <section className={css['chart']} aria-label={title} data-points={curves.columns[0]?.length ?? 0}>
      <h2>{title}</h2>
      <div ref={host} />
    </section>
  )
}
