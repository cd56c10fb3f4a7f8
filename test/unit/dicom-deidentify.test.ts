import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { data } from 'dcmjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attributeAction } from '../../electron/dicom/deidentify/attribute-action'
import { cleanCodestream } from '../../electron/dicom/deidentify/clean-codestream'
import { cleanText } from '../../electron/dicom/deidentify/clean-text'
import { confidentialityProfile } from '../../electron/dicom/deidentify/confidentiality-profile'
import { deidentifyFile } from '../../electron/dicom/deidentify/deidentify-file'
import type { DeidentifyOptions } from '../../electron/dicom/deidentify/deidentify-options'
import { openImage } from '../../electron/dicom/open-image'
import { FileSource } from '../../electron/dicom/parse/byte-source'
import { Pseudonyms } from '../../electron/dicom/deidentify/pseudonyms'
import { openDataSet } from '../../electron/dicom/parse/open-data-set'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { patientIdentity } from '../../electron/dicom/patient-identity'

const basic: DeidentifyOptions = { keepModifiedDates: false, cleanDescriptors: false, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' }
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightvessel-deidentify-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const xa = '1.2.840.10008.5.1.4.1.1.12.1'
/** Whatever must be nowhere in the bytes of the copy. */
const planted = ['ZZPLANT', 'Żółwińska', '19611224', '1.2.999.77', 'C:\\\\ward']

const raw = (vr: string, ...Value: unknown[]) => ({ vr, Value })
const bytes = (text: string) => new Uint8Array(Buffer.from(text.padEnd(text.length + (text.length % 2)))).buffer

/** An angiogram with something planted in every kind of place. */
function plantedFile(name: string, changes: Record<string, unknown> = {}, transferSyntax = '1.2.840.10008.1.2.1'): string {
  const { DicomDict, DicomMetaDictionary } = data
  const dict = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer, MediaStorageSOPClassUID: xa, MediaStorageSOPInstanceUID: '1.2.999.77.3', TransferSyntaxUID: transferSyntax,
      ImplementationClassUID: '1.2.3', SourceApplicationEntityTitle: 'ZZPLANTMETA',
    }),
  )
  dict.dict = DicomMetaDictionary.denaturalizeDataset({
    SpecificCharacterSet: 'ISO_IR 192', ImageType: ['ORIGINAL', 'PRIMARY', 'SINGLE PLANE'], SOPClassUID: xa, SOPInstanceUID: '1.2.999.77.3', Modality: 'XA',
    StudyDate: '19611224', SeriesDate: '19611224', ContentDate: '19611224', StudyTime: '101112', AccessionNumber: 'ZZPLANT1', Manufacturer: 'Maker of Żółwińska machines',
    InstitutionName: 'ZZPLANT2', ReferringPhysicianName: 'ZZPLANT3^Anna^B^Dr^MD', StudyDescription: 'Coronary angiography of Mrs ZZPLANT4, born 19611224', SeriesDescription: 'LCA RAO 30 ZZPLANT5',
    OperatorsName: 'ZZPLANT6^X', ReferencedStudySequence: [{ ReferencedSOPClassUID: '1.2.840.10008.3.1.2.3.1', ReferencedSOPInstanceUID: '1.2.999.77.8' }],
    ReferencedImageSequence: [{ ReferencedSOPClassUID: xa, ReferencedSOPInstanceUID: '1.2.999.77.9', PurposeOfReferenceCodeSequence: [{ CodeValue: 'ZZPLANT7', CodingSchemeDesignator: '99Z', CodeMeaning: 'ZZPLANT7' }] }],
    PatientName: 'Żółwińska^Zofia^Maria^Dr^PhD', PatientID: 'ZZPLANT8', PatientBirthDate: '19611224', PatientSex: 'F', PatientAge: '064Y', OtherPatientNames: 'ZZPLANT9^B', PatientComments: 'ZZPLANT10 at C:\\\\ward',
    ContrastBolusAgent: 'ZZPLANT11', ProtocolName: 'ZZPLANT12', KVP: 80, FrameTime: '66.7', DeviceSerialNumber: 'ZZPLANT13', PositionerPrimaryAngle: -30, PositionerSecondaryAngle: 20,
    FilterType: 'ZZPLANT14', StudyInstanceUID: '1.2.999.77.1', SeriesInstanceUID: '1.2.999.77.2', StudyID: 'ZZPLANT15', SeriesNumber: 4, InstanceNumber: 1, ImageComments: 'ZZPLANT16',
    RequestAttributesSequence: [{ ScheduledProcedureStepID: 'ZZPLANT17', ScheduledProtocolCodeSequence: [{ CodeValue: '1', CodingSchemeDesignator: '99Z', CodeMeaning: 'ZZPLANT18' }] }],
    SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', NumberOfFrames: 2, Rows: 4, Columns: 4, BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelRepresentation: 0,
    PixelData: [Uint8Array.from({ length: 32 }, (_, index) => index).buffer], _vrMap: { PixelData: 'OB' }, ...changes,
  })
  Object.assign(dict.dict, {
    '00090010': raw('LO', 'ZZPLANT MAKER'), '00091001': raw('LO', 'ZZPLANT19'), '00091002': raw('OB', bytes('ZZPLANT20')),
    '00091003': raw('SQ', { '00100010': raw('PN', 'ZZPLANT21^A') }),
    '50003000': raw('OB', bytes('ZZPLANT22')), '60003000': raw('OB', bytes('ZZPLANT23')), '60004000': raw('LT', 'ZZPLANT24'), '60000022': raw('LO', 'ZZPLANT25'),
    // Known attributes with another representation, and attributes that no dictionary knows.
    '00181063': raw('LO', 'ZZPLANT26'), '0018FFF0': raw('LO', 'ZZPLANT27'), '00281053': raw('DS', 'ZZPLANT28'), '00185100': raw('CS', 'ZZPLANT'),
    '00189076': raw('SQ', { '00081030': raw('LO', 'ZZPLANT29'), '00189101': raw('CS', 'CORRECTED'), '00091010': raw('LO', 'ZZPLANT30') }),
    'FFFCFFFC': raw('OB', bytes('ZZPLANT31')),
    '00400275': raw('SQ', { '00400007': raw('LO', 'ZZPLANT32') }),
  })
  const file = join(folder, name)
  writeFileSync(file, Buffer.concat([new Uint8Array(dict.write({ fragmentMultiframe: false })), Buffer.from('ZZPLANTTAIL')]))
  const whole = readFileSync(file)
  whole.write('ZZPLANTPREAMBLE', 0)
  writeFileSync(file, whole)
  return file
}

