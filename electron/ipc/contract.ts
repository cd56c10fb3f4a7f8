import { z } from 'zod'
import type { ActingPerson, Caller } from './caller'
import type { Permission } from './permissions'

/** One remote call of a service: what goes in, what comes out, and what it reports on the way. */
export interface CallDefinition<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Progress extends z.ZodType = z.ZodType,
> {
  readonly input: Input
  readonly output: Output
  /** Absent for calls that report no progress. */
  readonly progress?: Progress
  /** What the person who calls must be allowed; `look` when left out. */
  readonly permission?: Permission
}

export type CallDefinitions = Readonly<Record<string, CallDefinition>>
export type EventDefinitions = Readonly<Record<string, z.ZodType>>

/** A service as both sides of the wire know it. The types of client and implementation are inferred from it. */
export interface Contract<
  Calls extends CallDefinitions = CallDefinitions,
  Events extends EventDefinitions = EventDefinitions,
> {
  readonly name: string
  readonly calls: Calls
  readonly events: Events
}

export function call<Input extends z.ZodType, Output extends z.ZodType, Progress extends z.ZodType = z.ZodNever>(
  definition: CallDefinition<Input, Output, Progress>,
): CallDefinition<Input, Output, Progress> {
  return definition
}

export function event<Payload extends z.ZodType>(payload: Payload): Payload {
  return payload
}

export function defineContract<const Calls extends CallDefinitions, const Events extends EventDefinitions>(
  contract: Contract<Calls, Events>,
): Contract<Calls, Events> {
  return contract
}

/** Options of one call on the client. */
export interface CallOptions<Progress> {
  /** Aborting it cancels the call on the other side; the promise then rejects with code `cancelled`. */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** What an implementation is given besides its input. */
export interface CallContext<Progress = never> {
  /** Aborted when the client cancels or its connection closes. */
  readonly signal: AbortSignal
  progress(progress: Progress): void
  /** The connection that the call came over. */
  readonly caller: Caller
  /** Who makes the call, with the roles of this moment. */
  readonly person: ActingPerson
}

type ProgressOf<Definition> = Definition extends CallDefinition<z.ZodType, z.ZodType, infer Progress> ? z.output<Progress> : never

/** The calling side of a service: one method a call, `on` for its events (returns the unsubscribe function). */
export type Client<C extends Contract> = {
  readonly [Name in keyof C['calls']]: (
    input: z.input<C['calls'][Name]['input']>,
    options?: CallOptions<ProgressOf<C['calls'][Name]>>,
  ) => Promise<z.output<C['calls'][Name]['output']>>
} & {
  on<Name extends keyof C['events'] & string>(name: Name, listener: (payload: z.output<C['events'][Name]>) => void): () => void
}

/** The answering side of a service: one function a call. Inputs have been validated before they arrive. */
export type Implementation<C extends Contract> = {
  readonly [Name in keyof C['calls']]: (
    input: z.output<C['calls'][Name]['input']>,
    context: CallContext<ProgressOf<C['calls'][Name]>>,
  ) => Promise<z.input<C['calls'][Name]['output']>> | z.input<C['calls'][Name]['output']>
}
