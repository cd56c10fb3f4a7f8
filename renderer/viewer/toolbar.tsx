import { ActionIcon, Slider, Text } from '@mantine/core'
import { IconAspectRatio, IconBrush, IconContrast2, IconEraser, IconFocusCentered, IconHandStop, IconInfoSquare, IconRefresh, IconSunHigh, IconZoomIn, IconZoomOut, IconZoomScan } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { commandOf } from '../shortcuts/commands'
import type { CommandId } from '../shortcuts/commands'
import { brushRadiusRange, setBrushRadius, useViewer } from '../state/viewer-store'
import type { Tool } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { LayoutMenu } from './layout-menu'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

const tools: { tool: Tool; icon: ReactNode; testId: string }[] = [
  { tool: 'window', icon: <IconSunHigh size={18} />, testId: testIds.toolWindow },
  { tool: 'zoom', icon: <IconZoomScan size={18} />, testId: testIds.toolZoom },
  { tool: 'pan', icon: <IconHandStop size={18} />, testId: testIds.toolPan },
  { tool: 'brush', icon: <IconBrush size={18} />, testId: testIds.toolBrush },
  { tool: 'eraser', icon: <IconEraser size={18} />, testId: testIds.toolEraser },
]

export function Toolbar({ controller }: { controller: ViewerController | null }) {
  const { t } = useTranslation()
  const tool = useViewer((state) => state.tool)
  const radius = useViewer((state) => state.brushRadius)
  const inverted = useViewer((state) => state.view?.invert ?? false)
  const overlayText = useViewer((state) => state.overlayText)
  const paints = tool === 'brush' || tool === 'eraser'
  return (
    <div className={css['tools']} role="toolbar" aria-label={t('tool.label')}>
      {tools.map((each) => (
        <ToolButton key={each.tool} command={`tool-${each.tool}`} testId={each.testId} pressed={tool === each.tool} onClick={() => useViewer.setState({ tool: each.tool })}>
          {each.icon}
        </ToolButton>
      ))}
      {paints && (
        <>
          <Slider
            w={96}
            ml={8}
            size="sm"
            label={null}
            min={brushRadiusRange.min}
            max={brushRadiusRange.max}
            step={0.5}
            value={radius}
            onChange={setBrushRadius}
            thumbLabel={t('tool.radius')}
            data-testid={testIds.brushRadius}
          />
          <Text size="xs" c="dimmed" w={44} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {radius} px
          </Text>
        </>
      )}
      <span className={css['separator']} />
      <ToolButton command="invert" testId={testIds.buttonInvert} pressed={inverted} onClick={() => controller?.toggleInvert()}>
        <IconContrast2 size={18} />
      </ToolButton>
      <ToolButton command="fit" testId={testIds.buttonFit} onClick={() => controller?.viewport.fit()}>
        <IconFocusCentered size={18} />
      </ToolButton>
      <ToolButton command="one-to-one" testId={testIds.buttonOneToOne} onClick={() => controller?.viewport.oneToOne()}>
        <IconAspectRatio size={18} />
      </ToolButton>
      <ToolButton command="zoom-out" onClick={() => controller?.viewport.zoomBy(1 / 1.25)}>
        <IconZoomOut size={18} />
      </ToolButton>
      <ToolButton command="zoom-in" onClick={() => controller?.viewport.zoomBy(1.25)}>
        <IconZoomIn size={18} />
      </ToolButton>
      <ToolButton command="reset-view" testId={testIds.buttonReset} onClick={() => controller?.viewport.reset()}>
        <IconRefresh size={18} />
      </ToolButton>
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

/** A click leaves the focus on the image, where the space bar plays the run instead of pressing the button again. */
function keepFocus(event: React.MouseEvent): void {
  event.preventDefault()
}
