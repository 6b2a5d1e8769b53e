import { DateTime, Effect, FileSystem, Option, Path } from "effect"
import { printableLine } from "../domain/printable.ts"
import { Paths } from "../settings/Paths.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { hasPathSegments, idOfFile, isSessionId, projectDirectory, sessionFile } from "./project.ts"
import { SessionNotFound, SessionRefused } from "./sessionErrors.ts"
import { type FileFacts, headBytes, type SessionSummary, summarize, summarizeEnds, tailBytes } from "./summary.ts"
import { readTranscript, type Transcript } from "./transcript.ts"
import { type Spent, spendingKinds, spentIn } from "./usage.ts"

/** Files that are looked into at the same time. */
const concurrency = 8
/** Sessions that an error names. */
const shown = 8

/** Refuses by name what could leave the directory, or is of a format that this version cannot read. */
export const refused = (wanted: string, message: string) => new SessionRefused({ wanted, message })

/** The reading side of the session files: where they lie, which there are, what they hold. Writes nothing. */
export const makeStore = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const paths = yield* Paths
  const workspace = yield* Workspace

  /** Real path of the project, and the directory of its sessions. */
  const project = yield* Effect.cached(
    Effect.map(
      Effect.orElseSucceed(fs.realPath(workspace.projectRoot), () => workspace.projectRoot),
      (root) => ({
        root,
        directory: path.join(paths.sessions, projectDirectory(root))
      })
    )
  )

  /** Names in a directory; none where there is no such directory, or it is a file. */
  const namesIn = (directory: string) =>
    fs
      .readDirectory(directory)
      .pipe(
        Effect.catch((error) =>
          error.reason._tag === "NotFound" || error.reason._tag === "BadResource"
            ? Effect.succeed<ReadonlyArray<string>>([])
            : Effect.as(Effect.logWarning(`Sessions could not be looked for: ${error.message}`), [])
        )
      )

  const directories = Effect.gen(function* () {
    const { directory } = yield* project
    const names = (yield* namesIn(paths.sessions)).toSorted()
    const all = names.map((name) => path.join(paths.sessions, name))
    return [directory, ...all.filter((other) => other !== directory)]
  })

  const factsOf = Effect.fnUntraced(function* (directory: string, id: string) {
    const file = path.join(directory, sessionFile(id))
    const info = yield* Effect.option(fs.stat(file))
    if (Option.isNone(info) || info.value.type !== "File") return undefined
    const millis = Option.match(info.value.mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
    const modifiedAt = DateTime.formatIso(DateTime.makeUnsafe(millis))
    return { id, path: file, directory, modifiedAt, millis, size: Number(info.value.size) }
  })

  /** Files of sessions in a directory, newest first. */
  const filesIn = Effect.fnUntraced(function* (directory: string) {
    const ids = (yield* namesIn(directory)).flatMap((name) => idOfFile(name) ?? [])
    const found = yield* Effect.forEach(ids, (id) => factsOf(directory, id), { concurrency })
    return found.flatMap((facts) => facts ?? []).sort((left, right) => right.millis - left.millis)
  })
  type Found = Effect.Success<ReturnType<typeof filesIn>>[number]

  const readEnds = Effect.fnUntraced(function* (file: Found) {
    const handle = yield* fs.open(file.path)
    const read = (size: number, position: number) =>
      Effect.map(
        handle.readAlloc(size, { position: BigInt(position) }),
        Option.getOrElse(() => new Uint8Array())
      )
    return summarizeEnds(file, yield* read(headBytes, 0), yield* read(tailBytes, file.size - tailBytes))
  }, Effect.scoped)

  /** Undefined for a file that cannot be read, or that a newer version wrote. */
  const summaryOf = Effect.fnUntraced(
    function* (file: Found) {
      const short = file.size <= headBytes + tailBytes ? undefined : yield* readEnds(file)
      if (short !== undefined) return short
      const transcript = readTranscript(yield* fs.readFile(file.path))
      return transcript.newerVersion === undefined ? summarize(file, transcript.records) : undefined
    },
    Effect.tapError((error) => Effect.logWarning(`A session file could not be read: ${error.message}`)),
    Effect.orElseSucceed(() => undefined)
  )

  const summaries = Effect.fnUntraced(function* (files: ReadonlyArray<Found>) {
    const found = yield* Effect.forEach(files, summaryOf, { concurrency })
    return found.flatMap((summary) => summary ?? [])
  })

  const filesOf = Effect.fnUntraced(function* (allProjects: boolean) {
    const where = allProjects ? yield* directories : [(yield* project).directory]
    return (yield* Effect.forEach(where, filesIn, { concurrency: 2 })).flat()
  })

  const list = Effect.fnUntraced(function* (allProjects: boolean) {
    const found = yield* summaries(yield* filesOf(allProjects))
    return found.sort((left, right) => right.updatedAt.localeCompare(left.updatedAt))
  })

  /** The newest session of this project that holds an input. */
  const latest = Effect.gen(function* () {
    for (const file of yield* filesOf(false)) {
      const summary = yield* summaryOf(file)
      if (summary !== undefined && summary.title !== "") return summary
    }
    return undefined
  })

  const ambiguous = Effect.fnUntraced(function* (wanted: string, candidates: ReadonlyArray<SessionSummary>) {
    const lines = candidates
      .slice(0, shown)
      .map((one) => `  ${one.id}  ${one.updatedAt.slice(0, 16)}  ${printableLine(one.title)}`)
    const more = candidates.length > shown ? [`  and ${candidates.length - shown} more`] : []
    const message = `"${printableLine(wanted)}" means ${candidates.length} sessions. Give more of the id:\n${[...lines, ...more].join("\n")}`
    return yield* new SessionNotFound({ wanted, message })
  })

  const search = Effect.fnUntraced(function* (wanted: string, files: ReadonlyArray<Found>) {
    const byPrefix = isSessionId(wanted) ? files.filter((file) => file.id.startsWith(wanted)) : []
    if (byPrefix.length === 1) return byPrefix[0]
    if (byPrefix.length > 1) return yield* ambiguous(wanted, yield* summaries(byPrefix))
    const words = wanted.toLowerCase()
    const titled = (yield* summaries(files)).filter((one) => one.title.toLowerCase().includes(words))
    const same = titled.filter((one) => one.title.toLowerCase() === words)
    const hits = same.length === 1 ? same : titled
    if (hits.length > 1) return yield* ambiguous(wanted, hits)
    return files.find((file) => file.path === hits[0]?.path)
  })

  /** The file that an id, the beginning of one, or words of a title mean; this project's come first. */
  const find = Effect.fnUntraced(function* (wanted: string) {
    if (wanted.trim() === "" || hasPathSegments(wanted)) {
      return yield* refused(
        wanted,
        `"${printableLine(wanted)}" cannot be the id of a session: an id has letters, digits, - and _ only.`
      )
    }
    if (isSessionId(wanted)) {
      for (const directory of yield* directories) {
        const exact = yield* factsOf(directory, wanted)
        if (exact !== undefined) return exact
      }
    }
    const here = yield* filesOf(false)
    const found = (yield* search(wanted, here)) ?? (yield* search(wanted, yield* filesOf(true)))
    if (found !== undefined) return found
    const message = `There is no session "${printableLine(wanted)}". \`coderx session list --all\` shows those there are.`
    return yield* new SessionNotFound({ wanted, message })
  })

  /** All of a file. */
  const load = Effect.fnUntraced(function* (file: FileFacts) {
    const bytes = yield* Effect.mapError(fs.readFile(file.path), (error) =>
      refused(file.id, `The session file ${file.path} cannot be read: ${error.message}`)
    )
    const transcript: Transcript = readTranscript(bytes)
    if (transcript.newerVersion === undefined) return transcript
    return yield* refused(
      file.id,
      `The session ${file.id} is in format ${transcript.newerVersion}, which this version of Coder-X cannot read. It was left as it is; update Coder-X to go on with it.`
    )
  })

  /** What the files changed since an instant (milliseconds) spent, in all projects. What cannot be read counts as nothing. */
  const spending = Effect.fnUntraced(function* (since: number) {
    const files = (yield* filesOf(true)).filter((file) => file.millis >= since)
    const spentBy = (file: Found) =>
      fs.readFile(file.path).pipe(
        Effect.map((bytes) => spentIn(readTranscript(bytes, spendingKinds).records)),
        Effect.tapError((error) => Effect.logWarning(`A session file could not be read: ${error.message}`)),
        Effect.orElseSucceed((): ReadonlyArray<Spent> => [])
      )
    return (yield* Effect.forEach(files, spentBy, { concurrency: 2 })).flat()
  })

  return { project, list, latest, find, factsOf, load, spending }
})
