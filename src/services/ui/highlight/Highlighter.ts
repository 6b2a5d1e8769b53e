import type { Span } from "../text/Span.ts"

/** Where a highlighter stands in a piece of code after some of its lines. A value: it can be used again and again. */
export interface CodeState {
  readonly language: string
  readonly inner: unknown
}

/** Colours code line by line. The colours of a line depend on the lines before it only, so a drawn line never changes. */
export interface Highlighter {
  /** The beginning of code in a language, named as after a fence (`ts`, `python`); undefined for an unknown one. */
  readonly start: (language: string) => CodeState | undefined
  /** One line, sanitised, without its line feed. */
  readonly line: (state: CodeState, text: string) => { readonly state: CodeState; readonly spans: ReadonlyArray<Span> }
}
