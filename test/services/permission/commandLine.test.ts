import { describe, expect, it } from "vitest"
import { readCommandLine } from "../../../src/services/permission/commandLine.ts"
import { provesReadOnly } from "../../../src/services/permission/readOnly.ts"

const read = (text: string) => readCommandLine(text, { home: "/home/u", directory: "/ws" })

/** The words of every command, what is not known as it is written; containers are left out. */
const words = (text: string) =>
  read(text)
    .commands.filter(({ container }) => !container)
    .map((command) => command.words.map((word) => (word.exact ? word.text : `?${word.raw}`)).join("|"))

const table: ReadonlyArray<readonly [line: string, ...commands: ReadonlyArray<string>]> = [
  ["ls -l a", "ls|-l|a"],
  ["a;b&&c||d|e&f", "a", "b", "c", "d", "e", "f"],
  ["a\nb # c\n# d\ne", "a", "b", "e"],
  ["a'b'\"c\"\\d e\\ f", "abcd|e f"],
  ["'a;b' \"c&d\" e\\|f", "a;b|c&d|e|f"],
  ["$'a\\tb\\x41\\u42\\103'", "a\tbABC"],
  ['"a\\$b\\\\c\\"d\\e"', 'a$b\\c"d\\e'],
  ["a \\\nb", "a|b"],
  ["a\\\nb", "ab"],
  ["~ ~/x ~+/y", "/home/u|/home/u/x|/ws/y"],
  ['echo $HOME "${HOME}/x" $PWD', "echo|/home/u|/home/u/x|/ws"],
  ['echo $x "$x" ${x:-y}', 'echo|?$x|?"$x"|?${x:-y}'],
  ["echo $(a $(b)) `c`", "b", "a|?$(b)", "c", "echo|?$(a $(b))|?`c`"],
  ['a "$(b "c)")"', "b|c)", 'a|?"$(b "c)")"'],
  ["cat <(a) >(b)", "a", "b", "cat|?<(a)|?>(b)"],
  ["(a; b) && { c; d; }", "a", "b", "c", "d"],
  ["if a; then b; elif c; then d; else e; fi", "a", "b", "c", "d", "e"],
  ["while a; do b; done; until c; do d; done", "a", "b", "c", "d"],
  ["for x in 1 2; do echo $x; done", "echo|1", "echo|2"],
  ["for x in *.c; do echo $x; done", "echo|?$x"],
  ["case $x in a|b) c;; *) d;; esac", "c", "d"],
  ["f() { a; }; function g { b; }", "a", "b"],
  ["! a | b", "a", "b"],
  ["a <<E\n$(b)\nE\nc", "b", "a", "c"],
  ["a <<'E'\n$(b)\nE\nc", "a", "c"],
  ["a <<-E\n\tx\n\tE\nc", "a", "c"],
  ["a <<E <<F\n1\nE\n2\nF\nb", "a", "b"],
  ["a {x,y}z {1..3}", "a|xz|yz|1|2|3"],
  ["a {} {x} a{b", "a|{}|{x}|a{b"],
  ["env -u X A=1 b c", "b|c"],
  ["nice -n 5 nohup timeout -k 1 5 a b", "a|b"],
  ["sudo -u root a", "a"],
  ["bash -c 'a; b'", "a", "b"],
  ["eval 'a b' c", "a|b|c"],
  ["a | xargs -n 1 -I {} b {}", "a", "b|{}"],
  ["find . -exec a {} + -ok b {} \\;", "find|.|-exec|a|{}|+|-ok|b|{}|;", "a|{}", "b|{}"],
  ["su -c 'a b' me", "a|b"],
  ["env -S 'a b'", "a|b"],
  ["echo 'a b' | sh", "echo|a b", "sh", "a|b"],
  ["c=a; $c -x", "", "?$c|-x"],
  ["[[ a == b && c < d ]]", "a|==|b|&&|c|<|d"],
  ["echo $((1 + 2)) $(( (1&2) ))", "echo|?$((1 + 2))|?$(( (1&2) ))"],
  ["a >b 2>&1 <c >>d &>e", "a"],
  ["a;# b", "a"],
  ["a#b", "a#b"],
  ["echo a\\\n#b", "echo|a#b"]
]

