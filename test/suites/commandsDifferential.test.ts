import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { readCommandLine } from "../../src/services/permission/commandLine.ts"
import { provesReadOnly } from "../../src/services/permission/readOnly.ts"

/**
 * The words that the analyser sees are the words that a real shell passes. Lines are put together by chance from pieces
 * that are easy to misread; those that the analyser takes for read-only are run by bash, dash and (where it is installed) zsh with stubs in place of
 * every program, and what the stubs were given is compared. `CODERX_DIFFERENTIAL` sets how many lines are made: the nightly
 * form is CODERX_DIFFERENTIAL=100000.
 */
const count = Number(process.env["CODERX_DIFFERENTIAL"] ?? 2000)
const seed = Number(process.env["CODERX_SEED"] ?? 20260102)

const programs = ["ls", "cat", "wc", "sort", "head", "grep", "basename", "tail", "cut", "uniq", "stat"]
const stubs = programs.map((name) => `${name}() { note ${name} "$@"; }`).join("\n")
/** Each call of a stub is one write on descriptor 9 (calls run side by side): the words, each followed by U+001F. */
const prelude = `us=$(printf '\\037')
note() { all=; for w in "$@"; do all="$all$w$us"; done; printf '%s\\036' "$all" >&9; }
${stubs}
`