function read(file: string) {
  return openDataSet(new FileSource(file)).dataSet
}

const action = (tag: number, vr: string | null) => attributeAction(tag, vr, basic)

describe('the table', () => {
  it('has the 617 attributes of the edition by their codes', () => {
    expect(confidentialityProfile.size).toBe(617)
    const codes = [[0x00100010, 'Z'], [0x00100020, 'Z/D'], [0x00100030, 'Z'], [0x00080050, 'Z'], [0x00081030, 'X'], [0x0020000d, 'U'], [0x00080018, 'U'], [0x00080080, 'X/Z/D'], [0x00081140, 'X/Z/U*'], [0x00104000, 'X']] as const
    for (const [tag, basic] of codes) expect(confidentialityProfile.get(tag)?.basic, tag.toString(16)).toBe(basic)
  })

  it('is not asked about what it does not name: only technical values without free text stay', () => {
    expect([action(0x00280010, 'US'), action(0x00181510, 'DS'), action(0x00180024, 'SH'), action(0x00102201, 'LO'), action(0x00540011, 'US'), action(0x00091001, 'LO'), action(0x00180012, null), action(0x60003000, 'OW'), action(0x00289145, 'SQ')])
      .toEqual(['keep', 'keep', 'empty', 'remove', 'remove', 'remove', 'remove', 'remove', 'inside'])
  })
})

