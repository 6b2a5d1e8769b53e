import { chmodSync, linkSync, readFileSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, beforeEach, describe, it } from "vitest"
import type { AssistantTurn } from "../layers/assistantServer.ts"
import { ask, bash, call, type Machine, makeMachine, say } from "./binary.ts"

const machines: Array<Machine> = []
afterAll(() => {
  for (const one of machines) one.remove()
})
let machine: Machine
beforeEach(() => {
  machine = makeMachine()
  machines.push(machine)
})
const edits = ["--permission-mode", "acceptEdits"]
const bypass = ["--permission-mode", "bypassPermissions"]
const bytes = (name: string): Buffer => readFileSync(join(machine.project, name))
const read = (file_path: string) => call("Read", { file_path })
const edit = (file_path: string, old_string: string, new_string: string) =>
  call("Edit", { file_path, old_string, new_string })
const refused = async (turns: ReadonlyArray<AssistantTurn>, argv: ReadonlyArray<string> = edits) => {
  const run = await ask(machine, [...turns, say("done")], argv)
  assert.strictEqual(run.code, 0, run.stderr)
  return run.results.map(({ error, text }) => (error ? text : ""))
}

describe("file tools (contract section 3)", () => {
  const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])

  it("keep line endings, byte-order mark, encoding, mode and every byte outside the edit", async () => {
    const rows: ReadonlyArray<readonly [string, Buffer, readonly [string, string], Buffer]> = [
      ["crlf.txt", Buffer.from("a\r\nb\r\nc\r\n"), ["b\nc", "B\nC\nD"], Buffer.from("a\r\nB\r\nC\r\nD\r\n")],
      ["mixed.txt", Buffer.from("a\r\nb\nc\r\nd"), ["b", "B"], Buffer.from("a\r\nB\nc\r\nd")],
      ["bom.txt", Buffer.from("\ufeffalpha\nbeta\n"), ["alpha", "ALPHA"], Buffer.from("\ufeffALPHA\nbeta\n")],
      ["utf16.txt", utf16("h\u00e9\r\nw\u00f6\r\n"), ["w\u00f6", "x\ny"], utf16("h\u00e9\r\nx\r\ny\r\n")],
      ["latin1.txt", Buffer.from([0x63, 0xe9, 0x0a, 0x78, 0x0a]), ["x", "xyz"], Buffer.from("c\u00e9\nxyz\n", "latin1")]
    ]
    for (const [name, before] of rows) machine.put(`project/${name}`, before)
    chmodSync(join(machine.project, "crlf.txt"), 0o751)
    const results = await refused([
      ...rows.map(([name]) => read(name)),
      ...rows.map(([name, , [old, next]]) => edit(name, old, next))
    ])
    assert.deepStrictEqual(new Set(results), new Set([""]))
    for (const [name, , , after] of rows) assert.strictEqual(bytes(name).toString("hex"), after.toString("hex"), name)
    assert.strictEqual(statSync(join(machine.project, "crlf.txt")).mode & 0o777, 0o751)
  })

  it("a file is read before it is replaced, and unchanged since", async () => {
    machine.put("project/a.txt", "one\n")
    const write = call("Write", { file_path: "a.txt", content: "two\n" })
    const results = await refused(
      [
        edit("a.txt", "one", "two"),
        write,
        read("a.txt"),
        bash("echo changed > a.txt"),
        edit("a.txt", "one", "two"),
        write
      ],
      [...edits, "--allowed-tools", "Bash(echo *)"]
    )
    for (const at of [0, 1]) assert.match(results[at] ?? "", /has not been read/)
    for (const at of [4, 5]) assert.match(results[at] ?? "", /has changed on disk/)
    assert.strictEqual(bytes("a.txt").toString(), "changed\n")
  })

  it("old_string means one place; several edits are made all or not at all; a link stays a link", async () => {
    machine.put("project/dup.txt", "x\nx\n")
    machine.put("project/real.txt", "inner\n")
    symlinkSync("real.txt", join(machine.project, "link.txt"))
    const results = await refused([
      read("dup.txt"),
      edit("dup.txt", "x", "y"),
      call("MultiEdit", {
        file_path: "dup.txt",
        edits: [
          { old_string: "x\nx", new_string: "z" },
          { old_string: "nowhere", new_string: "y" }
        ]
      }),
      read("link.txt"),
      edit("link.txt", "inner", "INNER")
    ])
    assert.match(results[1] ?? "", /means 2 places/)
    assert.notStrictEqual(results[2], "")
    assert.strictEqual(bytes("dup.txt").toString(), "x\nx\n")
    assert.strictEqual(bytes("real.txt").toString(), "INNER\n")
    assert.isTrue(statSync(join(machine.project, "link.txt")).ino === statSync(join(machine.project, "real.txt")).ino)
  })

  it("nothing outside the working directories is touched, by whatever road", async () => {
    machine.put("outside.txt", "secret\n")
    symlinkSync("../outside.txt", join(machine.project, "link.txt"))
    symlinkSync("..", join(machine.project, "up"))
    machine.put("hard.txt", "hard\n")
    linkSync(join(machine.root, "hard.txt"), join(machine.project, "hard.txt"))
    const roads = [
      read("../outside.txt"),
      read("link.txt"),
      read("up/outside.txt"),
      read(join(machine.root, "outside.txt")),
      call("Write", { file_path: "link.txt", content: "x" }),
      call("Write", { file_path: "up/new.txt", content: "x" }),
      call("Grep", { pattern: "secret", path: "..", output_mode: "content" }),
      call("Grep", { pattern: "secret", path: "up", output_mode: "content" }),
      call("Glob", { pattern: "../*" }),
      call("Glob", { pattern: "*", path: "up" }),
      bash("cat ../outside.txt"),
      bash("cat link.txt"),
      bash("cd .. && cat outside.txt"),
      bash("cat < up/outside.txt"),
      bash("echo x > up/new.txt")
    ]
    const results = await refused([...roads, read("hard.txt"), edit("hard.txt", "hard", "soft")])
    for (const [at, road] of roads.entries()) assert.notStrictEqual(results[at], "", JSON.stringify(road.calls))
    assert.match(results.at(-1) ?? "", /further names/)
    const search = await ask(machine, [call("Grep", { pattern: "secret", output_mode: "content" }), say("x")])
    assert.notInclude(search.results[0]?.text, "secret\n")
    assert.strictEqual(readFileSync(join(machine.root, "outside.txt"), "utf8"), "secret\n")
  })

  it("binary, missing and odd targets are refused by name; results are bounded and say how to read on", async () => {
    machine.put("project/bin.dat", Buffer.from([0, 1, 2, 255]))
    machine.put("project/big.txt", Array.from({ length: 40_000 }, (_, i) => `line ${i}`).join("\n"))
    const run = await ask(machine, [
      read("bin.dat"),
      read("none.txt"),
      call("Read", { file: "big.txt" }),
      call("Reed", { file_path: "big.txt" }),
      read("big.txt"),
      call("Grep", { pattern: "line", output_mode: "content", head_limit: 2 }),
      say("done")
    ])
    const told = [/bin\.dat is a binary file/, /none\.txt does not exist/, /file_path/, /no tool "Reed".*Read/]
    for (const [at, words] of told.entries()) assert.match(run.results[at]?.text ?? "", words)
    assert.match(run.results[4]?.text ?? "", /read on with offset \d+/)
    assert.match(run.results[5]?.text ?? "", /go on with offset 2/)
    for (const { text } of run.results) assert.isBelow(text.length, 100_000)
  })
})

