import { DataSet } from '../parse/data-set'
import { tags } from '../parse/tags'
import { readElementHeader, undefinedLength, walkDataSet, type WalkBudget } from '../parse/walk-data-set'
import { ReadingError } from '../unreadable-file-error'

/** All items of a sequence; none when it is absent. Throws a `ReadingError` on damage. `budget` is shared by one file. */
export function sequenceItems(dataSet: DataSet, tag: number, budget: WalkBudget): DataSet[] {
  const element = dataSet.elements.get(tag)
  if (!element || element.length === 0) return []
  const { source } = dataSet
  const encoding = element.vr === 'UN' ? { explicit: false, littleEndian: true } : dataSet.encoding
  const end = element.offset + element.length
  const items: DataSet[] = []
  for (let position = element.offset; position + 8 <= end; ) {
    const item = readElementHeader(source, position, encoding)
    if (item.tag === tags.SequenceDelimitationItem) break
    if (item.tag !== tags.Item) throw new ReadingError('corrupt', 'one of its sequences holds something else than items')
    const isOpen = item.length === undefinedLength
    const itemEnd = isOpen ? end : Math.min(end, item.offset + item.length)
    const walked = walkDataSet(source, item.offset, itemEnd, encoding, budget, 1)
    items.push(new DataSet(source, encoding, walked.elements, budget, dataSet))
    position = isOpen ? walked.end : itemEnd
  }
  return items
}
