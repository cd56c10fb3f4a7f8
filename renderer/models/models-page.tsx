import { Badge, Button, Center, Group, Table, Tooltip } from '@mantine/core'
import type { ComponentProps } from 'react'
import { modals } from '@mantine/modals'
import { IconArrowBackUp, IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Model } from '../../electron/ipc/contract/index'
import { useModels } from '../connection/queries'
import { useServices } from '../connection/services'
import { localTime, parameterCount } from '../runs/format'
import { messageOf, notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { ComparedFigure } from './compared-figure'
import { ModelDrawer } from './model-drawer'
import css from './models.module.css'
import { PublishDialog } from './publish-dialog'

/** Mantine's type of these props leaves out data attributes. */
type ConfirmProps = ComponentProps<typeof Button>

const columns = ['dice', 'iou', 'sensitivity', 'specificity', 'auc', 'clDice'] as const

export function ModelsPage() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const models = useModels()
  const [open, setOpen] = useState<string | null>(null)
  const [publishing, setPublishing] = useState<Model | null>(null)
  if (models.isError) return <Center h="100%">{messageOf(models.error)}</Center>
  const list = models.data ?? []
  const published = list.find((model) => model.published)

  const rollback = (): void => {
    modals.openConfirmModal({
      title: t('models.rollbackTitle'),
      children: t('models.rollbackMore', { name: published?.name ?? '' }),
      labels: { confirm: t('models.rollback'), cancel: t('common.cancel') },
      confirmProps: { 'data-testid': testIds.buttonRollbackConfirm } as ConfirmProps,
      onConfirm: () => {
        clients.models.rollback({}).then(
          (answer) => notify('done', t('models.rolledBack', { name: nameOf(list, answer.published) })),
          (error: unknown) => notify('error', messageOf(error)),
        )
      },
    })
  }
  return (
    <div className={css['page']}>
      <div className={css['head']}>
        <h1>{t('section.models')}</h1>
        <Tooltip label={t('models.rollbackHint')}>
          <Button variant="default" leftSection={<IconArrowBackUp size={15} />} disabled={published === undefined} onClick={rollback} data-testid={testIds.buttonRollback}>
            {t('models.rollback')}
          </Button>
        </Tooltip>
      </div>
      <Table className={css['table']} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('models.model')}</Table.Th>
            <Table.Th>{t('models.net')}</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name}>{t(`figures.${name}`)}</Table.Th>
            ))}
            <Table.Th aria-label={t('models.acts')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((model) => (
            <Table.Tr key={model.id} className={css['row']} data-testid={testIds.modelRow} data-model={model.id} data-role={model.role} data-published={model.published} onClick={() => setOpen(model.id)}>
              <Table.Td>
                <Group gap={8} wrap="nowrap">
                  <button type="button" className={css['name']}>
                    {model.name}
                  </button>
                  {model.published && (
                    <Badge color="teal" size="sm" tt="none" leftSection={<IconStarFilled size={10} />}>
                      {t('models.published')}
                    </Badge>
                  )}
                </Group>
                <div className={css['dim']}>
                  {t(`models.${model.origin}`)} · {localTime(model.createdAt)}
                </div>
              </Table.Td>
              <Table.Td>
                {model.net}
                <div className={css['dim']}>
                  {t(`role.${model.role}`)} · {parameterCount(model.parameters)}
                </div>
              </Table.Td>
              {columns.map((name) => (
                <Table.Td key={name}>
                  <ComparedFigure value={model.validation?.[name] ?? null} current={model.currentOnSameFrames?.[name] ?? null} />
                </Table.Td>
              ))}
              <Table.Td onClick={(event) => event.stopPropagation()}>
                {model.role === 'student' && !model.published && (
                  <Button variant="light" onClick={() => setPublishing(model)} data-testid={testIds.buttonPublish}>
                    {t('models.publish')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ModelDrawer model={list.find((model) => model.id === open) ?? null} onClose={() => setOpen(null)} />
      <PublishDialog model={publishing} current={published ?? null} onClose={() => setPublishing(null)} />
    </div>
  )
}

function nameOf(models: readonly Model[], id: string): string {
  return models.find((model) => model.id === id)?.name ?? id
}
