import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import pty from "@lydell/node-pty"
import xterm from "@xterm/headless"

export const launcher = new URL("../../bin/coderx.cjs", import.meta.url).pathname

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A home and a project of their own, gone at the end. */
export const makePlace = () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "coderx-shell-")))
  const [home, project] = [join(root, "home"), join(root, "project")]
  for (const directory of [home, project]) mkdirSync(directory)
  const put = (path: string, content: string) => {
    const file = join(project, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }
  return { root, home, project, put, remove: () => rmSync(root, { recursive: true, force: true }) }
}
export type Place = ReturnType<typeof makePlace>

/** Runs a program in a pseudo-terminal, with a terminal in memory that shows what it writes and answers what it asks. */
export const openTerminal = (
  file: string,
  argv: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly size?: Size }
) => {
  const { columns, rows } = options.size ?? { columns: 80, rows: 24 }
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true })
  const child = pty.spawn(file, [...argv], {
    cols: columns,
    rows,
    name: options.env["TERM"] ?? "xterm-256color",
    cwd: options.cwd,
    env: { ...options.env }
  })
  let written = ""
  let bytes = 0
  let exit: { readonly code: number; readonly signal: number | undefined } | undefined
  let parsed = Promise.resolve()
  child.onData((data) => {
    written += data
    bytes += Buffer.byteLength(data)
    parsed = new Promise((done) => screen.write(data, done))
  })
  screen.onData((reply) => child.write(reply))
  const ended = new Promise<{ readonly code: number; readonly signal: number | undefined }>((done) => {
    child.onExit(({ exitCode, signal }) => {
      exit = { code: exitCode, signal: signal === 0 ? undefined : signal }
      done(exit)
    })
  })

  const linesFrom = (first: number): ReadonlyArray<string> => {
    const { active } = screen.buffer
    const lines: Array<string> = []
    for (let at = first; at < active.length; at++) {
      const line = active.getLine(at)
      const text = line?.translateToString(true) ?? ""
      if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += text
      else lines.push(text)
    }
    while (lines.at(-1) === "") lines.pop()
    return lines
  }

  const terminal = {
    child,
    screen,
    ended,
    /** Rows that are seen. */
    rows: () => linesFrom(screen.buffer.active.baseY),
    /** All rows, those in the scrollback too; wrapped ones joined. */
    all: () => linesFrom(0),
    text: () => linesFrom(0).join("\n"),
    written: () => written,
    bytes: () => bytes,
    exit: () => exit,
    type: (keys: string) => child.write(keys),
    resize: (size: Size) => {
      screen.resize(size.columns, size.rows)
      child.resize(size.columns, size.rows)
    },
    /** Waits until the screen holds this; tells what it held where it does not come. */
    sees: async (wanted: string | RegExp, limit = 15_000): Promise<void> => {
      const end = Date.now() + limit
      const holds = () => (typeof wanted === "string" ? terminal.text().includes(wanted) : wanted.test(terminal.text()))
      while (!holds()) {
        if (Date.now() > end) throw new Error(`never saw ${String(wanted)}:\n${terminal.text()}`)
        await new Promise((done) => setTimeout(done, 10))
        await parsed
      }
    },
    /** Waits until nothing was written for a while. */
    quiet: async (ms = 150): Promise<void> => {
      let before = -1
      while (before !== bytes) {
        before = bytes
        await new Promise((done) => setTimeout(done, ms))
      }
      await parsed
    },
    kill: (signal?: string) => {
      if (exit === undefined) child.kill(signal)
    },
    close: async () => {
      if (exit === undefined) child.kill("SIGKILL")
      await ended
      screen.dispose()
    }
  }
  return terminal
}
export type ShellTerminal = ReturnType<typeof openTerminal>

/** The environment of a user of this place: nothing of who runs the tests. */
export const userEnv = (place: Place, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  HOME: place.home,
  TMPDIR: place.root,
  TERM: "xterm-256color",
  TERM_PROGRAM: "vscode",
  LANG: "C.UTF-8",
  ...more
})

/** Starts the built program. */
export const openShell = (
  place: Place,
  argv: ReadonlyArray<string> = [],
  options: { readonly env?: Readonly<Record<string, string>>; readonly size?: Size } = {}
) =>
  openTerminal(process.execPath, [launcher, ...argv], {
    cwd: place.project,
    env: userEnv(place, options.env),
    ...(options.size === undefined ? {} : { size: options.size })
  })
