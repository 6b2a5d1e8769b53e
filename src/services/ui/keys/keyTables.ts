/**
 * How terminals name keys. Sources: xterm's ctlseqs ("PC-Style Function Keys"), the kitty keyboard protocol ("Functional key
 * definitions"), and rxvt's and the Linux console's own ways.
 */

/** `CSI letter` and `SS3 letter`. */
export const letterKeys: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  E: "begin",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4"
}

/** `CSI number ~`. */
export const numberKeys: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
  25: "f13",
  26: "f14",
  28: "f15",
  29: "menu",
  31: "f17",
  32: "f18",
  33: "f19",
  34: "f20"
}

/** The Linux console: `CSI [ letter`. */
export const consoleKeys: Readonly<Record<string, string>> = { A: "f1", B: "f2", C: "f3", D: "f4", E: "f5" }

/** `SS3 letter` of the keypad in application mode: what it types. */
export const keypadText: Readonly<Record<string, string>> = {
  " ": " ",
  X: "=",
  j: "*",
  k: "+",
  l: ",",
  m: "-",
  n: ".",
  o: "/",
  p: "0",
  q: "1",
  r: "2",
  s: "3",
  t: "4",
  u: "5",
  v: "6",
  w: "7",
  x: "8",
  y: "9"
}

/** Code points that are a key with a name, in `CSI code u` and `CSI 27 ; modifiers ; code ~`. */
export const codeKeys: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  27: "escape",
  32: "space",
  127: "backspace",
  57361: "print",
  57362: "pause",
  57363: "menu",
  57414: "enter",
  57417: "left",
  57418: "right",
  57419: "up",
  57420: "down",
  57421: "pageup",
  57422: "pagedown",
  57423: "home",
  57424: "end",
  57425: "insert",
  57426: "delete",
  57427: "begin"
}

/** What a key of the private range types: the keypad of the kitty protocol. */
const keypad = "0123456789./*-+"
export const keypadCharacter = (code: number): string | undefined => {
  if (code >= 57399 && code < 57399 + keypad.length) return keypad[code - 57399]
  return code === 57415 ? "=" : code === 57416 ? "," : undefined
}

/** Function keys of the private range: F13 to F35. */
export const functionKey = (code: number): string | undefined =>
  code >= 57376 && code <= 57398 ? `f${code - 57376 + 13}` : undefined

/** Locks, media keys and the modifiers themselves: nothing that is bound or typed. */
export const isSilent = (code: number): boolean => code >= 57344 && code <= 63743
