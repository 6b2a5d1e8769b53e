import { programOf, type SimpleCommand } from "../shell/simple.ts"
import { type Danger, danger } from "./danger.ts"
import { type Ground, pathOf, type Place, placeOf, withoutStar } from "./places.ts"

const changers = /^(chmod|chown|chgrp|setfacl)$/

const named: Readonly<Partial<Record<Place, string>>> = {
  root: "the whole file system",
  home: "a home directory",
  above: "a directory that holds the project",
  system: "system files",
  device: "a device"
}

/** `777`, `0666`, `a+w`, `o=rw`: everybody may write then. */
const worldWritable = /^([0-7]?[0-7]{2}[2367]|([ugo]*[ao][ugo]*)?[+=][rxXst]*w\S*|\S*,[ugo]*[ao][ugo]*[+=]\S*w\S*)$/

/** Changes of rights at the root, at home or above the project; and whole trees that everybody may write to. */
export const rights = (command: SimpleCommand, ground: Ground): Danger | undefined => {
  const { directories, words } = command
  if (!changers.test(programOf(words))) return undefined
  const operands = words.slice(1).filter(({ text }) => !text.startsWith("-"))
  const recursive = words.some(({ text }) => /^(-[a-zA-Z]*R[a-zA-Z]*|--recursive)$/.test(text))
  for (const target of operands.slice(1)) {
    const path = pathOf(target, directories)
    const place = path === undefined ? "unknown" : placeOf(withoutStar(path), ground)
    const what = named[place]
    if (what !== undefined) return danger(`it changes the rights of ${what}`, place !== "above" || recursive)
  }
  return recursive && worldWritable.test(operands[0]?.text ?? "")
    ? danger("it lets everybody write to a whole directory")
    : undefined
}
