import { describe, expect, it } from "@effect/vitest"
import { Effect, type FileSystem } from "effect"
import { scriptedModel } from "../../layers/ScriptedModel.ts"
import { world, type WorldOptions } from "../../layers/world.ts"

/** Made up, and put together here, so that no file of ours holds what looks like a key. */
const key = ["sk", "ant", "api03", "Qf83kdLs02mXbT71vRzY5pNcW9"].join("-")
const password = "Wq7tuRk2Lm9xZ4"
const token = ["ghp", "k3J9xQ2mW7rT5vB8nL1cF6hD4gS0pZyAeUi"].join("_")
const all = [key, password, token]

const dotenv = `PORT=3000\nDB_PASSWORD=${password}\nANTHROPIC_API_KEY=${key}\nNODE_ENV=development\n`
const call = (id: string, name: string, input: unknown) => ({ call: name, id, input })
const mark = (name: string) => `‹secret:${name}›`

/** Everything below a directory, as one text. */
const written = (fs: FileSystem.FileSystem, directory: string) =>
  Effect.gen(function* () {
    const names = yield* fs.readDirectory(directory, { recursive: true })
    const texts = yield* Effect.forEach(names, (name) =>
      Effect.orElseSucceed(fs.readFileString(`${directory}/${name}`), () => "")
    )
    return texts.join("\n")
  })

const run = (
  replies: Parameters<typeof scriptedModel>[0],
  options: WorldOptions & { readonly args?: ReadonlyArray<string>; readonly prompt?: string } = {}
) =>
  Effect.gen(function* () {
    const one = world({
      ...options,
      env: { ANTHROPIC_API_KEY: key, ...options.env },
      files: { "/work/.env": dotenv, "/work/a.txt": "plain\n", ...options.files },
      model: scriptedModel(replies)
    })
    const args = options.args ?? ["--permission-mode", "bypassPermissions"]
    const typed = yield* one.coderx([
      "-p",
      options.prompt ?? "go",
      "--output-format",
      "stream-json",
      "--verbose",
      ...args
    ])
    const seen = JSON.stringify(one.model.requests)
    const kept = yield* written(one.fs, "/home/me/.coderx/sessions")
    return { one, typed, seen, kept }
  })

const holdsNone = ({
  kept,
  seen,
  typed
}: {
  kept: string
  seen: string
  typed: { stdout: string; stderr: string }
}) => {
  for (const secret of all) {
    expect(seen).not.toContain(secret)
    expect(kept).not.toContain(secret)
    expect(typed.stdout).not.toContain(secret)
    expect(typed.stderr).not.toContain(secret)
  }
}

