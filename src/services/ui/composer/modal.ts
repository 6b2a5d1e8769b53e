import type { ActionId } from "../bindings/actions.ts"
import type { Key } from "../keys/Key.ts"
import type { Buffer } from "./buffer.ts"

/**
 * An editor with modes (vim) on top of the composer: an immutable state that sees each key first. What it takes changes
 * the buffer or leads to an action; what it passes goes the way of the key bindings.
 */
export interface Modal {
  /** `NORMAL`, `INSERT`, `VISUAL` …, with what was typed of a command (`2d`): shown in the frame of the composer. */
  readonly label: string
  readonly cursor: "block" | "bar" | "underline"
  /** What is marked: offsets, the end not included. */
  readonly selection: readonly [from: number, to: number] | undefined
  readonly press: (buffer: Buffer, key: Key) => ModalStep
  /** The composer's text became another one behind its back: history, undo, submit, paste. */
  readonly changed: (buffer: Buffer) => Modal
}

export type ModalStep =
  | { readonly _tag: "Passed"; readonly modal: Modal }
  | {
      readonly _tag: "Taken"
      readonly modal: Modal
      readonly buffer: Buffer
      /** True where this edit belongs to the undo step before it (typing in insert mode). */
      readonly joins?: boolean
      /** Cut text goes to the kill ring as well. */
      readonly killed?: string
      /** Done afterwards, as if its key had been pressed: `composer:undo`, `composer:submit`, `composer:historyPrevious` … */
      readonly action?: ActionId
    }
