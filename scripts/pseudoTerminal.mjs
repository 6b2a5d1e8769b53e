// A program in a pseudo-terminal, with a terminal in memory that shows what it writes and answers what it asks. For the
// pictures and the bench of the shell.
import fs from "node:fs"
import process from "node:process"
import pty from "@lydell/node-pty"
import xterm from "@xterm/headless"

export const pause = (ms) => new Promise((done) => setTimeout(done, ms))
/** Milliseconds since 1970, with fractions. */
export const now = () => performance.timeOrigin + performance.now()

/**
 * Starts a program.
 * @param {string} file
 * @param {ReadonlyArray<string>} argv
 * @param {{ cwd: string, env: Record<string, string>, columns?: number, rows?: number, early?: string }} options
 *   `early` is typed before the program reads.
 */
export const openTerminal = (file, argv, { cwd, env, columns = 100, rows = 30, early }) => {
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 20_000, allowProposedApi: true })
  const started = now()
  const child = pty.spawn(file, [...argv], { cols: columns, rows, name: env.TERM ?? "xterm-256color", cwd, env })
  if (early !== undefined) child.write(early)
  const state = { bytes: 0, lastAt: started, ended: false, caret: true }
  for (const final of ["h", "l"]) {
    screen.parser.registerCsiHandler({ prefix: "?", final }, (modes) => {
      if (modes.includes(25)) state.caret = final === "h"
      return false
    })
  }
  const watchers = new Set()
  let parsed = Promise.resolve()
  child.onData((data) => {
    const at = now()
    state.bytes += Buffer.byteLength(data)
    state.lastAt = at
    parsed = new Promise((done) =>
      screen.write(data, () => {
        for (const watcher of [...watchers]) watcher(at)
        done(undefined)
      })
    )
  })
  screen.onData((reply) => child.write(reply))
  const ended = new Promise((done) =>
    child.onExit((exit) => {
      state.ended = true
      done(exit)
    })
  )

  const rowsFrom = (first) => {
    const { active } = screen.buffer
    const lines = []
    for (let at = first; at < active.length; at++) lines.push(active.getLine(at)?.translateToString(true) ?? "")
    return lines
  }
  const terminal = {
    child,
    screen,
    started,
    ended,
    bytes: () => state.bytes,
    lastAt: () => state.lastAt,
    /** Whether the caret is shown. */
    caret: () => state.caret,
    /** The rows that are seen. */
    rows: () => rowsFrom(screen.buffer.active.baseY),
    seen: () => terminal.rows().join("\n"),
    type: (keys) => child.write(keys),
    resize: (size) => {
      screen.resize(size.columns, size.rows)
      child.resize(size.columns, size.rows)
    },
    /** Waits until the seen rows hold something; gives the time at which the bytes that brought it arrived. */
    sees: async (wanted, limit = 20_000) => {
      const holds =
        typeof wanted === "function"
          ? () => wanted(terminal)
          : () => (typeof wanted === "string" ? terminal.seen().includes(wanted) : wanted.test(terminal.seen()))
      await parsed
      if (holds()) return state.lastAt
      return new Promise((resolve, reject) => {
        const finish = () => {
          clearTimeout(late)
          watchers.delete(watcher)
        }
        const watcher = (at) => {
          if (!holds()) return
          finish()
          resolve(at)
        }
        const late = setTimeout(() => {
          finish()
          reject(new Error(`never seen: ${String(wanted)}\n${terminal.seen()}`))
        }, limit)
        watchers.add(watcher)
      })
    },
    /** Waits until nothing was written for a while. */
    quiet: async (ms = 200, limit = 30_000) => {
      const end = now() + limit
      while (now() - state.lastAt < ms && now() < end) await pause(ms / 4)
      await parsed
    },
    close: async () => {
      if (!state.ended) {
        for (const pid of tree(child.pid).reverse()) kill(pid)
      }
      await ended
      screen.dispose()
    }
  }
  return terminal
}

const kill = (pid) => {
  try {
    process.kill(pid, "SIGKILL")
  } catch (error) {
    if (error.code !== "ESRCH") throw error
  }
}

const readOr = (file, otherwise) => {
  try {
    return fs.readFileSync(file, "utf8")
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes(error.code)) return otherwise
    throw error
  }
}

/** A process and all that came from it and still runs. */
export const tree = (pid) => {
  const children = readOr(`/proc/${pid}/task/${pid}/children`, "").trim().split(" ").filter(Boolean).map(Number)
  return [pid, ...children.flatMap(tree)]
}

const ticksPerSecond = 100

/** CPU time in ms of a process and all that came from it: also of what ended. Linux only. */
export const cpuOf = (pid) =>
  tree(pid)
    .map((one) => readOr(`/proc/${one}/stat`, ""))
    .filter((stat) => stat !== "")
    .map((stat) => stat.slice(stat.lastIndexOf(")") + 2).split(" "))
    .map((fields) => [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0))
    .reduce((sum, ticks) => sum + (ticks * 1000) / ticksPerSecond, 0)

const statusField = (field) => (pid) => {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readOr(`/proc/${pid}/status`, ""))
  return found === null ? 0 : Number(found[1]) / 1024
}
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0)

/** MiB that a process and all that came from it held at most; and hold now. */
export const peakOf = (pid) => sum(tree(pid).map(statusField("VmHWM")))
export const memoryOf = (pid) => sum(tree(pid).map(statusField("VmRSS")))

/** Ends what a program left running: every process with this home. */
export const endAllAt = (home) => {
  const numbers = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  for (const pid of numbers.map(Number)) {
    if (readOr(`/proc/${pid}/environ`, "").split("\0").includes(`HOME=${home}`)) kill(pid)
  }
}
