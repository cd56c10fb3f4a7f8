import { ActionIcon, Group, NumberInput, Tooltip } from '@mantine/core'
import { IconArrowsMaximize, IconArrowsMinimize, IconCircleDot, IconRipple, IconSquareArrowLeft, IconSquareArrowRight } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useActiveLabel } from '../labels/label-store'
import { keepFocus } from '../shell/keep-focus'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { runCommand, useCommands } from '../shortcuts/command-handlers'
import { goToFrame, shownKey, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { mayEdit } from '../viewer/may-edit'
import { copyMask } from './copy-mask'
import { changeLabelArea } from './label-acts'
import type { LabelAct } from './label-acts'
import { useToolOptions } from './tool-options'

const acts: readonly (readonly [act: Exclude<LabelAct, 'removeIslands'>, icon: ComponentType<{ size: number }>])[] = [
  ['grow', IconArrowsMaximize],
  ['shrink', IconArrowsMinimize],
  ['smooth', IconRipple],
  ['fillHoles', IconCircleDot],
]

/** What can be done to all of the active label at once, and copying the mask to a neighbouring frame. */
export function LabelActBar() {
  const { t } = useTranslation()
  const label = useActiveLabel()
  const margin = useToolOptions((state) => state.margin)
  const act = useLabelActs()
  useCopyCommands()
  const name = label?.name ?? ''
  return (
    <Group gap={0} wrap="nowrap" role="toolbar" aria-label={t('labelActs.label', { name })}>
      {acts.map(([id, Icon]) => (
        <Tooltip key={id} label={t(`labelActs.${id}`, { name, margin })}>
          <ActionIcon variant="subtle" color="gray" size={24} aria-label={t(`labelActs.${id}`, { name, margin })} onMouseDown={keepFocus} onClick={() => act(id)} data-testid={testIds.labelAct} data-act={id}>
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      ))}
      <NumberInput
        size="xs"
        w={52}
        flex="none"
        aria-label={t('labelActs.margin')}
        min={1}
        max={20}
        clampBehavior="strict"
        value={margin}
        onChange={(value) => typeof value === 'number' && useToolOptions.setState({ margin: value })}
      />
      <CommandTooltip command="copy-to-previous">
        <ActionIcon variant="subtle" color="gray" size={24} ml="auto" aria-label={t('copyMask.previous')} onMouseDown={keepFocus} onClick={() => runCommand('copy-to-previous')} data-testid={testIds.copyToPrevious}>
          <IconSquareArrowLeft size={17} />
        </ActionIcon>
      </CommandTooltip>
      <CommandTooltip command="copy-to-next">
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('copyMask.next')} onMouseDown={keepFocus} onClick={() => runCommand('copy-to-next')} data-testid={testIds.copyToNext}>
          <IconSquareArrowRight size={17} />
        </ActionIcon>
      </CommandTooltip>
    </Group>
  )
}

/** Acts on the shown mask, or says why it may not be changed. */
export function useLabelActs(): (act: LabelAct) => void {
  const { masks, actions } = useServices()
  return (act) => {
    const key = shownKey()
    const mask = key === null ? undefined : masks.peek(key)
    if (mask === undefined || mask.locked || !mayEdit(mask, () => actions.reopen())) return
    useViewer.setState({ playing: false, maskVisible: true })
    changeLabelArea(masks, mask, act)
  }
}

function useCopyCommands(): void {
  const { masks } = useServices()
  const copy = (by: 1 | -1): void => {
    const from = shownKey()
    const { instance } = useViewer.getState()
    const frame = (from?.frame ?? 0) + by
    if (from === null || instance === null || frame < 0 || frame >= instance.frames) return
    void copyMask(masks, from, { ...from, frame }, () => goToFrame(frame))
  }
  useCommands({ 'copy-to-next': () => copy(1), 'copy-to-previous': () => copy(-1) })
}
