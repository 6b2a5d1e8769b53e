import type { Buffer } from "../composer/buffer.ts"
import type { Modal } from "../composer/modal.ts"
import type { Key } from "../keys/Key.ts"
import { selectionOf } from "./operate.ts"
import { pressToken } from "./press.ts"
import { tokenOf } from "./token.ts"
import { beginVim, type Vim } from "./Vim.ts"

const labels = { normal: "NORMAL", insert: "INSERT", visual: "VISUAL", visualLine: "V-LINE" } as const

/** Vim over a text with its caret, as the composer's modal editor. */
const modalOf = (vim: Vim, shown: Buffer | undefined): Modal => {
  const typed = vim.pending.join("")
  const selected = shown !== undefined && (vim.mode === "visual" || vim.mode === "visualLine")
  const span = selected ? selectionOf(vim, shown) : undefined
  return {
    label: typed === "" ? labels[vim.mode] : `${labels[vim.mode]} ${typed}`,
    cursor: vim.mode === "insert" ? "bar" : vim.pending.length > 0 ? "underline" : "block",
    selection: span === undefined ? undefined : [span.from, span.to],
    press: (buffer: Buffer, key: Key) => {
      const token = tokenOf(key)
      if (token === undefined) return { _tag: "Passed", modal: modalOf(vim, shown) }
      const { action, buffer: after, joins, killed, taken, vim: next } = pressToken(vim, buffer, token)
      const modal = modalOf(next, after)
      if (!taken) return { _tag: "Passed", modal }
      return {
        _tag: "Taken",
        modal,
        buffer: after,
        joins,
        ...(killed === undefined ? {} : { killed }),
        ...(action === undefined ? {} : { action })
      }
    },
    changed: (buffer: Buffer) => {
      const calm: Vim = { ...vim, pending: [], touched: false, column: undefined }
      // A new prompt begins as a line of a shell does, ready for typing.
      if (buffer.text === "") return modalOf({ ...calm, mode: "insert", recording: undefined, repeat: 1 }, undefined)
      // A selection in a text that is another one now marks nothing that was meant.
      if (calm.mode === "visual" || calm.mode === "visualLine") return modalOf({ ...calm, mode: "normal" }, undefined)
      return modalOf(calm, undefined)
    }
  }
}

/** The composer's vim mode (`editorMode: vim`). It begins ready for typing. */
export const vimMode: Modal = modalOf(beginVim, undefined)
