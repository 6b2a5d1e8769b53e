import type { UserPart } from "./Message.ts"

/** What a person or host sends to the agent. */
export interface Input {
  readonly content: string | ReadonlyArray<UserPart>
  /** The sender's own id for it, if there is one. */
  readonly id?: string
}

export const text = (content: string): Input => ({ content })
