import { programOf, type SimpleCommand } from "../shell/simple.ts"
import type { Value } from "../shell/values.ts"
import { type Danger, danger } from "./danger.ts"
import { type Ground, pathOf, type Place, placeOf, withoutStar } from "./places.ts"

const removers = new Set("rm unlink rmdir shred srm wipe trash rmtree ri rd del erase Remove-Item".split(" "))

const targetsOf = (words: ReadonlyArray<Value>): ReadonlyArray<Value> => {
  const dashes = words.findIndex((word) => word.text === "--")
  const before = words.slice(1, dashes < 0 ? undefined : dashes).filter((word) => !word.text.startsWith("-"))
  return dashes < 0 ? before : [...before, ...words.slice(dashes + 1)]
}

const short = (words: ReadonlyArray<Value>, letters: string): boolean =>
  words.some((word) => /^-[A-Za-z]+$/.test(word.text) && [...letters].some((letter) => word.text.includes(letter)))
const long = (words: ReadonlyArray<Value>, pattern: RegExp): boolean => words.some((word) => pattern.test(word.text))

const named: Readonly<Partial<Record<Place, string>>> = {
  root: "the whole file system",
  home: "a home directory",
  project: "the project itself",
  above: "a directory that holds the project",
  system: "system files",
  device: "a device",
  outside: "files outside the project"
}

/** How bad it is that a deletion meets this target. */
const judgeTarget = (
  target: Value,
  recursive: boolean,
  forced: boolean,
  directories: ReadonlyArray<string> | undefined,
  ground: Ground
): Danger | undefined => {
  if (target.unknowns.length > 0 || target.substituted || (!target.exact && !target.glob)) {
    const path = pathOf(target, ["/"])
    if (
      path !== undefined &&
      target.text !== "" &&
      /^(root|home|above|project)$/.test(placeOf(withoutStar(path), ground))
    ) {
      return danger(
        `it deletes ${target.raw}, which may be ${named[placeOf(withoutStar(path), ground)] ?? "anything"}`,
        recursive
      )
    }
    return recursive || forced
      ? danger(`it deletes what ${target.raw} stands for, which may be empty or anything`)
      : undefined
  }
  const whole = /^(\.?\*|\.\[.*|\{.*\})$/.test(target.text.replace(/\\(.)/g, "$1")) ? "." : target.text
  const path = pathOf({ ...target, text: whole }, directories)
  if (path === undefined) return danger("it deletes something in a directory that is not known")
  const stripped = target.glob ? withoutStar(path) : path
  const place = placeOf(stripped, ground)
  if (place === "inside") return /\/\.git(\/|$)/.test(stripped) ? danger("it deletes the repository") : undefined
  const shallow = place === "system" && stripped.split("/").length <= 3
  const grave =
    recursive && (place === "root" || place === "home" || place === "above" || place === "project" || shallow)
  if (!recursive && !target.glob && place === "project") return undefined
  return danger(`it deletes ${named[place] ?? "files"} (${target.raw})`, grave)
}

const windows = (program: string, words: ReadonlyArray<Value>): Danger | undefined => {
  if (!/^(rmdir|rd|del|erase|Remove-Item|ri)$/i.test(program)) return undefined
  return words.some((word) => /^(\/[sqf]|-(recurse|force|r|fo))$/i.test(word.text)) &&
    (/^(Remove-Item|ri)$/i.test(program) || words.some((word) => /^\/[sqf]$/i.test(word.text)))
    ? danger("it deletes without asking")
    : undefined
}

/** `-delete` as an action of find, not as a word of what it runs. */
const findDeletes = (words: ReadonlyArray<Value>): boolean => {
  let running = false
  for (const { text } of words) {
    if (/^-(exec|ok)(dir)?$/.test(text)) running = true
    else if (text === ";" || text === "+") running = false
    else if (text === "-delete" && !running) return true
  }
  return false
}

/** Deleting outside the project, the project itself, in bulk, or what is not known. */
export const deletion = (command: SimpleCommand, ground: Ground): Danger | undefined => {
  const { words, directories } = command
  const program = programOf(words)
  if (program === "find" && findDeletes(words)) {
    const starts = words.slice(
      1,
      words.findIndex((word) => /^[-(!]/.test(word.text))
    )
    const grave = starts.some((start) => /^(root|home|above)$/.test(placeOf(pathOf(start, directories) ?? "", ground)))
    return danger("it deletes everything that it finds", grave)
  }
  if (program === "rsync" && long(words, /^--(delete|remove-source-files)/))
    return danger("it deletes what is not in its source")
  if (program === "tar" && long(words, /^--remove-files/)) return danger("it deletes what it packs")
  if (program === "mv") return movedAway(words, directories, ground)
  if (program === "truncate")
    return targetsOf(words)
      .map((target) => judgeTarget(target, false, true, directories, ground))
      .find((found) => found?.reason.includes("system"))
  const stated = windows(program, words)
  if (stated !== undefined || !removers.has(program)) return stated
  if (program === "shred" || program === "srm" || program === "wipe")
    return danger("it overwrites files so that they cannot be restored")
  const recursive =
    program !== "rmdir" && (short(words, "rR") || long(words, /^--recursive$/) || long(words, /^--r[a-z]*$/))
  const forced = short(words, "f") || long(words, /^--f[a-z]*$/)
  if (command.open) return danger("it deletes whatever its input names")
  const found = targetsOf(words).flatMap((target) => judgeTarget(target, recursive, forced, directories, ground) ?? [])
  return found.find((one) => one.level === "catastrophic") ?? found[0]
}

const movedAway = (
  words: ReadonlyArray<Value>,
  directories: ReadonlyArray<string> | undefined,
  ground: Ground
): Danger | undefined => {
  const targets = targetsOf(words)
  if (targets.at(-1)?.text === "/dev/null") return danger("it moves files to where they are lost")
  for (const target of targets.slice(0, -1)) {
    const path = pathOf(target, directories)
    if (path === undefined) continue
    const place = placeOf(withoutStar(path), ground)
    if (/^(root|home|project|above|system)$/.test(place)) return danger(`it moves ${named[place] ?? "files"} away`)
    if (/\/\.git$/.test(path)) return danger("it moves the repository away")
  }
  return undefined
}