describe("the words that a line runs", () => {
  it.each(table)("%j", (line, ...commands) => expect(words(line)).toEqual(commands))
})

describe("what is not understood for certain is a problem", () => {
  const lines = [
    "",
    "   ",
    "a $é",
    "a b}",
    "a ~''",
    "a 12>&1",
    "a ''~",
    "a $~x",
    "a $=x",
    'a "$^x"',
    "a $+x",
    "a=1; ls $aé",
    'a "$é"',
    "a 'b",
    'a "b',
    "a `b",
    "a $(b",
    "a ${b",
    "a &&",
    "&& a",
    "a | | b",
    "a ;; b",
    "a )",
    "( a",
    "{ a",
    "if a; then b",
    "for x in a; do b",
    "case x in a) b",
    "a <<E\nb",
    "a >",
    "a \u0000",
    "a \u001b[0m",
    "a\r\nb",
    "a\u00a0b",
    "a \u202eb",
    "a \u200bb",
    "${x@P}",
    "${!x}",
    "${x:=y}",
    "${x[$(a)]}",
    "$((a[0]))",
    "$[1+1]",
    '$"a"',
    "$\\\n(a)",
    "a &\\\n& b",
    "a !(b)",
    "a @(b|c)",
    "a {fd}>b",
    "x=(a b)",
    "x[$(a)]=1",
    "coproc a",
    "a() { b; }",
    "for ((i=0;i<3;i++)); do a; done",
    "for PATH in a; do b; done",
    "(( x ))",
    'bash -c "$x"',
    "zsh -c 'a *(e:b:)'",
    `a ${"b".repeat(10_000)}`
  ]
  it.each(lines.map((line) => [line.slice(0, 40), line]))("%j", (_, line) =>
    expect(read(line).problems).not.toEqual([])
  )
  it("and plain lines have none", () => {
    for (const [line] of table.slice(0, 25))
      if (!/f\(\)/.test(line)) expect([line, read(line).problems]).toEqual([line, []])
  })
})

describe("directories", () => {
  const places = (line: string) => read(line).commands.at(-1)?.directories
  it("follow cd by what must have happened", () => {
    expect(places("cd a && x")).toEqual(["/ws/a"])
    expect(places("cd a; x")).toEqual(["/ws/a", "/ws"])
    expect(places("cd a || x")).toEqual(["/ws"])
    expect(places("(cd a); x")).toEqual(["/ws"])
    expect(places("cd a | b; x")).toEqual(["/ws"])
    expect(places("cd / && x")).toEqual(["/"])
    expect(places("cd $y && x")).toBeUndefined()
    expect(places("while a; do cd ..; x; done")).toBeUndefined()
    expect(places("cd && x")).toEqual(["/home/u"])
  })
})

const readOnly = (text: string): boolean => {
  const line = read(text)
  return line.problems.length === 0 && line.commands.every((command) => typeof provesReadOnly(command) !== "string")
}

