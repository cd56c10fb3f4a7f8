import { Button, Kbd, Menu, SegmentedControl } from '@mantine/core'
import { IconFileUpload, IconFolderOpen, IconKeyboard, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MenuCommand } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { ImportProgress } from '../library/import-progress'
import { showSection, useViewer } from '../state/viewer-store'
import type { Section } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { Logo } from './logo'
import css from './shell.module.css'

export function Header() {
  const { t } = useTranslation()
  const section = useViewer((state) => state.section)
  return (
    <header className={css['header']}>
      <div className={css['left']}>
        <div className={css['brand']}>
          <Logo />
          LightVessel
        </div>
        <nav aria-label={t('menu.label')}>
          <Menus />
        </nav>
      </div>
      <SegmentedControl
        size="xs"
        value={section}
        onChange={(value) => showSection(value as Section)}
        aria-label={t('section.label')}
        data={[
          { value: 'viewer', label: <span data-testid={testIds.sectionViewer}>{t('section.viewer')}</span> },
          { value: 'runs', label: <span data-testid={testIds.sectionRuns}>{t('section.runs')}</span> },
          { value: 'models', label: <span data-testid={testIds.sectionModels}>{t('section.models')}</span> },
        ]}
      />
      <div className={css['right']}>
        <ImportProgress />
      </div>
    </header>
  )
}

function Menus() {
  const { t } = useTranslation()
  const { actions } = useServices()
  const nothing = useViewer((state) => state.instance === null)
  const item = (command: MenuCommand, label: string, keys?: string, more: { icon?: ReactNode; disabled?: boolean; testId?: string } = {}) => (
    <Menu.Item leftSection={more.icon} rightSection={keys ? <Kbd size="xs">{keys}</Kbd> : undefined} disabled={more.disabled} onClick={() => actions.run(command)} data-testid={more.testId}>
      {label}
    </Menu.Item>
  )
  return (
    <>
      <TopMenu label={t('menu.file')} testId={testIds.menuFile}>
        {item('open-files', t('menu.openFiles'), 'Ctrl O', { icon: <IconFileUpload size={15} />, testId: testIds.menuOpenFiles })}
        {item('open-folder', t('menu.openFolder'), 'Ctrl Shift O', { icon: <IconFolderOpen size={15} />, testId: testIds.menuOpenFolder })}
      </TopMenu>
      <TopMenu label={t('menu.mask')} testId={testIds.menuMask}>
        {item('segment-frame', t('segment.frame'), 'S', { disabled: nothing })}
        {item('segment-run', t('segment.run'), 'Shift S', { disabled: nothing })}
        <Menu.Divider />
        {item('undo', t('mask.undo'), 'Ctrl Z', { disabled: nothing })}
        {item('redo', t('mask.redo'), 'Ctrl Shift Z', { disabled: nothing })}
        <Menu.Divider />
        {item('approve-frame', t('mask.approveNext'), 'A', { disabled: nothing })}
      </TopMenu>
      <TopMenu label={t('menu.distillation')} testId={testIds.menuDistillation}>
        {item('new-distillation-run', t('menu.newRun'), undefined, { icon: <IconPlus size={15} />, testId: testIds.menuNewRun })}
        <Menu.Divider />
        {item('show-runs', t('section.runs'))}
        {item('show-models', t('section.models'))}
      </TopMenu>
      <TopMenu label={t('menu.view')} testId={testIds.menuView}>
        <Toggle name="maskVisible" label={t('mask.show')} keys="M" />
        <Toggle name="maskOutline" label={t('mask.outline')} keys="O" />
        <Toggle name="overlayText" label={t('view.overlayText')} keys="T" />
        <Menu.Divider />
        {item('show-viewer', t('section.viewer'), 'Ctrl 1')}
        {item('show-runs', t('section.runs'), 'Ctrl 2')}
        {item('show-models', t('section.models'), 'Ctrl 3')}
      </TopMenu>
      <TopMenu label={t('menu.help')} testId={testIds.menuHelp}>
        {item('show-shortcuts', t('shortcuts.title'), '?', { icon: <IconKeyboard size={15} /> })}
      </TopMenu>
    </>
  )
}

function Toggle({ name, label, keys }: { name: 'maskVisible' | 'maskOutline' | 'overlayText'; label: string; keys: string }) {
  const on = useViewer((state) => state[name])
  return (
    <Menu.CheckboxItem rightSection={<Kbd size="xs">{keys}</Kbd>} checked={on} onChange={(checked) => useViewer.setState({ [name]: checked })}>
      {label}
    </Menu.CheckboxItem>
  )
}

function TopMenu({ label, testId, children }: { label: string; testId: string; children: ReactNode }) {
  return (
    <Menu position="bottom-start" width={250} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" fw={450} data-testid={testId}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
