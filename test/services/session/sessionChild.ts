import { writeSync } from "node:fs"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { Effect, Layer } from "effect"
import { Sessions } from "../../../src/services/session/Sessions.ts"
import { input, reply, sessionsLayer } from "./sessionsWorld.ts"

/**
 * A process of its own that writes a session with the production code, for tests that kill it. What it prints it prints
 * at once, so that the parent has it even if the process dies right after.
 *
 *     node sessionChild.mjs HOME CWD ID flood   appends records of many sizes for ever, printing the id of each that was acknowledged
 *     node sessionChild.mjs HOME CWD ID hold    resumes the session, prints "held" or the error, keeps it until stdin ends
 *     node sessionChild.mjs HOME CWD ID turns   takes the session in turns with others: appends `enter PID`, waits, appends `exit PID`
 */
const [home = "", cwd = "", id = "", mode = ""] = process.argv.slice(2)
const say = (line: string) => Effect.sync(() => writeSync(1, `${line}\n`))

const unique = (count: number) => `${process.pid}-${count}`

const flood = Effect.gen(function* () {
  const session = yield* Effect.flatMap(Sessions, (sessions) => sessions.resume(id))
  yield* say("ready")
  for (let count = 0; ; count++) {
    const text = "x".repeat(count % 7 === 0 ? 300_000 : (count * 37) % 3000)
    const record = { ...(count % 5 === 0 ? input(text) : reply(`é${text}`)), id: unique(count) }
    yield* session.append(record)
    yield* say(record.id)
  }
})

const hold = Effect.gen(function* () {
  yield* Effect.flatMap(Sessions, (sessions) => sessions.resume(id))
  yield* say("held")
  yield* Effect.callback<void>((resume) => {
    process.stdin.resume().on("end", () => resume(Effect.void))
  })
}).pipe(Effect.catch((error) => say(`${error._tag}: ${error.message}`)))

const turns = Effect.forever(
  Effect.gen(function* () {
    const session = yield* Effect.flatMap(Sessions, (sessions) => sessions.resume(id))
    yield* session.append({ ...input(`enter ${process.pid}`), id: unique(0) })
    yield* Effect.sleep(3)
    yield* session.append({ ...input(`exit ${process.pid}`), id: unique(1) })
    yield* say("turn")
  }).pipe(
    Effect.scoped,
    Effect.catchTag("SessionLocked", () => Effect.void),
    Effect.andThen(Effect.sleep(1))
  )
)

const program = { flood, hold, turns }[mode] ?? say(`no mode ${mode}`)

await Effect.runPromise(
  program.pipe(
    Effect.scoped,
    Effect.provide(
      sessionsLayer({ home, cwd, pid: process.pid }).pipe(
        Layer.provideMerge(nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath))))
      )
    )
  )
)
