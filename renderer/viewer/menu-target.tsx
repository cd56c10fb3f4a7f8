import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

interface MenuTargetProps {
  readonly label: string
  /** Something in the menu is switched on. */
  readonly on?: boolean
  readonly testId: string
  readonly children: ReactNode
}

/** The button of the toolbar that opens a menu. */
export function MenuTarget({ label, on = false, testId, children }: MenuTargetProps) {
  return (
    <Tooltip label={label}>
      <Menu.Target>
        <ActionIcon size={30} variant={on ? 'light' : 'subtle'} color={on ? 'teal' : 'gray'} aria-label={label} data-testid={testId}>
          {children}
        </ActionIcon>
      </Menu.Target>
    </Tooltip>
  )
}
