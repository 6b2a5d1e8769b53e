import { type Key, key } from "./Key.ts"

/** The key that a control character of ASCII stands for; undefined for other characters. */
export const controlKey = (character: string): Key | undefined => {
  const code = character.charCodeAt(0)
  if (character === "\r") return key("enter")
  if (character === "\t") return key("tab")
  if (character === "\u001b") return key("escape")
  if (code === 0x7f) return key("backspace")
  if (code === 0) return key("space", { ctrl: true })
  if (code <= 0x1a) return key(String.fromCharCode(code + 0x60), { ctrl: true })
  if (code <= 0x1f) return key(String.fromCharCode(code + 0x40), { ctrl: true })
  return undefined
}
