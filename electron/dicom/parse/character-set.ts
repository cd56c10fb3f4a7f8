/** DICOM's defined terms (PS3.3 C.12.1.1.2) and the labels by which TextDecoder knows them. */
const encodings: Readonly<Record<string, string>> = {
  'ISO_IR 6': 'windows-1252',
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
}

/** ISO 2022 escape sequences without their ESC byte, and how the bytes behind them are decoded. */
const escapes: readonly (readonly [sequence: string, encoding: string])[] = [
  ['(B', 'windows-1252'],
  ['-A', 'iso-8859-1'],
  ['-B', 'iso-8859-2'],
  ['-C', 'iso-8859-3'],
  ['-D', 'iso-8859-4'],
  ['-L', 'iso-8859-5'],
  ['-G', 'iso-8859-6'],
  ['-F', 'iso-8859-7'],
  ['-H', 'iso-8859-8'],
  ['-M', 'iso-8859-9'],
  ['-b', 'iso-8859-15'],
  ['-T', 'windows-874'],
  ['(J', 'shift_jis'],
  [')I', 'shift_jis'],
  ['$B', 'iso-2022-jp'],
  ['$(D', 'iso-2022-jp-1'],
  ['$)C', 'euc-kr'],
  ['$)A', 'gb18030'],
]
const escapeByte = 0x1b

/** Decodes a text value under the terms of SpecificCharacterSet; bytes that fit none become U+FFFD, never an error. */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[]): string {
  const first = (characterSets[0] ?? '').replace('ISO 2022 IR', 'ISO_IR').trim()
  // Without a term the repertoire is ASCII; many writers then use Latin-1, or UTF-8 when it is valid UTF-8.
  const initial = (Object.hasOwn(encodings, first) ? encodings[first] : undefined) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252')
  if (!bytes.includes(escapeByte)) return new TextDecoder(initial).decode(bytes)
  let text = ''
  let encoding = initial
  for (let position = 0; position < bytes.length; ) {
    const next = bytes.indexOf(escapeByte, position)
    const end = next < 0 ? bytes.length : next
    text += decodeRun(bytes.subarray(position, end), encoding)
    if (next < 0) break
    const following = String.fromCharCode(...bytes.subarray(next + 1, next + 4))
    const escape = escapes.find(([sequence]) => following.startsWith(sequence))
    if (escape) encoding = escape[1]
    position = next + 1 + (escape ? escape[0].length : 0)
  }
  return text
}

function decodeRun(bytes: Uint8Array, encoding: string): string {
  if (bytes.length === 0) return ''
  if (encoding === 'iso-2022-jp') return new TextDecoder(encoding).decode(Uint8Array.of(escapeByte, 0x24, 0x42, ...bytes))
  // TextDecoder's only decoder of JIS X 0212 is EUC-JP with its three-byte form.
  if (encoding === 'iso-2022-jp-1') {
    const extended: number[] = []
    for (let index = 0; index + 1 < bytes.length; index += 2) extended.push(0x8f, bytes[index]! | 0x80, bytes[index + 1]! | 0x80)
    return new TextDecoder('euc-jp').decode(Uint8Array.from(extended))
  }
  return new TextDecoder(encoding).decode(bytes)
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
