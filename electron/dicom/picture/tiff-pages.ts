import { ReadingError } from '../unreadable-file-error'

/** What an image file directory says about one page. */
export interface TiffPage {
  readonly columns: number
  readonly rows: number
  readonly bits: number
  readonly channels: number
  readonly photometric: number
  readonly compression: number
  readonly predictor: number
  readonly sampleFormat: number
  readonly planar: boolean
  readonly tiled: boolean
  /** Size of a strip or tile. */
  readonly blockColumns: number
  readonly blockRows: number
  readonly blocks: readonly { readonly offset: number; readonly length: number }[]
  readonly colourMap: readonly number[]
}

const tag = {
  columns: 256, rows: 257, bits: 258, compression: 259, photometric: 262, stripOffsets: 273, channels: 277, rowsPerStrip: 278, stripLengths: 279,
  planar: 284, predictor: 317, colourMap: 320, tileColumns: 322, tileRows: 323, tileOffsets: 324, tileLengths: 325, sampleFormat: 339,
} as const

const maximumPages = 10_000
/** Over all directories of a file. */
const maximumValues = 1_000_000

/** Follows the directories of a TIFF 6.0 file (not BigTIFF). */
export function listTiffPages(bytes: Uint8Array): { pages: TiffPage[]; littleEndian: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const littleEndian = bytes[0] === 0x49
  const pages: TiffPage[] = []
  try {
    const seen = new Set<number>()
    const budget = { values: maximumValues }
    for (let at = view.getUint32(4, littleEndian); at !== 0; ) {
      if (seen.has(at) || seen.size >= maximumPages) throw new ReadingError('corrupt', 'its TIFF directories run in a circle')
      seen.add(at)
      const entries = view.getUint16(at, littleEndian)
      pages.push(pageOf(readDirectory(view, at + 2, entries, littleEndian, budget)))
      at = view.getUint32(at + 2 + entries * 12, littleEndian)
    }
  } catch (error) {
    if (error instanceof ReadingError) throw error
    throw new ReadingError('truncated', 'a TIFF directory of it reaches beyond its end')
  }
  if (pages.length === 0) throw new ReadingError('corrupt', 'it has no TIFF page')
  return { pages, littleEndian }
}

type Directory = ReadonlyMap<number, number[]>

function readDirectory(view: DataView, start: number, entries: number, littleEndian: boolean, budget: { values: number }): Directory {
  const directory = new Map<number, number[]>()
  for (let entry = 0; entry < entries; entry++) {
    const at = start + entry * 12
    const type = view.getUint16(at + 2, littleEndian)
    const count = view.getUint32(at + 4, littleEndian)
    // Only whole numbers matter here: BYTE, SHORT, LONG.
    const size = type === 1 ? 1 : type === 3 ? 2 : type === 4 ? 4 : 0
    if (size === 0) continue
    budget.values -= count
    if (budget.values < 0) throw new ReadingError('too-large', 'its TIFF directories have too many values')
    const values = size * count <= 4 ? at + 8 : view.getUint32(at + 8, littleEndian)
    const read = (index: number): number => (size === 1 ? view.getUint8(values + index) : size === 2 ? view.getUint16(values + index * 2, littleEndian) : view.getUint32(values + index * 4, littleEndian))
    directory.set(view.getUint16(at, littleEndian), Array.from({ length: count }, (_, index) => read(index)))
  }
  return directory
}

function pageOf(directory: Directory): TiffPage {
  const first = (name: keyof typeof tag, otherwise: number): number => directory.get(tag[name])?.[0] ?? otherwise
  const columns = first('columns', 0)
  const rows = first('rows', 0)
  const tiled = directory.has(tag.tileOffsets)
  const offsets = directory.get(tiled ? tag.tileOffsets : tag.stripOffsets) ?? []
  const lengths = directory.get(tiled ? tag.tileLengths : tag.stripLengths) ?? []
  const blockColumns = tiled ? first('tileColumns', 0) : columns
  const blockRows = tiled ? first('tileRows', 0) : Math.min(rows, first('rowsPerStrip', rows))
  if (columns === 0 || rows === 0 || blockColumns === 0 || blockRows === 0 || offsets.length !== lengths.length) throw new ReadingError('corrupt', 'its TIFF directory is impossible')
  // A tile may exceed the picture, but not by more than a usual tile.
  if (blockColumns > columns + 1024 || blockRows > rows + 1024) throw new ReadingError('corrupt', 'its TIFF tiles are larger than the picture')
  return {
    columns, rows, tiled, blockColumns, blockRows,
    bits: first('bits', 1), channels: first('channels', 1), photometric: first('photometric', 1), compression: first('compression', 1),
    predictor: first('predictor', 1), sampleFormat: first('sampleFormat', 1), planar: first('planar', 1) === 2,
    blocks: offsets.map((offset, index) => ({ offset, length: lengths[index]! })),
    colourMap: directory.get(tag.colourMap) ?? [],
  }
}