describe("the firewall", () => {
  it.live("shows the model marks for values of .env and for our own keys, and nothing else of them anywhere", () =>
    Effect.gen(function* () {
      const done = yield* run([
        [call("t1", "Read", { file_path: "/work/.env" })],
        [call("t2", "Grep", { pattern: "PASSWORD", path: "/work", output_mode: "content" })],
        "Done."
      ])
      expect(done.typed.code).toBe(0)
      expect(done.seen).toContain(`DB_PASSWORD=${mark("DB_PASSWORD")}`)
      expect(done.seen).toContain(`ANTHROPIC_API_KEY=${mark("ANTHROPIC_API_KEY")}`)
      expect(done.seen).toContain("PORT=3000")
      holdsNone(done)
    })
  )

  it.live("an edit that was let is exact, with the whole file but the edit unchanged", () =>
    Effect.gen(function* () {
      const edit = (from: string, to: string) => ({ file_path: "/work/.env", old_string: from, new_string: to })
      const done = yield* run([
        [call("t1", "Read", { file_path: "/work/.env" })],
        [call("t2", "Edit", edit(`=${mark("DB_PASSWORD")}\n`, `=${mark("DB_PASSWORD")}\nDB_HOST=db\n`))],
        [call("t3", "Write", { file_path: "/work/copy.txt", content: `pw ${mark("DB_PASSWORD")}` })],
        "Done."
      ])
      expect(yield* done.one.fs.readFileString("/work/.env")).toBe(
        dotenv.replace("\nANTHROPIC", "\nDB_HOST=db\nANTHROPIC")
      )
      expect(yield* done.one.fs.readFileString("/work/copy.txt")).toBe(`pw ${password}`)
      holdsNone(done)
    })
  )

  it.live("puts a value into a command only where a rule or the mode lets it, and hides what comes back", () =>
    Effect.gen(function* () {
      const command = `curl -H 'X-Password: ${mark("DB_PASSWORD")}' https://api.test/`
      const replies = [
        [call("t1", "Read", { file_path: "/work/a.txt" })],
        [call("t2", "Bash", { command })],
        [call("t3", "Bash", { command: `echo ${mark("DB_PASSWORD")}` })],
        "Done."
      ]
      const processes = { "*": { stdout: `you sent ${password}\n` } }
      const let_ = yield* run(replies, { processes, args: ["--allowed-tools", "Bash(curl *)"] })
      const lines = let_.one.spawned.map(({ args }) => args.join(" "))
      expect(lines.some((line) => line.includes("curl") && line.includes(password))).toBe(true)
      // `echo` needs no question: nobody was asked whether the value may go there.
      expect(lines.some((line) => line.includes("echo") && line.includes(password))).toBe(false)
      holdsNone(let_)

      const refused = yield* run(replies, { processes, args: [] })
      expect(refused.one.spawned.some(({ args }) => args.join(" ").includes(password))).toBe(false)
      expect(refused.typed.stdout).toContain("permission_denials")
      expect(refused.typed.stdout).toContain(mark("DB_PASSWORD"))
      holdsNone(refused)
    })
  )

  it.live("refuses a mark that stands for nothing it knows", () =>
    Effect.gen(function* () {
      const done = yield* run([[call("t1", "Write", { file_path: "/work/b.txt", content: mark("GONE") })], "Done."])
      expect(yield* done.one.fs.exists("/work/b.txt")).toBe(false)
      expect(done.seen).toContain("is not known here")
    })
  )

  it.live("hides our own key in what the user says", () =>
    Effect.gen(function* () {
      const done = yield* run(["Done."], { prompt: `why does ${key} not work?` })
      expect(done.seen).toContain(`why does ${mark("ANTHROPIC_API_KEY")} not work?`)
      holdsNone(done)
    })
  )

  it.live("sends the same bytes again when the session is resumed, and still knows its marks", () =>
    Effect.gen(function* () {
      const model = scriptedModel([
        [call("t1", "Read", { file_path: "/work/.env" })],
        "Read.",
        [call("t2", "Write", { file_path: "/work/b.txt", content: mark("DB_PASSWORD") })],
        "Written."
      ])
      const one = world({ env: { ANTHROPIC_API_KEY: key }, files: { "/work/.env": dotenv }, model })
      const bypass = ["--permission-mode", "bypassPermissions"]
      yield* one.coderx(["-p", "read", ...bypass])
      yield* one.coderx(["-p", "write", "--continue", ...bypass])
      const before = JSON.stringify(model.requests[1]?.messages).slice(0, -1)
      expect(JSON.stringify(model.requests[2]?.messages).startsWith(before)).toBe(true)
      expect(yield* one.fs.readFileString("/work/b.txt")).toBe(password)
    })
  )

  it.live("all: hides whatever looks like a secret, too; off: hides nothing", () =>
    Effect.gen(function* () {
      const replies = [[call("t1", "Read", { file_path: "/work/t.txt" })], "Done."]
      const files = { "/work/t.txt": `token ${token}\n` }
      const own = yield* run(replies, { files })
      expect(own.seen).toContain(token)
      const whole = yield* run(replies, { files, env: { CODERX_SECRETS_FIREWALL: "all" } })
      expect(whole.seen).toMatch(/token ‹secret:github-token~[0-9a-f]{3}›/)
      holdsNone(whole)
      const none = yield* run([[call("t1", "Read", { file_path: "/work/.env" })], "Done."], {
        env: { CODERX_SECRETS_FIREWALL: "off" }
      })
      expect(none.seen).toContain(password)
    })
  )

  it.live("a project may ask for more of it, and never turn it off", () =>
    Effect.gen(function* () {
      const files = (firewall: string) => ({ "/work/.coderx/config.json": JSON.stringify({ secrets: { firewall } }) })
      const replies = [[call("t1", "Read", { file_path: "/work/.env" })], "Done."]
      const off = yield* run(replies, {
        files: files("off"),
        args: ["--permission-mode", "bypassPermissions", "--trust"]
      })
      holdsNone(off)
      const more = world({ files: files("all") })
      expect((yield* more.coderx(["config", "get", "secrets.firewall"])).stdout.trim()).toBe("all")
    })
  )
})
