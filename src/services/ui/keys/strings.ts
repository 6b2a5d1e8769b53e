import type { TerminalInput } from "./TerminalInput.ts"

/** The share of the largest number that the digits can say, as 0 to 255. */
const channel = (digits: string): number => Math.round((Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255)

const colour =
  /^(1[01]);(?:rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?|#([\da-f]{2})([\da-f]{2})([\da-f]{2}))$/i

/** What an OSC, DCS or other string of the terminal tells. `opening` is the character behind the escape. */
export const readString = (opening: string, body: string): TerminalInput | undefined => {
  if (opening === "]") {
    const found = colour.exec(body)
    if (found === null) return undefined
    const [red = "0", green = "0", blue = "0"] = found.slice(found[2] === undefined ? 5 : 2)
    return {
      _tag: "Colour",
      which: found[1] === "10" ? "foreground" : "background",
      red: channel(red),
      green: channel(green),
      blue: channel(blue)
    }
  }
  if (opening === "P" && body.startsWith(">|")) {
    return { _tag: "Version", name: body.slice(2, 82).replace(/[^\x20-\x7e]/g, "") }
  }
  return undefined
}
