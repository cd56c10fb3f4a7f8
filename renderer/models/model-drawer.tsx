import { Drawer, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Model } from '../../electron/ipc/contract/index'
import { figure, localTime, parameterCount } from '../runs/format'
import { testIds } from '../test-ids'
import { cardLabel } from './card-label'
import css from './models.module.css'

const figureNames = ['dice', 'dicePooled', 'iou', 'sensitivity', 'specificity', 'auc', 'clDice'] as const

/** The model card: what the model is, where it comes from, how well it does. */
export function ModelDrawer({ model, onClose }: { model: Model | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer opened={model !== null} onClose={onClose} position="right" size={460} title={model?.name}>
      {model !== null && (
        <Stack data-testid={testIds.modelCard}>
          <Pairs
            pairs={[
              [t('models.id'), model.id],
              [t('models.net'), `${model.net} · ${parameterCount(model.parameters)}`],
              [t('models.role'), t(`role.${model.role}`)],
              [t('models.origin'), model.runId === null ? t(`models.${model.origin}`) : t('models.fromRun', { run: model.runId })],
              [t('models.created'), localTime(model.createdAt)],
              [t('models.threshold'), figure(model.threshold)],
            ]}
          />
          {model.validation !== null && (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('models.validation', { count: model.validation.images })}</Table.Th>
                  <Table.Th>{t('models.thisModel')}</Table.Th>
                  {model.currentOnSameFrames !== null && <Table.Th>{t('models.thenCurrent')}</Table.Th>}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {figureNames.map((name) => (
                  <Table.Tr key={name}>
                    <Table.Td>{t(`figures.${name}`)}</Table.Td>
                    <Table.Td>{figure(model.validation![name])}</Table.Td>
                    {model.currentOnSameFrames !== null && <Table.Td>{figure(model.currentOnSameFrames[name])}</Table.Td>}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
          <Text size="sm" fw={600}>
            {t('models.card')}
          </Text>
          <Pairs pairs={Object.entries(model.card).map(([key, value]) => [cardLabel(key), value])} />
        </Stack>
      )}
    </Drawer>
  )
}

function Pairs({ pairs }: { pairs: readonly (readonly [string, string])[] }) {
  return (
    <Table>
      <Table.Tbody>
        {pairs.map(([name, value], line) => (
          <Table.Tr key={line}>
            <Table.Td className={css['cardKey']}>{name}</Table.Td>
            <Table.Td data-selectable style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
