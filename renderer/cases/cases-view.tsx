import { Alert, Button, Group, MultiSelect, Progress, Select, Text } from '@mantine/core'
import { IconDownload, IconGitCompare } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedCase, Model } from '../../electron/ipc/contract/index'
import { millimetreCells, millimetreColumns } from '../comparison/figure-text'
import { nameOfModel } from '../comparison/source-names'
import { useModels } from '../connection/queries'
import { useServices } from '../connection/services'
import { useScales } from '../measure/use-scales'
import type { Scales } from '../measure/use-scales'
import { figure } from '../runs/format'
import { saveCsv } from '../shell/save-file'
import { testIds } from '../test-ids'
import { CaseRow } from './case-row'
import { compareCases, meanDice, useCaseComparison, worstFirst } from './case-comparison'
import css from './cases.module.css'

const mostModels = 4

/** Teacher, student and human on every approved frame, side by side, the worst first. */
export function CasesView() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const models = useModels().data ?? []
  const { modelIds, cases, images, progress, error, cancel } = useCaseComparison()
  const scales = useScales(useMemo(() => [...images.values()], [images]))
  const [chosen, setChosen] = useState<string[] | null>(null)
  const [by, setBy] = useState('worst')
  const wanted = chosen ?? (modelIds.length > 0 ? [...modelIds] : firstChoice(models))
  const compared = models.filter(({ id }) => modelIds.includes(id))
  const shown = useMemo(() => (cases === null ? [] : worstFirst(cases, by)), [cases, by])
  return (
    <div className={css['view']}>
      <div className={css['controls']}>
        <MultiSelect
          flex={1}
          maw={560}
          size="xs"
          label={t('cases.models')}
          data={models.map((model) => ({ value: model.id, label: nameOfModel(model) }))}
          value={wanted}
          onChange={setChosen}
          maxValues={mostModels}
          data-testid={testIds.casesModels}
        />
        <Button leftSection={<IconGitCompare size={16} />} disabled={wanted.length === 0 || cancel !== null} onClick={() => void compareCases(clients.comparison, wanted)} data-testid={testIds.casesCompare}>
          {t('cases.compare')}
        </Button>
        {cases !== null && cases.length > 0 && (
          <>
            <Select
              size="xs"
              label={t('cases.order')}
              allowDeselect={false}
              value={by}
              onChange={(value) => setBy(value ?? 'worst')}
              data={[{ value: 'worst', label: t('cases.worstOfAll') }, ...compared.map((model) => ({ value: model.id, label: nameOfModel(model) }))]}
            />
            <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => saveCases(shown, compared, scales)} data-testid={testIds.casesCsv}>
              {t('compareSeries.csv')}
            </Button>
          </>
        )}
      </div>
      {progress !== null && (
        <Group gap={10} wrap="nowrap" data-testid={testIds.casesProgress}>
          <Progress flex={1} value={progress.total === 0 ? 0 : (progress.done / progress.total) * 100} aria-label={t('cases.compare')} />
          <Text size="xs" c="dimmed">
            {progress.total === 0 ? t('compareSeries.starting') : `${progress.done}/${progress.total}`}
          </Text>
          <Button variant="default" onClick={() => cancel?.()}>
            {t('common.cancel')}
          </Button>
        </Group>
      )}
      {error !== null && (
        <Alert color="red" variant="light" role="alert">
          {error}
        </Alert>
      )}
      {cases === null && progress === null && <Text c="dimmed" size="sm" mt="lg" ta="center">{t('cases.intro')}</Text>}
      {cases?.length === 0 && <Text c="dimmed" size="sm" mt="lg" ta="center">{t('cases.empty')}</Text>}
      {cases !== null && cases.length > 0 && (
        <>
          <Means cases={cases} models={compared} />
          <Rows cases={shown} models={models} scales={scales} />
        </>
      )}
    </div>
  )
}

/** The student in use and the newest teacher. */
function firstChoice(models: readonly Model[]): string[] {
  const teacher = models.findLast(({ role }) => role === 'teacher')
  const student = models.find(({ published }) => published)
  return [teacher, student].flatMap((model) => model?.id ?? [])
}

function Means({ cases, models }: { cases: readonly ComparedCase[]; models: readonly Model[] }) {
  const { t } = useTranslation()
  return (
    <Group gap={28} className={css['means']}>
      {models.map((model) => (
        <div key={model.id}>
          <Text size="xs" c="dimmed">
            {nameOfModel(model)}
          </Text>
          <strong>{figure(meanDice(cases, model.id) ?? 0)}</strong>
        </div>
      ))}
      <Text size="xs" c="dimmed" className={css['meansNote']}>
        {t('cases.meanOver', { count: cases.length })}
      </Text>
    </Group>
  )
}

function Rows({ cases, models, scales }: { cases: readonly ComparedCase[]; models: readonly Model[]; scales: Scales }) {
  const images = useCaseComparison((state) => state.images)
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the rows are drawn here and nowhere else
  const virtual = useVirtualizer({ count: cases.length, getScrollElement: () => scroller.current, estimateSize: () => 264, overscan: 2 })
  return (
    <div ref={scroller} className={css['rows']}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div key={`${cases[index]!.instanceId}/${cases[index]!.frame}`} className={css['rowPlace']} style={{ transform: `translateY(${start}px)` }}>
            <CaseRow one={cases[index]!} image={images.get(cases[index]!.instanceId)!} rank={index + 1} models={models} scale={scales(cases[index]!.instanceId)} />
          </div>
        ))}
      </div>
    </div>
  )
}

function saveCases(cases: readonly ComparedCase[], models: readonly Model[], scales: Scales): void {
  const header = ['patient', 'image', 'frame', 'version', 'approved_by', 'model', 'role', 'dice', 'cl_dice', 'hausdorff_95_px', 'betti_0_error', 'vessel_missed_px', 'vessel_added_px', ...millimetreColumns]
  const rows = cases.flatMap((one) =>
    one.models.map(({ modelId, figures }) => {
      const model = models.find(({ id }) => id === modelId)
      return [
        one.patientId, one.sourceName, one.frame + 1, one.version, one.approvedBy, model?.name ?? modelId, model?.role ?? '',
        figures.dice, figures.clDice, figures.hausdorff95, figures.bettiZeroError, figures.missedLength, figures.addedLength,
        ...millimetreCells(figures.hausdorff95, scales(one.instanceId)),
      ]
    }),
  )
  saveCsv('cases.csv', header, rows)
}
