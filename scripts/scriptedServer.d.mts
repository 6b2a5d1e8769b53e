export interface Turn {
  readonly text?: string
  /** Sends the text as this many deltas. */
  readonly repeat?: number
  /** A text in these pieces. */
  readonly deltas?: ReadonlyArray<string>
  readonly calls?: ReadonlyArray<{ readonly name: string; readonly input: unknown }>
  /** What the usage says; a quarter of the request's bytes without it. */
  readonly inputTokens?: number
  readonly delayMs?: number
  /** Keeps the stream open after the text. */
  readonly hang?: boolean
}

export interface Seen {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: number
  readonly body: {
    readonly system?: unknown
    readonly tools?: unknown
    readonly messages: ReadonlyArray<{ readonly role: string; readonly content: unknown }>
  }
}

export interface ScriptedServer {
  readonly url: string
  readonly requests: ReadonlyArray<Seen>
  readonly close: () => Promise<void>
}

export const startScriptedServer: (script: {
  readonly turns: ReadonlyArray<Turn> | ((nth: number) => Turn)
}) => Promise<ScriptedServer>
