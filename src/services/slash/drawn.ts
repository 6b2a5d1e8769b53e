import { sanitise } from "../ui/text/sanitise.ts"
import { chop } from "../ui/text/wrap.ts"
import type { Said } from "./SlashOutcome.ts"

/** Text that is laid out already (tables, findings) as an outcome: shown as it is, cut where the screen ends. */
export const plain = (text: string): Said => ({
  _tag: "Said",
  markdown: "",
  text,
  draw: ({ width }) =>
    sanitise(text)
      .split("\n")
      .flatMap((line) => (line === "" ? [""] : chop(line, Math.max(1, width))))
})

export const said = (markdown: string): Said => ({ _tag: "Said", markdown })

/** Lines that are drawn for the room there is. */
export const drawn = (draw: NonNullable<Said["draw"]>): Said => ({ _tag: "Said", markdown: "", draw })
