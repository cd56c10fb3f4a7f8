import { StepError } from './project.mjs'

const [leastMajor, leastMinor] = [20, 19]

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new StepError(`LightVessel Workstation needs Node.js ${leastMajor}.${leastMinor} or newer; this is ${process.versions.node}.`)
  }
}
