import { describe, expect, it } from 'vitest'
import { UnreadableFileError, unreadable } from '../../electron/dicom/unreadable-file-error'
import { readPng } from '../../electron/dicom/picture/read-png'
import { plainText } from '../../electron/ipc/plain-text'

describe('text from files and their names', () => {
  it('keeps letters, marks and joiners of every script', () => {
    for (const text of ['Müller^Jürgen', '山田^太郎', 'محمد', 'O’Brien <b>&amp;', 'क्ष', 'مي‌خواهم']) expect(plainText(text)).toBe(text)
  })

  it('loses controls, line breaks and bidirectional overrides', () => {
    expect(plainText('a\u202eb\u0007c\nd\u2066e\u2028f')).toBe('abcdef')
    expect(plainText('a\u202eb', '\ufffd')).toBe('a\ufffdb')
  })

  it('cannot forge the sentence of a refusal', () => {
    expect(unreadable('report\u202egnp.exe\n', new Error('no\r\nway')).message).toBe('report\ufffdgnp.exe\ufffd cannot be read: its data are damaged (no\ufffd\ufffdway).')
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 9, 0x4c, 0x0a, 0x7f, 0x35)
    let caught: unknown
    try {
      readPng(png)
    } catch (error) {
      caught = error
    }
    const { message } = unreadable('a.png', caught)
    expect(message).toBe('a.png cannot be read: its L\ufffd\ufffd5 chunk is cut off.')
    expect(new UnreadableFileError('corrupt', 'a\u202eb').message).toBe('a\ufffdb')
  })
})
