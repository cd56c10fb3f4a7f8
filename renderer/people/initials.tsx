import { Avatar } from '@mantine/core'

/** A person as a disc with initials; the colour follows from the name. */
export function Initials({ name, size = 24 }: { name: string; size?: number }) {
  return <Avatar name={name} size={size} radius="xl" color="initials" allowedInitialsColors={['teal', 'blue', 'grape', 'orange', 'cyan', 'pink', 'lime']} aria-hidden alt="" />
}
