import { assert, describe, it } from "@effect/vitest"
import { detect, skeleton } from "../../../src/services/instructions/detect.ts"

const rows: ReadonlyArray<
  readonly [name: string, files: Readonly<Record<string, string>>, commands: ReadonlyArray<string>]
> = [
  ["nothing", {}, []],
  [
    "npm",
    { "package.json": '{"scripts":{"test":"x","lint":"x","check":"y"}}' },
    ["Install: npm install", "Test: npm test", "Lint: npm run lint"]
  ],
  [
    "the placeholder of npm",
    { "package.json": '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
    ["Install: npm install"]
  ],
  [
    "pnpm by its lock",
    { "package.json": '{"scripts":{"build":"x"}}', "pnpm-lock.yaml": "" },
    ["Install: pnpm install", "Build: pnpm run build"]
  ],
  [
    "yarn by name",
    { "package.json": '{"packageManager":"yarn@4.1.0","scripts":{"test":"x"}}' },
    ["Install: yarn install", "Test: yarn test"]
  ],
  ["a broken manifest", { "package.json": "{" }, ["Install: npm install"]],
  ["Rust", { "Cargo.toml": "" }, ["Build: cargo build", "Test: cargo test", "Lint: cargo clippy", "Format: cargo fmt"]],
  [
    "Python with uv",
    { "pyproject.toml": "[tool.ruff]", "uv.lock": "" },
    ["Test: uv run pytest", "Lint: uv run ruff check ."]
  ],
  [
    "make beside Go",
    { "go.mod": "", Makefile: "setup:\n\ttrue\ntest: setup\nx := 1\n" },
    ["Build: go build ./...", "Test: go test ./...", "Lint: go vet ./...", "Format: gofmt -w .", "Set up: make setup"]
  ],
  ["only make", { Makefile: "test:\n\ttrue\n" }, ["Test: make test"]],
  ["Deno", { "deno.json": '{"tasks":{"test":"x"}}' }, ["Test: deno task test"]]
]

describe("detect", () => {
  for (const [name, files, commands] of rows) {
    it(name, () => {
      const detected = detect(new Map(Object.entries(files)))
      assert.deepStrictEqual(
        detected.commands.map(({ command, purpose }) => `${purpose}: ${command}`),
        commands
      )
    })
  }

  it("makes a text that names what was found", () => {
    const text = skeleton(detect(new Map([["package.json", '{"name":"n","description":"d"}']])), "directory")
    assert.match(text, /^# n\n\nd\n\n## Commands\n\n- Install: `npm install`\n/)
    assert.match(skeleton(detect(new Map()), "directory"), /^# directory\n/)
  })
})
