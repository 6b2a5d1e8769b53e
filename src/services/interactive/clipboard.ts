import * as Base64 from "effect/encoding/Base64"

/** OSC 52: the terminal puts a text into the user's clipboard, also over ssh. */
export const clipboard = (text: string): string => `\u001b]52;c;${Base64.encode(new TextEncoder().encode(text))}\u0007`
