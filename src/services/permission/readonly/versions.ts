import type { Value } from "../shell/values.ts"
import { readOnlyProgram } from "./programs.ts"

/** Programs that tell their version without looking at the project. Those that a project can swap (`cargo`, `go`, `yarn`) are not here. */
const told = new Set(
  "node npm npx python python3 perl ruby php javac gcc g++ clang cc make cmake bash zsh git curl wget docker podman deno bun sqlite3 psql gh vim nvim rsync".split(
    " "
  )
)

/** Short forms, where they are sure to be no other option. */
const short: ReadonlyMap<string, string> = new Map(
  Object.entries({
    node: "-v",
    npm: "-v",
    php: "-v",
    ruby: "-v",
    perl: "-v",
    make: "-v",
    bun: "-v",
    git: "-v",
    docker: "-v",
    python: "-V",
    python3: "-V",
    wget: "-V",
    curl: "-V",
    ssh: "-V",
    tmux: "-V",
    deno: "-V",
    java: "-version"
  })
)

/** Whether a command only asks a program for its version. */
export const asksVersion = (name: string, words: ReadonlyArray<Value>): boolean => {
  const option = words[1]
  if (words.length !== 2 || option?.exact !== true) return false
  if (option.text === "--version") return told.has(name) || readOnlyProgram(name) !== undefined
  return option.text === short.get(name)
}
