/** One line of a chart: points in order of x. */
export interface Curve {
  name: string
  points: readonly (readonly [x: number, y: number])[]
}

const size = { width: 720, height: 300, left: 48, right: 150, top: 12, bottom: 32 }

/** Curves over a common axis as SVG. */
export function curveChart(curves: readonly Curve[], axes: { x: string; y: string }): string {
  const all = curves.flatMap(({ points }) => points)
  if (all.length === 0) return ''
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)]
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const last = Math.max(...xs)
  const innerWidth = size.width - size.left - size.right
  const innerHeight = size.height - size.top - size.bottom
  const atX = (x: number): number => size.left + (x / last) * innerWidth
  const atY = (y: number): number => size.top + (1 - (y - low) / (high - low || 1)) * innerHeight
  const colour = (index: number): string => `hsl(${Math.round((index * 360) / curves.length)} 65% 42%)`
  const lines = curves.map(({ points }, index) => `<polyline fill="none" stroke="${colour(index)}" stroke-width="1.5" points="${points.map(([x, y]) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`).join(' ')}"/>`)
  const legend = curves.map(({ name }, index) => `<text x="${size.width - size.right + 12}" y="${size.top + 12 + 15 * index}" fill="${colour(index)}">${escapeHtml(name)}</text>`)
  const ticks = [low, (low + high) / 2, high].map((y) => `<text x="${size.left - 6}" y="${atY(y) + 4}" text-anchor="end">${y.toFixed(3)}</text><line x1="${size.left}" x2="${size.left + innerWidth}" y1="${atY(y)}" y2="${atY(y)}" stroke="#ddd"/>`)
  const height = Math.max(size.height, size.top + 15 * curves.length + 20)
  return `<svg viewBox="0 0 ${size.width} ${height}" width="${size.width}" height="${height}" font-family="sans-serif" font-size="11" role="img" aria-label="${escapeHtml(axes.y)}">${ticks.join('')}${lines.join('')}${legend.join('')}<text x="${size.left + innerWidth / 2}" y="${size.height - 8}" text-anchor="middle">${escapeHtml(axes.x)} (0 … ${last})</text></svg>`
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
