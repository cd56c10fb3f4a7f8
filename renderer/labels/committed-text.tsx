import { TextInput } from '@mantine/core'
import type { TextInputProps } from '@mantine/core'
import { useState } from 'react'

/** A text that counts when it is left or Enter is pressed; an empty one, and Escape, go back to what it was. */
export function CommittedText({ value, onCommit, ...props }: Omit<TextInputProps, 'value' | 'onChange'> & { value: string; onCommit: (text: string) => void }) {
  const [text, setText] = useState(value)
  const commit = (): void => {
    const wanted = text.trim()
    if (wanted === '') setText(value)
    else if (wanted !== value) onCommit(wanted)
  }
  return (
    <TextInput
      {...props}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key !== 'Escape') return
        event.stopPropagation()
        setText(value)
      }}
    />
  )
}
