// Records src/data/demo/recording.jsonl anew: the built program runs the demo's project against a scripted model on loopback,
// with --record. Run it after the demo's project, its prompt or the names of tools changed:
//   npm run build && node scripts/record-demo.mjs
import { spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import http from "node:http"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { demoPrompt, demoTest } from "../src/services/frontend/demoPrompt.ts"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const target = path.join(root, "src/data/demo/recording.jsonl")

/** The script of the model: what it says and calls in each reply. */
const turns = [
  {
    text: "I will run the test first, to see what fails.",
    calls: [["Bash", { command: demoTest, description: "Run the cart's test" }]]
  },
  {
    text: "Two checks fail, and both have more than one of something in the cart. I will read the test and the code.",
    calls: [
      ["Read", { file_path: "test/cart.test.mjs" }],
      ["Read", { file_path: "src/cart.mjs" }]
    ]
  },
  {
    text: "`total` adds each item's price once and never looks at its quantity. That is the bug; the discount is right.",
    calls: [
      [
        "Edit",
        {
          file_path: "src/cart.mjs",
          old_string: "    sum += item.price\n",
          new_string: "    sum += item.price * item.quantity\n"
        }
      ]
    ]
  },
  { text: "Now the test again.", calls: [["Bash", { command: demoTest, description: "Run the cart's test again" }]] },
  {
    text: "Fixed: `total` in src/cart.mjs now counts the quantity of each item. All five checks pass; nothing else was changed.",
    calls: []
  }
]

const words = (text) => text.match(/\S+\s*/g) ?? []
const pieces = (text, size) => text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? []

const events = ({ text, calls }, n) => [
  {
    type: "message_start",
    message: {
      id: `msg_demo_${n}`,
      type: "message",
      role: "assistant",
      model: "demo",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1000 + 200 * n, output_tokens: 1 }
    }
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  ...words(text).map((word) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: word } })),
  { type: "content_block_stop", index: 0 },
  ...calls.flatMap(([name, input], i) => [
    {
      type: "content_block_start",
      index: i + 1,
      content_block: { type: "tool_use", id: `toolu_demo_${n}_${i}`, name, input: {} }
    },
    ...pieces(JSON.stringify(input), 40).map((partial_json) => ({
      type: "content_block_delta",
      index: i + 1,
      delta: { type: "input_json_delta", partial_json }
    })),
    { type: "content_block_stop", index: i + 1 }
  ]),
  {
    type: "message_delta",
    delta: { stop_reason: calls.length > 0 ? "tool_use" : "end_turn", stop_sequence: null },
    usage: { output_tokens: 20 + words(text).length }
  },
  { type: "message_stop" }
]

let asked = 0
const server = http.createServer((request, response) => {
  request.resume()
  request.on("end", () => {
    if (!request.url?.startsWith("/v1/messages")) return response.writeHead(404).end()
    const turn = turns[asked++]
    if (turn === undefined)
      return response.writeHead(400).end(JSON.stringify({ error: { message: "the script is over" } }))
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.end(
      events(turn, asked)
        .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
        .join("")
    )
  })
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))

const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "coderx-record-")))
const project = path.join(scratch, "project")
fs.cpSync(path.join(root, "src/data/demo/project"), project, { recursive: true })
const out = path.join(scratch, "recording.jsonl")
const child = spawn(
  process.execPath,
  [
    path.join(root, "bin/coderx.cjs"),
    "-p",
    demoPrompt,
    "--model=anthropic/demo",
    `--record=${out}`,
    "--permission-mode=acceptEdits",
    `--allowed-tools=Bash(${demoTest})`,
    "--no-session-persistence",
    "--setting-sources="
  ],
  {
    cwd: project,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
      HOME: scratch,
      ANTHROPIC_API_KEY: "sk-demo-not-a-key",
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${server.address().port}`
    }
  }
)
const code = await new Promise((resolve) => child.on("exit", resolve))
server.close()
const green = spawnSync(process.execPath, ["test/cart.test.mjs"], { cwd: project, stdio: "ignore" }).status === 0
if (code === 0 && asked === turns.length && green) {
  fs.copyFileSync(out, target)
  fs.chmodSync(target, 0o644)
  process.stdout.write(`${target}: ${asked} replies, ${fs.statSync(target).size} bytes\n`)
} else {
  process.stderr.write(
    `not recorded: exit code ${code}, ${asked} of ${turns.length} replies, the test is ${green ? "green" : "red"}\n`
  )
  process.exitCode = 1
}
fs.rmSync(scratch, { recursive: true, force: true })
