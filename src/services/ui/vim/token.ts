import type { Key } from "../keys/Key.ts"

/**
 * A key as vim's own documentation writes it: what it types (`d`, `"`, a blank), `<C-r>` with control, `<Esc>`-like names in
 * small letters for the others. Undefined for keys with alt or super, which mean nothing here.
 */
export const tokenOf = (key: Key): string | undefined => {
  if (key.alt || key.super) return undefined
  if (key.ctrl) return `<C-${key.name}>`
  return key.text ?? `<${key.name}>`
}

/** Whether a token is text, as it is typed in insert mode. */
export const isText = (token: string): boolean => !/^<[\w-]{2,}>$/.test(token)
