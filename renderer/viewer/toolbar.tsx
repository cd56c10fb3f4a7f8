import { ActionIcon } from '@mantine/core'
import { IconContrast2, IconFocusCentered, IconHandStop, IconInfoSquare, IconRefresh, IconSunHigh, IconZoomScan } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { keepFocus } from '../shell/keep-focus'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { commandOf } from '../shortcuts/commands'
import type { CommandId } from '../shortcuts/commands'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import type { ViewTool } from '../tools/tool-ids'
import { FilterMenu } from './filter-menu'
import { LayoutMenu } from './layout-menu'
import { MeasureMenu } from './measure-menu'
import { TurnMenu } from './turn-menu'
import type { ViewerController } from './viewer-controller'
import { WindowMenu } from './window-menu'
import css from './viewer-page.module.css'

const tools: { tool: ViewTool; icon: ReactNode; testId: string }[] = [
  { tool: 'window', icon: <IconSunHigh size={18} />, testId: testIds.toolWindow },
  { tool: 'zoom', icon: <IconZoomScan size={18} />, testId: testIds.toolZoom },
  { tool: 'pan', icon: <IconHandStop size={18} />, testId: testIds.toolPan },
]

export function Toolbar({ controller }: { controller: ViewerController | null }) {
  const { t } = useTranslation()
  const tool = useViewer((state) => state.tool)
  const inverted = useViewer((state) => state.view?.invert ?? false)
  const overlayText = useViewer((state) => state.overlayText)
  return (
    <div className={css['tools']} role="toolbar" aria-label={t('tool.label')}>
      {tools.map((each) => (
        <ToolButton key={each.tool} command={`tool-${each.tool}`} testId={each.testId} pressed={tool === each.tool} onClick={() => useViewer.setState({ tool: each.tool })}>
          {each.icon}
        </ToolButton>
      ))}
      <span className={css['separator']} />
      <ToolButton command="invert" testId={testIds.buttonInvert} pressed={inverted} onClick={() => controller?.toggleInvert()}>
        <IconContrast2 size={18} />
      </ToolButton>
      <ToolButton command="fit" testId={testIds.buttonFit} onClick={() => controller?.viewport.fit()}>
        <IconFocusCentered size={18} />
      </ToolButton>
      <ToolButton command="reset-view" testId={testIds.buttonReset} onClick={() => controller?.viewport.reset()}>
        <IconRefresh size={18} />
      </ToolButton>
      <TurnMenu />
      <WindowMenu controller={controller} />
      <FilterMenu />
      <MeasureMenu />
      <span className={css['separator']} />
      <ToolButton command="overlay-text" pressed={overlayText} onClick={() => useViewer.setState({ overlayText: !overlayText })}>
        <IconInfoSquare size={18} />
      </ToolButton>
      <span className={css['separator']} />
      <LayoutMenu />
    </div>
  )
}

interface ToolButtonProps {
  /** Names it, and its keys stand in the tooltip. */
  command: CommandId
  testId?: string
  /** Given for buttons that stay pressed. */
  pressed?: boolean
  onClick: () => void
  children: ReactNode
}

function ToolButton({ command, testId, pressed, onClick, children }: ToolButtonProps) {
  const { t } = useTranslation()
  const label = t(commandOf(command).label)
  return (
    <CommandTooltip command={command}>
      <ActionIcon size={30} variant={pressed === true ? 'light' : 'subtle'} color={pressed === true ? 'teal' : 'gray'} aria-label={label} aria-pressed={pressed} onMouseDown={keepFocus} onClick={onClick} data-testid={testId}>
        {children}
      </ActionIcon>
    </CommandTooltip>
  )
}
