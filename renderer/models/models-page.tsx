import { Badge, Button, Center, Group, SegmentedControl, Table, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AgreementView } from '../cases/agreement-view'
import { CasesView } from '../cases/cases-view'
import { useModels } from '../connection/queries'
import { localTime, parameterCount } from '../runs/format'
import { messageOf } from '../shell/message-of'
import { testIds } from '../test-ids'
import { ComparedFigure } from './compared-figure'
import { ModelDrawer } from './model-drawer'
import css from './models.module.css'
import { RefusalDialog } from './refusal-dialog'
import { usePublishing } from './use-publishing'

const columns = ['dice', 'iou', 'sensitivity', 'specificity', 'auc', 'clDice'] as const

const parts = ['models', 'cases', 'readers'] as const
type Part = (typeof parts)[number]
const partNames = { models: 'section.models', cases: 'cases.tab', readers: 'agreement.tab' } as const

export function ModelsPage() {
  const { t } = useTranslation()
  const publishing = usePublishing()
  const models = useModels()
  const [open, setOpen] = useState<string | null>(null)
  const [part, setPart] = useState<Part>('models')
  if (models.isError) return <Center h="100%">{messageOf(models.error)}</Center>
  const list = models.data ?? []
  const published = list.find((model) => model.published)

  return (
    <div className={css['page']}>
      <div className={css['head']}>
        <h1>{t('section.models')}</h1>
        <SegmentedControl size="xs" value={part} onChange={(value) => setPart(value as Part)} aria-label={t('section.models')} data={parts.map((each) => ({ value: each, label: t(partNames[each]) }))} data-testid={testIds.modelsTab} />
        {part === 'models' ? (
          <Tooltip label={t('models.rollbackHint')}>
            <Button variant="default" leftSection={<IconArrowBackUp size={15} />} disabled={published === undefined || publishing.busyWith !== null} loading={publishing.busyWith === 'rollback'} onClick={() => void publishing.rollback(list)} data-testid={testIds.buttonRollback}>
              {t('models.rollback')}
            </Button>
          </Tooltip>
        ) : (
          <span />
        )}
      </div>
      {part === 'cases' && <CasesView />}
      {part === 'readers' && <AgreementView />}
      {part === 'models' && (
        <>
          <Table className={css['table']} verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('models.model')}</Table.Th>
                <Table.Th>{t('models.net')}</Table.Th>
                {columns.map((name) => (
                  <Table.Th key={name}>{t(`figures.${name}`)}</Table.Th>
                ))}
                <Table.Th>
                  <VisuallyHidden>{t('models.acts')}</VisuallyHidden>
                </Table.Th>
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
                      <Button variant="light" disabled={publishing.busyWith !== null} loading={publishing.busyWith === model.id} onClick={() => void publishing.publish(model)} data-testid={testIds.buttonPublish}>
                        {t('models.publish')}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {models.isSuccess && list.length === 0 && (
            <Text c="dimmed" size="sm" ta="center" mt="xl">
              {t('models.empty')}
            </Text>
          )}
        </>
      )}
      <ModelDrawer model={list.find((model) => model.id === open) ?? null} onClose={() => setOpen(null)} />
      {publishing.refusal !== null && <RefusalDialog refusal={publishing.refusal} onClose={publishing.forget} onPublish={(override) => publishing.publish(publishing.refusal!.model, override)} />}
    </div>
  )
}