describe("the shell (contract section 3)", () => {
  const running = (mark: string): string => `ps -eo args | grep -c "[s]leep ${mark}"`

  it("is bounded, tells the exit code, keeps its directory, and is killed with all its children on timeout", async () => {
    machine.put("project/sub/x.txt", "x")
    const run = await ask(
      machine,
      [
        bash("echo out; echo err >&2; exit 3"),
        bash("yes | head -c 3000000"),
        call("Bash", { command: "sleep 61.5 & (sleep 61.5 &) ; sleep 61.5", timeout: 500 }),
        bash(running("61.5")),
        bash("cd sub"),
        bash("ls"),
        bash("cat"),
        say("done")
      ],
      bypass
    )
    const texts = run.results.map(({ text }) => text)
    assert.match(texts[0] ?? "", /out\nerr\n.*3/s)
    assert.isBelow(texts[1]?.length ?? Number.POSITIVE_INFINITY, 100_000)
    assert.match(texts[2] ?? "", /stopped after 0\.5 s/)
    assert.match(texts[3] ?? "", /^0\n/)
    assert.include(texts[5], "x.txt")
    assert.include(texts[6], "(no output)")
  })

  it("tells the typed output on the stream", async () => {
    const run = await ask(machine, [bash("echo out; exit 3"), say("x")], [...bypass, "--output-format", "stream-json"])
    const line = run.stdout
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one))
      .find((one) => one.type === "user")
    assert.deepInclude(line.tool_use_result, { stdout: "out\n", stderr: "", interrupted: false, exitCode: 3 })
  })

  it("a task in the background is read and stopped, and ends with the session", async () => {
    const run = await ask(
      machine,
      [
        call("Bash", { command: "echo begun; sleep 62.5", run_in_background: true }),
        call("TaskOutput", { task_id: "bash_1", block: true, timeout: 300 }),
        call("TaskStop", { task_id: "bash_1" }),
        call("Bash", { command: "sleep 62.5", run_in_background: true }),
        say("done")
      ],
      bypass
    )
    assert.match(run.results[1]?.text ?? "", /begun/)
    const after = await ask(machine, [bash(running("62.5")), say("x")], bypass)
    assert.match(after.results[0]?.text ?? "", /^0\n/)
  })
})

it("the first request of an empty project weighs at most 12 kB, with the tools and parameters of the contract", async () => {
  const run = await ask(machine, [say("x")])
  assert.isAtMost(Buffer.byteLength(JSON.stringify(run.requests[0])), 12_000)
  const offered = new Map<string, string>()
  for (const { input_schema, name } of Array.isArray(run.requests[0]?.tools) ? run.requests[0].tools : []) {
    const required: ReadonlyArray<string> = input_schema.required ?? []
    const keys = Object.keys(input_schema.properties)
    offered.set(name, keys.map((key) => (required.includes(key) ? `${key}*` : key)).join(" "))
  }
  const contract: Readonly<Record<string, string>> = {
    Read: "file_path* offset limit",
    Write: "file_path* content*",
    Edit: "file_path* old_string* new_string* replace_all",
    MultiEdit: "file_path* edits*",
    Glob: "pattern* path",
    Grep: "pattern* path glob type output_mode -i -n -A -B -C multiline head_limit offset",
    Bash: "command* timeout description run_in_background",
    TaskOutput: "task_id* block timeout",
    TaskStop: "task_id*",
    TodoWrite: "todos*",
    WebFetch: "url* prompt*",
    NotebookEdit: "notebook_path* cell_id new_source* cell_type edit_mode"
  }
  const required = (keys: ReadonlyArray<string>) => keys.filter((key) => key.endsWith("*")).toSorted()
  for (const [name, keys] of Object.entries(contract)) {
    const have = offered.get(name)?.split(" ") ?? []
    assert.includeMembers(have, keys.split(" "), name)
    assert.deepStrictEqual(required(have), required(keys.split(" ")), name)
  }
})
