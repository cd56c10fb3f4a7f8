/**
 * Angulation as cardiologists write it, e.g. `RAO 32° CRA 2°`. DICOM's PositionerPrimaryAngle is LAO-positive,
 * PositionerSecondaryAngle CRA-positive. Null when the file names neither.
 */
export function angulation(primary: number | null, secondary: number | null): string | null {
  const parts: string[] = []
  if (primary !== null) parts.push(named(primary, 'LAO', 'RAO', 'AP'))
  if (secondary !== null) parts.push(named(secondary, 'CRA', 'CAU', 'CRA'))
  return parts.length > 0 ? parts.join(' ') : null
}

function named(degrees: number, positive: string, negative: string, zero: string): string {
  const rounded = Math.round(degrees)
  if (rounded === 0) return `${zero} 0°`
  return `${rounded > 0 ? positive : negative} ${Math.abs(rounded)}°`
}
