/** 5 × 7 pixels a character, a row a number. */
const font: Readonly<Record<string, readonly number[]>> = {
  A: [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001], E: [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111], H: [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
  I: [0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100], M: [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001], N: [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
  S: [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110], T: [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100], 1: [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  6: [0b01110, 0b10000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110], 9: [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00001, 0b01110], ' ': [0, 0, 0, 0, 0, 0, 0],
}

export interface Writing {
  readonly text: string
  readonly left: number
  readonly top: number
  /** Pixels of the image for one of the font's. */
  readonly scale: number
  readonly value: number
  /** Turned by a right angle, read from top to bottom. */
  readonly turned?: boolean
}

/** A copy of a frame with text burned into it, on a dark ground as machines write it. */
export function burnIn<Pixels extends Uint8Array | Uint16Array>(frame: Pixels, columns: number, { text, left, top, scale, value, turned = false }: Writing, ground = 0): Pixels {
  const written = frame.slice() as Pixels
  const [along, across] = [6 * scale * text.length + scale, 9 * scale]
  const set = (x: number, y: number, shade: number): void => {
    const [column, row] = turned ? [left + across - 1 - y, top + x] : [left + x, top + y]
    written[row * columns + column] = shade
  }
  for (let y = 0; y < across; y++) for (let x = 0; x < along; x++) set(x, y, ground)
  for (const [place, letter] of [...text].entries()) {
    for (let y = 0; y < 7 * scale; y++) {
      for (let x = 0; x < 5 * scale; x++) {
        if ((font[letter]![Math.floor(y / scale)]! >> (4 - Math.floor(x / scale))) & 1) set(scale + place * 6 * scale + x, scale + y, value)
      }
    }
  }
  return written
}
