/**
 * Makes the shipped student again, from nothing: `node build/train-shipped-student.mjs [WORK] [--external NAME=FOLDER …]`.
 *
 * Phantoms, teacher, distillation; then assets/model is replaced. No real image takes part in the training, nor in the choice of
 * epochs, threshold and clean-up; the look and the labels of the phantoms and the method were chosen with cimat40 and ica156 in view. A data folder given
 * as --external is only measured, once, at the end, and its figures are written on the model card. WORK (default
 * .build/shipped-student) keeps the intermediate results: a second call goes on where a first stopped.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const seed = 1
const phantoms = { count: 1200, size: 416 }
const teacher = { net: 'unet-16', epochs: 1 }
const student = { net: 'slim-unet', epochs: 2, preset: 'cwd' }
const validationFraction = 0.1

const words = process.argv.slice(2)
const external = words.flatMap((word, index) => (words[index - 1] === '--external' ? [word.split('=')] : []))
const work = words[0] && !words[0].startsWith('--') ? path.resolve(words[0]) : path.join(root, '.build/shipped-student')
const data = path.join(work, 'phantoms')

if (!existsSync(path.join(data, 'manifest.csv'))) lightvessel('phantom', '--out', data, '--count', phantoms.count, '--size', phantoms.size, '--seed', seed)
const common = ['--data', data, '--seed', seed, '--validation-fraction', validationFraction]
lightvessel('train', ...common, '--net', teacher.net, '--epochs', teacher.epochs, '--out', path.join(work, 'teacher'))
lightvessel('distill', ...common, '--teacher', path.join(work, 'teacher'), '--student', student.net, '--preset', student.preset, '--epochs', student.epochs, '--out', path.join(work, 'student'))

const model = JSON.parse(readFileSync(path.join(work, 'student/model.json'), 'utf8'))
model.name = 'LightVessel student, trained on phantoms'
model.card = {
  purpose: 'Segmentation of coronary arteries in X-ray angiograms. Research use only; not a medical device.',
  data: `${phantoms.count} phantom angiograms of ${phantoms.size}² pixels (npm run lightvessel -- phantom --count ${phantoms.count} --size ${phantoms.size} --seed ${seed}); no real image was trained on`,
  'data sha256': `${hashOf(data)} (images and masks in the order of their names)`,
  command: 'node build/train-shipped-student.mjs',
  seed: String(seed),
  training: model.card.training,
  losses: model.card.losses,
  teacher: `${model.card.teacher}, trained on the same phantoms for ${teacher.epochs} epoch${teacher.epochs === 1 ? '' : 's'}`,
  validation: `mean Dice ${model.validation.dice.toFixed(3)} on ${model.validation.images} phantoms of other trees`,
}
for (const [name, folder] of external) {
  const figures = JSON.parse(lightvessel('evaluate', '--model', path.join(work, 'student'), '--data', path.resolve(folder), '--json').trim().split('\n').at(-1))
  model.card[`external test: ${name}`] =
    `${figures.images} real angiograms, none of them trained on (the phantoms' look and labels and the method were chosen with this set in view): mean Dice ${figures.dice.toFixed(3)}, pooled Dice ${figures.dicePooled.toFixed(3)}, sensitivity ${figures.sensitivity.toFixed(3)}, specificity ${figures.specificity.toFixed(3)}, AUC ${figures.auc.toFixed(3)}, clDice ${figures.clDice.toFixed(3)}`
}
const target = path.join(root, 'assets/model')
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
cpSync(path.join(work, 'student/weights.bin'), path.join(target, 'weights.bin'))
writeFileSync(path.join(target, 'model.json'), `${JSON.stringify(model, null, 2)}\n`)
console.error(`${target}: ${JSON.stringify(model.card, null, 2)}`)

/** Tells whether a later version of the generator still makes the same phantoms. */
function hashOf(folder) {
  const hash = createHash('sha256')
  for (const part of ['images', 'masks']) for (const name of readdirSync(path.join(folder, part)).sort()) hash.update(readFileSync(path.join(folder, part, name)))
  return hash.digest('hex')
}

/** One command of the command line; its standard output. */
function lightvessel(...parameters) {
  console.error(`lightvessel ${parameters.join(' ')}`)
  const { status, stdout, error } = spawnSync(process.execPath, [path.join(root, 'build/lightvessel.mjs'), ...parameters.map(String)], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
  return stdout
}
