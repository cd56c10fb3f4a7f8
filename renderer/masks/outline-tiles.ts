import type { LabelImage } from './capsule'
import { outlineOfTile } from './outline'
import { grownWithin } from './rectangle'
import type { Rectangle } from './rectangle'

const tileSize = 128

/** The outline of one mask, kept tile by tile from when it is first drawn: a brush makes only that of the tiles anew that it touches. */
export class OutlineTiles {
  private readonly tiles = new Map<number, Int32Array>()

  /** `shown` maps label bytes to what is shown, 0 for nothing: borders are between pixels that are shown differently. */
  constructor(
    readonly mask: LabelImage,
    private readonly shown: Uint8Array,
  ) {}

  /** The labels inside the rectangle have changed. */
  update(rect: Rectangle): void {
    const touched = grownWithin(rect, 1, this.mask.columns, this.mask.rows)
    if (touched !== null) for (const tile of this.tilesIn(touched)) this.tiles.delete(tile)
  }

  /** The segments (`outlineOfTile`) of each tile that the rectangle of the image touches. */
  *segmentsIn(area: Rectangle): Generator<Int32Array> {
    for (const tile of this.tilesIn(area)) {
      let segments = this.tiles.get(tile)
      if (segments === undefined) {
        const perRow = Math.ceil(this.mask.columns / tileSize)
        const rect = { x: (tile % perRow) * tileSize, y: Math.floor(tile / perRow) * tileSize, width: tileSize, height: tileSize }
        segments = Int32Array.from(outlineOfTile(this.mask, rect, this.shown))
        this.tiles.set(tile, segments)
      }
      yield segments
    }
  }

  private tilesIn(rect: Rectangle): number[] {
    const perRow = Math.ceil(this.mask.columns / tileSize)
    const tiles: number[] = []
    for (let row = Math.floor(rect.y / tileSize); row * tileSize < rect.y + rect.height; row++) {
      for (let column = Math.floor(rect.x / tileSize); column * tileSize < rect.x + rect.width; column++) tiles.push(row * perRow + column)
    }
    return tiles
  }
}