describe("properties", () => {
  const programs: ReadonlyArray<ReadonlyArray<string>> = [
    ["ls", "-la", "src"],
    ["cat", "a.txt"],
    ["sort", "-o", "x", "y"],
    ["rm", "-rf", "x"],
    ["git", "log", "--output=x"],
    ["git", "log", "-5"],
    ["find", ".", "-delete"],
    ["sed", "-n", "5p", "f"],
    ["sed", "w x", "f"],
    ["grep", "-rn", "x", "src"],
    ["curl", "x"]
  ]
  /** Ways to write a word that mean the same. */
  const ways: ReadonlyArray<(word: string) => string> = [
    (word) => `'${word}'`,
    (word) => `"${word}"`,
    (word) => `$'${word}'`,
    (word) => [...word].map((c) => (/\w/.test(c) ? c : `\\${c}`)).join(""),
    (word) => `${word.slice(0, 1)}''${word.slice(1).replaceAll(" ", "' '")}`,
    (word) => `"${word.slice(0, 1)}"'${word.slice(1)}'`
  ]
  it("how a command is quoted does not change the verdict", () => {
    for (const argv of programs) {
      const plain = readOnly(argv.map((word) => `'${word}'`).join(" "))
      for (const way of ways) {
        for (let i = 0; i < argv.length; i++) {
          const line = argv.map((word, at) => (at === i ? way(word) : `'${word}'`)).join(" ")
          expect([line, readOnly(line)]).toEqual([line, plain])
        }
      }
    }
  })
  const joins = [";", "&&", "||", "|", "&", "\n", "|&", ";\n", " ; # x\n"]
  it("a line is read-only only if both of its halves are", () => {
    for (const left of programs) {
      for (const right of programs) {
        for (const operator of joins) {
          const [a, b] = [left, right].map((argv) => argv.map((word) => `'${word}'`).join(" "))
          expect([a, operator, b, readOnly(`${a}${operator}${b}`)]).toEqual([
            a,
            operator,
            b,
            readOnly(a ?? "") && readOnly(b ?? "")
          ])
        }
      }
    }
  })
  it("nothing that is put around or behind a command makes it read-only", () => {
    const frames = [
      "(X)",
      "{ X; }",
      "if true; then X; fi",
      "for i in 1; do X; done",
      "time X",
      "! X",
      "timeout 5 X",
      "env X",
      "bash -c 'X'",
      "echo $(X)",
      "cat <(X)",
      "X > /dev/null",
      "X 2>&1",
      "X &",
      "case a in a) X;; esac",
      "cd src && X"
    ]
    for (const argv of programs) {
      const line = argv.map((word) => word.replaceAll(" ", "\\ ")).join(" ")
      if (readOnly(line)) continue
      for (const frame of frames)
        expect([frame, line, readOnly(frame.replace("X", line))]).toEqual([frame, line, false])
    }
  })
  it("an operator or character that is not known never makes a line read-only", () => {
    for (const argv of programs) {
      for (const odd of [
        "\u0001",
        "\u00a0",
        "\u2028",
        "<>x",
        ">x",
        ">|x",
        "&>x",
        "$(",
        "`",
        "${",
        "|",
        "&&",
        "(",
        ")",
        "'",
        '"',
        "!(x)",
        "<<E"
      ]) {
        expect([argv, odd, readOnly(`${argv.join(" ")} ${odd}`)]).toEqual([argv, odd, false])
      }
    }
  })
})

describe("hostile lines", () => {
  const lines: ReadonlyArray<readonly [string, string]> = [
    ["30 substitutions", `echo ${"$(echo ".repeat(30)}x${")".repeat(30)}`],
    ["10,000 pipes", "ls|".repeat(10_000)],
    ["open substitutions", "$(".repeat(5000)],
    ["open braces", "cp {a,".repeat(1600)],
    ["brace pairs", "{a,b}".repeat(1900)],
    ["backticks", "`".repeat(9999)],
    ["arithmetic", "$((".repeat(3000)],
    ["here-documents", `cat ${"<<E ".repeat(2000)}\n${"E\n".repeat(500)}`],
    ["loops in loops", `${"for i in a b c d e f g h; do ".repeat(300)}ls $i`],
    ["wrappers", `${"timeout 5 ".repeat(900)}ls`],
    ["backslashes", `sed '${"\\".repeat(9990)}'`],
    ["stars", `ls ${"*a".repeat(4000)}`],
    ["moves", `${"cd a; ".repeat(1600)}ls`]
  ]
  it.each(lines)(
    "%s end soon",
    (_, line) => {
      expect(Array.isArray(read(line).commands)).toBe(true)
    },
    2000
  )
})
