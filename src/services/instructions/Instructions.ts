import { Context, Effect, FileSystem, Layer, Path } from "effect"
import { printableLine } from "../domain/printable.ts"
import { Paths } from "../settings/Paths.ts"
import { readText } from "../settings/readText.ts"
import { Trust } from "../settings/Trust.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { findImports, putIn } from "./imports.ts"

export interface MemoryFile {
  readonly path: string
  readonly scope: "user" | "project" | "local"
  /** The text with its imports put in. */
  readonly text: string
  /** Files that it imported, in order. */
  readonly imports: ReadonlyArray<string>
}

/** What a project's memory files are called; later ones weigh more. Contract section 5. */
export const memoryNames = ["AGENTS.md", "CODERX.md", "CLAUDE.md", "CLAUDE.local.md"] as const

/** Imports inside imports, counted from the memory file. */
const depthLimit = 5
/** A file of more characters is read, but told: the model pays for it at every first request. */
const longText = 40_000
/** A larger file, in bytes, is not read at all. */
const fileLimit = 262_144
/** All memory together, in characters. */
const wholeLimit = 600_000

interface Walk {
  readonly scope: MemoryFile["scope"]
  readonly imports: Array<string>
}

/** The memory files that apply here. Contract section 5. Read on first use, once. */
export class Instructions extends Context.Service<
  Instructions,
  {
    readonly load: Effect.Effect<{
      /** Farthest first, nearest last: later ones weigh more. */
      readonly files: ReadonlyArray<MemoryFile>
      /** What was skipped and why, in sentences. */
      readonly notices: ReadonlyArray<string>
    }>
  }
>()("coderx/instructions/Instructions") {
  static readonly layer = Layer.effect(
    Instructions,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const paths = yield* Paths
      const trust = yield* Trust
      const workspace = yield* Workspace

      const load = Effect.gen(function* () {
        const notices: Array<string> = []
        /** Real paths that the model has already: nothing is given twice. */
        const given = new Set<string>()
        let total = 0
        const skip = (file: string, reason: string): undefined => {
          notices.push(`${printableLine(file)} ${reason}`)
          return undefined
        }
        const below = (real: string): boolean => {
          const relative = path.relative(trust.folder, real)
          return (
            relative === "" || !(relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
          )
        }

        /** Where a file really is, if it may be read. `owner` is the file that asks for it. */
        const locate = Effect.fnUntraced(function* (
          file: string,
          scope: MemoryFile["scope"],
          name: string,
          explicit: boolean
        ) {
          const target = yield* Effect.orElseSucceed(workspace.resolve(file), () => undefined)
          if (target === undefined) return explicit ? skip(name, "is no path that can be read") : undefined
          if (target.kind === "missing") return explicit ? skip(name, "does not exist") : undefined
          if (scope !== "user" && !trust.trusted && !target.inside && !below(target.real)) {
            return skip(
              name,
              `leads out of the project, to ${printableLine(target.real)}: not read, because this folder is not trusted`
            )
          }
          if (target.protectedRead !== undefined) return skip(name, `is not read: ${target.protectedRead}`)
          if (target.kind !== "file") return explicit ? skip(name, "is not a file") : undefined
          return target.real
        })

        const readOne = Effect.fnUntraced(function* (real: string, name: string) {
          const outcome = yield* readText(real, fileLimit).pipe(Effect.provideService(FileSystem.FileSystem, fs))
          if (outcome === undefined) return undefined
          if (outcome._tag === "Unusable") return skip(name, `was skipped: it ${outcome.reason}`)
          total += outcome.text.length
          if (total > wholeLimit) return skip(name, "was skipped: there is too much memory in all")
          if (outcome.text.length > longText) {
            notices.push(
              `${printableLine(name)} has ${outcome.text.length} characters: shorten it, every session pays for them`
            )
          }
          return outcome.text.replaceAll("\r\n", "\n")
        })

        /** The text of a file with its imports, as deep as they may go. */
        const expand = (file: string, text: string, walk: Walk, chain: ReadonlyArray<string>): Effect.Effect<string> =>
          Effect.gen(function* () {
            const imports = findImports(text)
            const texts = new Map<number, string>()
            for (const { explicit, path: written, start } of imports) {
              const named = written.startsWith("~") ? written : path.resolve(path.dirname(file), written)
              const name = `${file}: the import @${written}`
              const real = yield* locate(named, walk.scope, name, explicit)
              if (real === undefined) continue
              if (chain.includes(real)) {
                skip(name, "goes in a circle")
                continue
              }
              if (given.has(real)) continue
              if (chain.length > depthLimit) {
                skip(name, `is more than ${depthLimit} deep`)
                continue
              }
              const content = yield* readOne(real, name)
              if (content === undefined) continue
              given.add(real)
              walk.imports.push(real)
              texts.set(start, yield* expand(real, content, walk, [...chain, real]))
            }
            return putIn(text, imports, texts)
          })

        const open = Effect.fnUntraced(function* (file: string, scope: MemoryFile["scope"]) {
          const real = yield* locate(file, scope, file, false)
          if (real === undefined || given.has(real)) return undefined
          given.add(real)
          const text = yield* readOne(real, file)
          if (text === undefined || text.trim() === "") return undefined
          const walk: Walk = { scope, imports: [] }
          const whole = yield* expand(real, text, walk, [real])
          return { path: file, scope, text: whole, imports: walk.imports } satisfies MemoryFile
        })

        const relative = path.relative(trust.folder, workspace.cwd)
        const steps = relative === "" || !below(workspace.cwd) ? [] : relative.split(path.sep)
        const directories = [
          trust.folder,
          ...steps.map((_, index) => path.join(trust.folder, ...steps.slice(0, index + 1)))
        ]
        const wanted = [
          { file: path.join(paths.home, "AGENTS.md"), scope: "user" as const },
          ...directories.flatMap((directory) =>
            memoryNames.map((name) => ({
              file: path.join(directory, name),
              scope: name === "CLAUDE.local.md" ? ("local" as const) : ("project" as const)
            }))
          )
        ]
        const there = yield* Effect.filter(wanted, ({ file }) => Effect.orElseSucceed(fs.exists(file), () => true), {
          concurrency: "unbounded"
        })
        const files: Array<MemoryFile> = []
        for (const { file, scope } of there) {
          const one = yield* open(file, scope)
          if (one !== undefined && !files.some(({ text }) => text === one.text)) files.push(one)
        }
        return { files, notices }
      })
      return Instructions.of({ load: yield* Effect.cached(load) })
    })
  )
}
