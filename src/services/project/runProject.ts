import { Console, Effect, Path, Stdio, Stream } from "effect"
import { printableJson, printableLine } from "../domain/printable.ts"
import { Trust } from "../settings/Trust.ts"
import { outputBuffer } from "../workspace/outputBuffer.ts"
import { Shell } from "../workspace/Shell.ts"
import { choose, shellLine, type Wanted } from "./choose.ts"
import { type Found, isFromRepository } from "./detection.ts"
import { CommandFailed, CommandUnknown, CommandUntrusted, PlaceOutside } from "./errors.ts"
import { type Known, Project } from "./Project.ts"
import { detectionJson, detectionText, reportJson } from "./report.ts"

export interface RunRequest {
  /** A file or directory of the project; undefined for the working directory. */
  readonly path: string | undefined
  /** Say what was found, and run nothing. */
  readonly detect: boolean
  readonly json: boolean
}

/** Bytes of the output that are kept for reading: its beginning and its end. */
const kept = { head: 2_000_000, tail: 6_000_000 }
/** The user looks on and can interrupt: a day is only a limit against what is forgotten. */
const timeoutMs = 86_400_000

/** The command that is allowed to run, and where. */
const allowed = Effect.fnUntraced(function* (wanted: Wanted, { detection, file, top }: Known) {
  const path = yield* Path.Path
  const trust = yield* Trust
  const root = path.join(top, detection.root)
  const name = file === undefined ? undefined : path.relative(root, file).split(path.sep).join("/")
  const found = choose(detection, wanted, name)
  const members = detection.members.map((member) => path.join(root, member))
  if (found === undefined) return yield* new CommandUnknown({ wanted, directory: root, members })
  const directory = path.join(top, found.directory)
  const inside = directory === trust.folder || directory.startsWith(trust.folder + path.sep)
  if (!inside) return yield* new PlaceOutside({ wanted, directory })
  const { command, file: from } = found
  if (isFromRepository(found) && !trust.trusted) return yield* new CommandUntrusted({ wanted, command, file: from })
  return { found, directory }
})

/** Runs it with its output on stderr as it comes, and reads what it said. */
const execute = Effect.fnUntraced(function* (found: Found, directory: string) {
  const shell = yield* Shell
  const stdio = yield* Stdio.Stdio
  yield* Console.error(
    `coderx: ${printableLine(found.command)} (${printableLine(found.file)}) in ${printableLine(directory)}`
  )
  const output = outputBuffer(kept.head, kept.tail)
  const onBytes = (bytes: Uint8Array) => {
    output.push(bytes)
    return Effect.ignore(Stream.run(Stream.make(bytes), stdio.stderr()))
  }
  const result = yield* shell.run(shellLine(found, directory), { timeoutMs, onBytes })
  const { readOutput } = yield* Effect.promise(() => import("./output/readOutput.ts"))
  const text = output.text((bytes) => `[${bytes} bytes left out]`)
  const cut = output.size() > kept.head + kept.tail
  return { result, report: readOutput({ text, directory, cut }) }
})

/**
 * `coderx test|lint|build`: says what was found, or runs it and prints what it said.
 * @returns nothing; fails with `CommandFailed` where the command did
 */
export const runProject = Effect.fn("runProject")(function* (wanted: Wanted, request: RunRequest) {
  const known = yield* (yield* Project).detect(request.path)
  if (request.detect) {
    const { detection, top } = known
    const json = () => printableJson(detectionJson(detection, top))
    yield* Console.log(request.json ? json() : detectionText(detection, top))
    return
  }
  const { directory, found } = yield* allowed(wanted, known)
  const { report, result } = yield* execute(found, directory)
  const { summaryForUser } = yield* Effect.promise(() => import("./output/summary.ts"))
  const unread = `exit code ${result.exitCode}; what it wrote has no form that is known`
  const said = report === undefined ? `${printableLine(found.command)}: ${unread}` : summaryForUser(report)
  const ran = { command: found.command, directory, source: found.source, exit_code: result.exitCode }
  yield* Console.log(request.json ? printableJson({ ...ran, ...reportJson(report) }) : said)
  if (result.exitCode === 0) return
  const { exitCode, signal } = result
  return yield* new CommandFailed({ command: found.command, exitCode, ...(signal === undefined ? {} : { signal }) })
})
