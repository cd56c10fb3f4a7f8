import { Button, Menu, SegmentedControl } from '@mantine/core'
import { IconFileExport, IconFileUpload, IconFolderOpen, IconKeyboard, IconPlus, IconShieldCheck, IconSpy, IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MenuCommand } from '../../electron/ipc/contract/index'
import { ImportProgress } from '../library/import-progress'
import { PersonMenu } from '../people/person-menu'
import { CommandKeys } from '../shortcuts/command-keys'
import { runFromMenu } from '../shortcuts/command-handlers'
import { commandOf } from '../shortcuts/commands'
import type { CommandId } from '../shortcuts/commands'
import { showSection, showsImage, useViewer } from '../state/viewer-store'
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
        <PersonMenu />
      </div>
    </header>
  )
}

function Menus() {
  const { t } = useTranslation()
  const nothing = useViewer((state) => !showsImage(state))
  const item = (command: MenuCommand, more: { icon?: ReactNode; disabled?: boolean; testId?: string } = {}) => (
    <Menu.Item leftSection={more.icon} rightSection={<CommandKeys command={command} />} disabled={more.disabled} onClick={() => runFromMenu(command)} data-testid={more.testId}>
      {t(commandOf(command).label)}
    </Menu.Item>
  )
  return (
    <>
      <TopMenu label={t('menu.file')} testId={testIds.menuFile}>
        {item('open-files', { icon: <IconFileUpload size={15} />, testId: testIds.menuOpenFiles })}
        {item('open-folder', { icon: <IconFolderOpen size={15} />, testId: testIds.menuOpenFolder })}
        {item('import-deidentified', { icon: <IconSpy size={15} />, testId: testIds.menuImportDeidentified })}
        <Menu.Divider />
        {item('export', { icon: <IconFileExport size={15} />, testId: testIds.menuExport })}
        <Menu.Divider />
        {item('library-settings', { icon: <IconUsers size={15} /> })}
        {item('export-audit', { icon: <IconShieldCheck size={15} />, testId: testIds.menuExportAudit })}
      </TopMenu>
      <TopMenu label={t('menu.mask')} testId={testIds.menuMask}>
        {item('segment-frame', { disabled: nothing })}
        {item('segment-run', { disabled: nothing })}
        <Menu.Divider />
        {item('undo', { disabled: nothing })}
        {item('redo', { disabled: nothing })}
        <Menu.Divider />
        {item('approve-frame', { disabled: nothing })}
        {item('return-frame', { disabled: nothing })}
        {item('next-item')}
        {item('previous-item')}
        <Menu.Divider />
        {item('import-mask', { disabled: nothing, testId: testIds.menuImportMask })}
      </TopMenu>
      <TopMenu label={t('menu.distillation')} testId={testIds.menuDistillation}>
        {item('new-distillation-run', { icon: <IconPlus size={15} />, testId: testIds.menuNewRun })}
        <Menu.Divider />
        {item('show-runs')}
        {item('show-models')}
      </TopMenu>
      <TopMenu label={t('menu.view')} testId={testIds.menuView}>
        <Toggle name="maskVisible" command="show-mask" />
        <Toggle name="maskOutline" command="mask-outline" />
        <Toggle name="overlayText" command="overlay-text" />
        <Menu.Divider />
        {item('show-viewer')}
        {item('show-worklist')}
        {item('show-runs')}
        {item('show-models')}
      </TopMenu>
      <TopMenu label={t('menu.help')} testId={testIds.menuHelp}>
        {item('show-shortcuts', { icon: <IconKeyboard size={15} /> })}
      </TopMenu>
    </>
  )
}

function Toggle({ name, command }: { name: 'maskVisible' | 'maskOutline' | 'overlayText'; command: CommandId }) {
  const { t } = useTranslation()
  const on = useViewer((state) => state[name])
  return (
    <Menu.CheckboxItem rightSection={<CommandKeys command={command} />} checked={on} onChange={(checked) => useViewer.setState({ [name]: checked })}>
      {t(commandOf(command).label)}
    </Menu.CheckboxItem>
  )
}

function TopMenu({ label, testId, children }: { label: string; testId: string; children: ReactNode }) {
  return (
    <Menu position="bottom-start" width={250}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" fw={450} data-testid={testId}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