describe('a de-identified file', () => {
  it.each([
    ['basic', basic],
    ['every option', { ...basic, keepModifiedDates: true, cleanDescriptors: true, keepPatientCharacteristics: true }],
  ])('holds nothing of what was planted (%s)', (name, options) => {
    const file = plantedFile(`${name}.dcm`)
    for (const text of planted) expect(readFileSync(file).includes(text), text).toBe(true)
    const out = join(folder, `${name}.clean.dcm`)
    deidentifyFile(file, out, options)
    const copy = readFileSync(out)
    const utf16 = copy.toString('utf16le')
    for (const text of planted) {
      expect(copy.toString('latin1').toLowerCase().includes(Buffer.from(text).toString('latin1').toLowerCase()), text).toBe(false)
      expect(utf16.includes(text)).toBe(false)
    }
  })

  it('says what was done, and keeps what shows the image', async () => {
    const file = plantedFile('said.dcm')
    const out = join(folder, 'said.clean.dcm')
    const { patient, sopInstanceUid, warnings } = deidentifyFile(file, out, { ...basic, keepModifiedDates: true, cleanDescriptors: true })
    expect(warnings).toEqual(['Its header does not say whether text is burned into the pixels.'])
    const clean = read(out)
    expect([clean.code(0x00120062), clean.codes(0x00120063), clean.code(0x00280303)]).toEqual(['YES', ['LightVessel Workstation', 'Basic Profile of PS3.15 2024b Table E.1-1'], 'MODIFIED'])
    expect(clean.firstItem(0x00120064)!.code(0x00080100)).toBe('113100')
    expect([clean.text(0x00100010), clean.text(0x00100020), clean.code(0x00080018)]).toEqual([patient, patient, sopInstanceUid])
    expect([clean.text(0x00081030), clean.text(0x0008103e)]).toEqual(['Coronary angiography of', 'LCA RAO 30'])
    expect(clean.firstItem(0x00081140)!.code(0x00081155)).toMatch(/^2\.25\.\d+$/)
    expect(clean.code(0x00080020)).toMatch(/^19[56]\d{5}$/)
    expect(clean.code(0x00080020)).not.toBe('19611224')
    expect(clean.code(0x00080030)).toBe('101112')
    const [before, after] = [await openImage(file), await openImage(out)]
    for (const frame of [0, 1]) expect(await after.decodeFrame(frame)).toEqual(await before.decodeFrame(frame))
    expect(after.header).toMatchObject({ frames: 2, rows: 4, primaryAngle: -30, secondaryAngle: 20, modality: 'XA', seriesNumber: 4 })
    before.close()
    after.close()
  })

  it('has the same replacements in every file of a library, and others in another library', () => {
    const one = plantedFile('one.dcm')
    const two = plantedFile('two.dcm', { SOPInstanceUID: '1.2.999.77.4' })
    const cleaned = ([[one, 'secret'], [two, 'secret'], [one, 'other']] as const).map(([file, secret], index) => {
      const out = join(folder, `same-${index}.dcm`)
      return { ...deidentifyFile(file, out, { ...basic, secret }), study: read(out).code(0x0020000d) }
    })
    const [first, second, elsewhere] = cleaned
    expect([first!.study, first!.patient]).toEqual([second!.study, second!.patient])
    expect(first!.sopInstanceUid).not.toBe(second!.sopInstanceUid)
    expect([elsewhere!.study, elsewhere!.patient, elsewhere!.sopInstanceUid].some((value) => [first!.study, first!.patient, first!.sopInstanceUid].includes(value))).toBe(false)
  })

  it('that says that text is burned in comes with a warning; one without a UID, or no DICOM, is refused by name', () => {
    const burned = plantedFile('burned.dcm', { BurnedInAnnotation: 'YES' })
    expect(deidentifyFile(burned, join(folder, 'burned.clean.dcm'), basic).warnings[0]).toMatch(/text is burned into the pixels/)
    writeFileSync(join(folder, 'text.dcm'), 'not DICOM at all, just some words')
    expect(() => deidentifyFile(join(folder, 'text.dcm'), join(folder, 'text.clean.dcm'), basic)).toThrow(/^text\.dcm cannot be read: /)
  })
})

const segment = (marker: number, text: string): number[] => [0xff, marker, 0, text.length + 2, ...Buffer.from(text)]

