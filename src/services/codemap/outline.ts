/** A definition in a file. `line` counts from 1. */
export interface Tag {
  readonly name: string
  readonly kind: string
  readonly line: number
}

/** What a file defines and which words it uses. */
export interface Outline {
  readonly tags: ReadonlyArray<Tag>
  /** The words of its code, comments left out, with how often they stand there. */
  readonly words: ReadonlyMap<string, number>
}
