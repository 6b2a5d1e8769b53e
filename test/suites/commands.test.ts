import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { execFileSync } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, Layer } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import type { Verdict } from "../../src/services/permission/Permission.ts"
import { permissionLayer, verdict } from "../services/permission/permissionWorld.ts"

interface Row {
  readonly id: string
  readonly command: string
  readonly expect: "safe-readonly" | "needs-approval" | "dangerous"
  readonly tier?: "core" | "extended"
  readonly accept?: ReadonlyArray<string>
  readonly platform?: string
  readonly context?: {
    readonly git_config?: Readonly<Record<string, string>>
    readonly path_prepend?: string
    readonly symlinks?: Readonly<Record<string, string>>
    readonly fifo?: string
  }
}

const rows: ReadonlyArray<Row> = readFileSync(join(import.meta.dirname, "../data/commands.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))

const base = mkdtempSync(join(tmpdir(), "coderx-commands-"))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** A project as a row describes it; the rows themselves are never run. */
const projectFor = (name: string, context: Row["context"]): { readonly cwd: string; readonly path: string } => {
  const cwd = join(base, name)
  mkdirSync(join(cwd, "src"), { recursive: true })
  mkdirSync(join(cwd, ".git"))
  const sections = Object.entries(context?.git_config ?? {}).map(([key, value]) => {
    const parts = key.split(".")
    const middle = parts.slice(1, -1).join(".")
    return `[${parts[0]}${middle === "" ? "" : ` "${middle}"`}]\n\t${parts.at(-1)} = ${value}\n`
  })
  writeFileSync(join(cwd, ".git", "config"), `[core]\n\tbare = false\n${sections.join("")}`)
  for (const file of ["README.md", "a.txt", "src/index.ts", "package.json"]) writeFileSync(join(cwd, file), "x\n")
  for (const [link, to] of Object.entries(context?.symlinks ?? {})) symlinkSync(to, join(cwd, link))
  if (context?.fifo !== undefined) execFileSync("mkfifo", [join(cwd, context.fifo)])
  const prepend = context?.path_prepend?.replace("{WS}", cwd)
  if (prepend !== undefined) {
    mkdirSync(prepend, { recursive: true })
    for (const program of ["rg", "node"]) writeFileSync(join(prepend, program), "", { mode: 0o755 })
  }
  return { cwd, path: prepend === undefined ? "/usr/bin:/bin" : `${prepend}:/usr/bin:/bin` }
}

const judge = (place: ReturnType<typeof projectFor>, commands: ReadonlyArray<string>) =>
  Effect.runPromise(
    Effect.forEach(commands, verdict).pipe(
      Effect.provide(
        Layer.provide(
          permissionLayer({
            cwd: place.cwd,
            home: join(base, "home"),
            env: { PATH: place.path },
            answer: () => Effect.succeed({ _tag: "Refused", message: "no", interrupt: false })
          }),
          NodeFileSystem.layer
        )
      )
    )
  )

const judgeAll = async (): Promise<ReadonlyMap<string, Verdict>> => {
  const found = new Map<string, Verdict>()
  const plain = rows.filter((row) => row.context === undefined)
  const verdicts = await judge(
    projectFor("plain", undefined),
    plain.map((row) => row.command)
  )
  plain.forEach((row, i) => {
    const one = verdicts[i]
    if (one !== undefined) found.set(row.id, one)
  })
  for (const row of rows) {
    if (row.context === undefined) continue
    const [one] = await judge(projectFor(row.id, row.context), [row.command])
    if (one !== undefined) found.set(row.id, one)
  }
  return found
}

const accepts = (row: Row, kind: string): boolean => row.expect === kind || row.accept?.includes(kind) === true
const shown = (list: ReadonlyArray<Row>): ReadonlyArray<string> =>
  list.map((row) => `${row.id} ${row.command.slice(0, 120)}`)

describe("the corpus of commands", async () => {
  const verdicts = await judgeAll()
  const kind = (row: Row) => verdicts.get(row.id)?.class
  const allowed = (row: Row) => verdicts.get(row.id)?.decision === "allow"
  const safe = rows.filter((row) => row.expect === "safe-readonly")
  const posix = safe.filter((row) => row.platform !== "windows")
  const core = posix.filter((row) => row.tier === "core")
  const extended = posix.filter((row) => row.tier === "extended")
  const guarded = rows.filter((row) => !accepts(row, "safe-readonly"))
  const strict = rows.filter((row) => row.expect === "dangerous" && !accepts(row, "needs-approval"))
  const approved = guarded.filter(allowed)
  const missed = strict.filter((row) => kind(row) !== "dangerous")

  it("is whole", () => {
    const asked = {
      core: core.filter((row) => !allowed(row)).length,
      extended: extended.filter((row) => !allowed(row)).length
    }
    const over = rows.filter((row) => kind(row) === "dangerous" && !accepts(row, "dangerous"))
    process.stderr.write(
      `commands.jsonl: ${rows.length} rows · approved unasked ${approved.length} of ${guarded.length} · core asked ${asked.core} of ${core.length} · extended asked ${asked.extended} of ${extended.length} · dangerous seen ${strict.length - missed.length} of ${strict.length} · called dangerous without need ${over.length}\n`
    )
    expect(verdicts.size).toBe(rows.length)
    expect(rows.length).toBeGreaterThanOrEqual(806)
  })

  it("approves nothing that needs a question", () => {
    expect(shown(approved)).toEqual([])
  })

  it("recognises everything that is dangerous", () => {
    expect(shown(missed)).toEqual([])
  })

  it("calls nothing safe dangerous", () => {
    expect(shown(safe.filter((row) => kind(row) === "dangerous"))).toEqual([])
  })

  it("asks about at most one in fifty of the everyday commands, and a third of the rarer ones", () => {
    expect(shown(core.filter((row) => !allowed(row))).length).toBeLessThanOrEqual(core.length / 50)
    expect(shown(extended.filter((row) => !allowed(row))).length).toBeLessThanOrEqual(extended.length / 3)
  })
})