const stream = (texts: readonly string[]): Uint8Array =>
    Uint8Array.from([0xff, 0xd8, ...segment(0xe0, 'JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0'), ...segment(0xfe, texts[0]!), ...segment(0xe1, texts[1]!), ...segment(0xc0, 'frame'), ...segment(0xda, 'scan'), 1, 2, 0xff, 0, 3, ...segment(0xfe, texts[2]!), 0xff, 0xd9, ...Buffer.from(texts[3]!)])

it('comments and application data in compressed frames go, and nothing else moves', () => {
  const frame = stream(['ZZPLANT', 'ZZPLANT EXIF', 'ZZ', 'TAIL'])
  cleanCodestream(frame)
  expect(frame).toEqual(stream(['\0'.repeat(7), '\0'.repeat(12), '\0\0', '\0\0\0\0']))
})

it('descriptions keep the words of angiography only', () => {
  expect(cleanText('LCA RAO 30 CAU 20 Mrs Smith 19611224 #7')).toBe('LCA RAO 30 CAU 20 7')
  expect(cleanText('24 12 61')).toBe('')
  expect(cleanText("Smith's left-main")).toBe('')
})

const stream2000 = (texts: readonly string[]): Uint8Array => {
  const tile = [...segment(0x64, `\0\u0001${texts[1]!}`), 0xff, 0x93, 7, 0xff, 0x64, 9]
  return Uint8Array.from([0xff, 0x4f, ...segment(0x51, 'size'), ...segment(0x64, `\0\u0001${texts[0]!}`), 0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, tile.length + 12, 0, 1, ...tile, 0xff, 0xd9, ...Buffer.from(texts[2]!)])
}

it('comments in the headers of JPEG 2000 and of its tile-parts go, and what lies behind its end', () => {
  const frame = stream2000(['ZZMAIN', 'ZZTILE', 'ZZTAIL'])
  cleanCodestream(frame)
  expect(frame).toEqual(stream2000(['\0'.repeat(6), '\0'.repeat(6), '\0'.repeat(6)]))
})

const tileThatLeadsBack = (text: string): Uint8Array =>
  Uint8Array.from([0xff, 0x4f, 0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 14, 0, 1, 0xff, 0x93, 0xff, 0x93, ...segment(0x64, `\0\u0001${text}`), 0xff, 0xd9])

it('a JPEG 2000 tile-part whose length leads back ends, and what follows is cleaned all the same', () => {
  const frame = tileThatLeadsBack('ZZNAME')
  cleanCodestream(frame)
  expect(frame).toEqual(tileThatLeadsBack('\0'.repeat(6)))
})

describe('one patient', () => {
  const study = { studyInstanceUid: '1.2.3', patientId: '', patientName: '' }
  it('is known by the id, else the name, else the study', () => {
    expect(patientIdentity({ ...study, patientId: ' P1 ', patientName: 'A' })).toBe(patientIdentity({ studyInstanceUid: '1.2.4', patientId: 'P1', patientName: 'B' }))
    expect(patientIdentity({ ...study, patientName: 'Smith^Anna' })).toBe(patientIdentity({ studyInstanceUid: '1.2.4', patientId: '', patientName: 'SMITH^ANNA^' }))
    expect(patientIdentity(study)).not.toBe(patientIdentity({ ...study, studyInstanceUid: '1.2.4' }))
    // An id is no name.
    expect(patientIdentity({ ...study, patientId: 'P1' })).not.toBe(patientIdentity({ ...study, patientName: 'P1' }))
  })

  it.each([['ANONYMOUS'], ['Anonymized'], ['unknown']])('is not everybody whose name was taken out (%s)', (word) => {
    expect(patientIdentity({ ...study, patientName: word })).not.toBe(patientIdentity({ studyInstanceUid: '1.2.4', patientId: word, patientName: word }))
  })

  it('has the same replacement in a file as in everything else that is handed on, whatever the header lacks', () => {
    const { patient } = deidentifyFile(plantedFile('groups.dcm', { PatientName: '=山田^太郎^^', PatientID: '' }), join(folder, 'groups.clean.dcm'), basic)
    const source = new FileSource(join(folder, 'groups.dcm'))
    expect(new Pseudonyms('secret').patient(readDicomHeader(source).header)).toBe(patient)
    source.close()
  })
})