/** Small, repeatable chance (mulberry32). */
const chance = (start: number) => {
  let state = start
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (((t ^ (t >>> 14)) >>> 0) / 4294967296) * below
  }
}
const next = chance(seed)
const pick = <A>(items: ReadonlyArray<A>): A => {
  const item = items[Math.floor(next(items.length))]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

const pieces = [
  "a",
  "b1",
  "'c d'",
  '"e f"',
  "\\ ",
  "\\;",
  "'\\'",
  '"\\\\"',
  '"\\$x"',
  "''",
  '""',
  "x=y",
  "a#b",
  "{}",
  "a{b",
  "}",
  "a,b",
  "{x,y}",
  "{1..3}",
  "'$(ls)'",
  '"\\`ls\\`"',
  "\\\n",
  "%s",
  "!",
  "a!b",
  "\\'",
  "'\"'",
  '"\'"',
  "$'a\\tb'",
  "$'\\''",
  "\\*",
  "'*'",
  '"?"',
  "~",
  "a~",
  "@",
  "^",
  "+x",
  "a:b",
  "é",
  "[",
  "]",
  "a=b",
  "-",
  "--",
  "\\-l",
  "-1",
  "$",
  "$,",
  "'$'x",
  "\\\\",
  "\\a",
  "\\n",
  "if",
  "then",
  "}",
  "{",
  "in",
  "do",
  "1",
  "2"
]
const joins = [
  " ; ",
  ";",
  " && ",
  "&&",
  " || ",
  " | ",
  "|",
  " & ",
  "\n",
  " |\n",
  " &&\n",
  "; # c'\"\n",
  "\\\n; ",
  " \\\n | "
]
const frames = [
  "X",
  "X",
  "X",
  "X",
  "(X)",
  "{ X; }",
  "if X; then X; fi",
  "! X",
  "for v in p q; do X; done",
  "case z in z) X;; esac",
  "cat <<E\nX\nE\n",
  "cat <<'E'\n$(X\nE\n",
  "echo X",
  "X 2>/dev/null",
  "X 2>&1",
  "cd sub && X",
  "while X; do break; done"
]

const word = (): string => Array.from({ length: 1 + Math.floor(next(3)) }, () => pick(pieces)).join("")
const command = (): string =>
  [pick(programs), ...Array.from({ length: Math.floor(next(4)) }, word)].join(pick([" ", "  ", " \\\n", "\t"]))
/** Characters and reserved words in no order at all: most of it is no shell text, and must not be taken for any. */
const scraps = [
  ...`''""\\\\$;&|(){}<>#~!=-,.\n\t  aabx1/\`:@`,
  ..."ls |cat |wc |if |; then |; fi|do |done|case | in |esac|;;|2>&1|>/dev/null|<<E\n|\nE\n|$'|\\\n|for |while |echo |{a,b}|{1..2}|~/|~+".split(
    "|"
  )
]
const scrawl = (): string =>
  pick(["ls ", "cat ", "echo a; ls ", "(ls", "{ ls "]) +
  Array.from({ length: 1 + Math.floor(next(14)) }, () => pick(scraps)).join("")

const line = (): string => {
  if (next(1) < 0.5) return scrawl()
  const framed = (): string => pick(frames).replaceAll("X", () => command())
  return Array.from({ length: 1 + Math.floor(next(3)) }, framed).join(pick(joins))
}

const base = mkdtempSync(join(tmpdir(), "coderx-differential-"))
mkdirSync(join(base, "sub"))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** What the analyser saw, or undefined where it would ask (or the words are not all known). */
const seen = (text: string): ReadonlyArray<string> | undefined => {
  const read = readCommandLine(text, { home: base, directory: base })
  if (read.problems.length > 0) return undefined
  const found: Array<string> = []
  for (const one of read.commands) {
    if (typeof provesReadOnly(one) === "string" || !one.words.every((value) => value.exact)) return undefined
    if (programs.includes(one.words[0]?.text ?? ""))
      found.push(one.words.map((value) => `${value.text}\u001f`).join(""))
  }
  return found
}

const run = (shell: string, lines: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const script = lines
    .map((text) => `( eval '${text.replaceAll("'", "'\\''")}'\nwait ) >/dev/null 2>&1 </dev/null; printf '\\035' >&9`)
    .join("\n")
  const file = join(base, "lines.sh")
  writeFileSync(file, prelude + script)
  const out = execFileSync(shell, ["-c", `. ${file} 9>&1`], {
    cwd: base,
    env: { HOME: base, PATH: "/nowhere", LC_ALL: "C.UTF-8" },
    encoding: "utf8",
    maxBuffer: 1 << 28
  })
  return out
    .split("\u001d")
    .slice(0, -1)
    .map((one) => one.split("\u001e").slice(0, -1))
}

/** The path of a shell of this machine. */
const shellAt = (name: string): string | undefined => {
  try {
    return execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}

describe("the words of lines that pass unasked", () => {
  const lines = Array.from({ length: count }, line)
  const passed = lines.flatMap((text) => {
    const words = seen(text)
    return words === undefined ? [] : [{ text, words }]
  })

  it("are enough to compare", () => {
    process.stderr.write(`differential: ${lines.length} lines made, ${passed.length} pass unasked\n`)
    expect(passed.length).toBeGreaterThan(count / 20)
  })

  it.each(["bash", "dash", "zsh"])("are those that %s passes", (name) => {
    const shell = shellAt(name)
    if (shell === undefined) return void process.stderr.write(`differential: ${name} is not installed here: left out\n`)
    /** What only bash has is left out for dash: `$'…'`, braces, `~+`, `&>` and `|&`. */
    const mine =
      name === "bash"
        ? passed
        : name === "zsh"
          ? /** A redirection alone runs `cat` there, on an empty input. */
            passed.filter(({ text }) => !/(^|[;&|\n({]|do|then|else)\s*\d*[<>]/.test(text))
          : passed.filter(({ text }) => !/\$'|\{[^}]*(,|\.\.)|~\+|&>|>&[^12]|\|&|\d\d[<>]/.test(text))
    const found = run(
      shell,
      mine.map(({ text }) => text)
    )
    expect(found.length).toBe(mine.length)
    const wrong = mine.flatMap(({ text, words }, i) => {
      /** A shell that stops early passes fewer: every call that it makes must be one that was seen. */
      const strange = (found[i] ?? []).filter((call) => !words.includes(call))
      return strange.length === 0 ? [] : [{ text, strange, words }]
    })
    process.stderr.write(`differential: ${name} ran ${mine.length}, ${wrong.length} otherwise than they were seen\n`)
    expect(wrong.slice(0, 5)).toEqual([])
  })
})
