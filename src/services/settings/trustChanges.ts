import { Effect, Path, Predicate } from "effect"
import { printableJson, printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { Approvals, type ReviewedItem } from "./Approvals.ts"
import { masked } from "./masked.ts"
import { Trust } from "./Trust.ts"

/** What `coderx trust` changed, with every item of the project that may run from here on. */
export interface TrustChange {
  readonly folder: string
  readonly trusted: boolean
  readonly changed: boolean
  readonly items: ReadonlyArray<ReviewedItem>
}

/** Trusts the folder that a directory belongs to, and all that would run in it as it is now: the user was shown it. */
export const trustFolder = Effect.fn("trustFolder")(function* (directory: string) {
  const trust = yield* Trust
  const approvals = yield* Approvals
  const { changed, folder } = yield* trust.change(directory, "trusted")
  const items = yield* approvals.review(folder)
  const asking = items.filter(({ state }) => state !== "approved")
  yield* approvals.approve(folder, asking.length === 0 ? [] : items)
  return { folder, trusted: true, changed: changed || asking.length > 0, items } satisfies TrustChange
})

/** Trusts it no longer; what was approved in it is forgotten. */
export const distrustFolder = Effect.fn("distrustFolder")(function* (directory: string) {
  const trust = yield* Trust
  const { changed, folder } = yield* trust.change(directory, "untrusted")
  yield* (yield* Approvals).forget(folder)
  return { folder, trusted: false, changed, items: [] } satisfies TrustChange
})

/** The items of the folder that a directory belongs to, and whether it is trusted. */
export const reviewFolder = Effect.fn("reviewFolder")(function* (directory: string) {
  const path = yield* Path.Path
  const { cwd } = yield* Host
  const { folder, folders } = yield* Effect.all({
    folder: Effect.flatMap(Trust, (trust) => trust.folderOf(path.resolve(cwd, directory))),
    folders: Effect.flatMap(Trust, (trust) => trust.folders)
  })
  const items = yield* (yield* Approvals).review(folder)
  return { folder, trusted: folders.some((one) => one.folder === folder), items }
})

/** Approves the named items of this folder as they are now; gives back those that there are. */
export const approveItems = Effect.fn("approveItems")(function* (names: ReadonlyArray<string>) {
  const { folder, items } = yield* reviewFolder(".")
  const chosen = items.filter(({ name }) => names.includes(name))
  yield* (yield* Approvals).approve(folder, chosen)
  return { folder, items: chosen.map((item): ReviewedItem => ({ ...item, state: "approved" })) }
})

/** Takes back the yes for the named items of this folder. */
export const forgetItems = Effect.fn("forgetItems")(function* (names: ReadonlyArray<string>) {
  const { folder, items } = yield* reviewFolder(".")
  yield* (yield* Approvals).forget(folder, names)
  return { folder, items: items.filter(({ name }) => names.includes(name)) }
})

/** What an item does, in one line: a setting's value without its secrets, the lines of a file that run something. */
export const itemText = ({ name, value }: Pick<ReviewedItem, "name" | "value">): string => {
  if (Predicate.isString(value) && name.endsWith(".md")) {
    const runs = [...value.matchAll(/!`([^`]+)`|^!\s*(\S.*)$/gm)].map((found) => found[1] ?? found[2] ?? "")
    const rules = /^(?:allowed-tools|allowedTools)\s*:\s*(.+)$/m.exec(value)?.[1]
    return printableLine(
      [...runs.map((run) => `runs ${run}`), ...(rules === undefined ? [] : [`allows ${rules}`])].join("; ")
    )
  }
  return printableJson(masked(name.slice(name.lastIndexOf(".") + 1), value))
}

/** An item as `trust review` and JSON show it. */
export const shownItem = (item: ReviewedItem) => ({
  name: item.name,
  file: item.file,
  does: itemText(item),
  state: item.state,
  ...(item.since === undefined ? {} : { since: item.since })
})

const states = { approved: "allowed", changed: "CHANGED", new: "new" } as const

/** One line an item. */
export const itemsText = (items: ReadonlyArray<ReviewedItem>): string =>
  items
    .map(
      (item) =>
        `  ${states[item.state].padEnd(8)} ${printableLine(item.name)}: ${itemText(item)}  (${printableLine(item.file)})`
    )
    .join("\n")
