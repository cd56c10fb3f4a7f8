import { ActionIcon, Menu } from '@mantine/core'
import { IconColumns2, IconLayoutGrid, IconLink, IconSquare } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { layouts, linkModes } from '../state/pane'
import type { Layout } from '../state/pane'
import { setLayout, setLink, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'

const icons: Record<Layout, ReactNode> = { '1x1': <IconSquare size={18} />, '1x2': <IconColumns2 size={18} />, '2x2': <IconLayoutGrid size={18} /> }

/** How many images stand side by side, and whether they scroll together. */
export function LayoutMenu() {
  const { t } = useTranslation()
  const layout = useViewer((state) => state.layout)
  const link = useViewer((state) => state.link)
  return (
    <>
      {layouts.map((each) => (
        <CommandTooltip key={each} command={`layout-${each}`}>
          <ActionIcon size={30} variant={layout === each ? 'light' : 'subtle'} color={layout === each ? 'teal' : 'gray'} aria-label={t(`layout.${each}`)} aria-pressed={layout === each} onClick={() => setLayout(each)} data-testid={testIds[`layout${each}`]}>
            {icons[each]}
          </ActionIcon>
        </CommandTooltip>
      ))}
      {layout !== '1x1' && (
        <Menu position="bottom-start">
          <CommandTooltip command="link-panes">
            <Menu.Target>
              <ActionIcon size={30} variant={link === 'off' ? 'subtle' : 'light'} color={link === 'off' ? 'gray' : 'teal'} aria-label={t('layout.link')} data-testid={testIds.linkMenu}>
                <IconLink size={18} />
              </ActionIcon>
            </Menu.Target>
          </CommandTooltip>
          <Menu.Dropdown>
            <Menu.Label>{t('layout.link')}</Menu.Label>
            <Menu.RadioGroup value={link} onChange={(mode) => setLink(mode as typeof link)}>
              {linkModes.map((mode) => (
                <Menu.RadioItem key={mode} value={mode} closeMenuOnClick data-testid={testIds.linkMode} data-mode={mode}>
                  {t(`layout.linkMode.${mode}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
