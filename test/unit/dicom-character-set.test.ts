import { describe, expect, it } from 'vitest'
import { decodeText } from '../../electron/dicom/parse/character-set'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** The examples of PS3.5 annexes H, I, J and K. */
describe('decodeText', () => {
  it.each([
    ['ISO_IR 100', 'Buc^Jérôme', '42 75 63 5e 4a e9 72 f4 6d 65'],
    ['ISO_IR 144', 'Люкceмбypг', 'bb ee da 63 65 dc d1 79 70 d3'],
    ['ISO_IR 126', 'Διονυσιος', 'c4 e9 ef ed f5 f3 e9 ef f2'],
    ['ISO_IR 192', 'Wang^XiaoDong=王^小東', '57 61 6e 67 5e 58 69 61 6f 44 6f 6e 67 3d e7 8e 8b 5e e5 b0 8f e6 9d b1'],
    ['GB18030', '王^小东', 'cd f5 5e d0 a1 b6 ab'],
    ['\\ISO 2022 IR 87', 'Yamada^Tarou=山田^太郎', '59 61 6d 61 64 61 5e 54 61 72 6f 75 3d 1b 24 42 3b 33 45 44 1b 28 42 5e 1b 24 42 42 40 4f 3a 1b 28 42'],
    ['ISO 2022 IR 13\\ISO 2022 IR 87', 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田', 'd4 cf c0 de 5e c0 db b3 3d 1b 24 42 3b 33 45 44 1b 28 4a'],
    ['\\ISO 2022 IR 149', 'Hong^Gildong=洪^吉洞', '48 6f 6e 67 5e 47 69 6c 64 6f 6e 67 3d 1b 24 29 43 fb f3 5e 1b 24 29 43 d1 ce d4 d7'],
    ['\\ISO 2022 IR 58', 'Zhang=张', '5a 68 61 6e 67 3d 1b 24 29 41 d5 c5'],
    ['', 'plain ASCII', '70 6c 61 69 6e 20 41 53 43 49 49'],
    ['', 'Müller in UTF-8', '4d c3 bc 6c 6c 65 72 20 69 6e 20 55 54 46 2d 38'],
    ['', 'Müller in Latin-1', '4d fc 6c 6c 65 72 20 69 6e 20 4c 61 74 69 6e 2d 31'],
    ['constructor', 'abc', '61 62 63'],
  ])('%s: %s', (term, text, hex) => {
    expect(decodeText(bytes(hex), term.split('\\'))).toBe(text)
  })

  it('never throws on bytes that fit nothing', () => {
    expect(decodeText(bytes('ff fe 1b 24 42 ff 1b'), ['ISO_IR 192'])).toContain('\ufffd')
  })
})
