// npm run pictures [-- NAME…]: makes docs/pictures/*.svg anew. The built program runs in a pseudo-terminal against a
// scripted model server on loopback, keys are typed, and what the screen then holds is drawn with its colours. Times and the
// temporary directory differ between two runs: they are made the same.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { openTerminal, pause } from "./pseudoTerminal.mjs"
import { screenSvg } from "./screenSvg.mjs"
import { startScriptedServer } from "./scriptedServer.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const target = path.join(root, "docs/pictures")
const key = { enter: "\r", escape: "\u001b", up: "\u001b[A", altEnter: "\u001b\r", search: "\u0012" }

const cart = `export const total = (items) => {
  let sum = 0
  for (const item of items) {
    sum += item.price
  }
  return sum
}
`
const answer = `## What \`total\` does

It adds up the price of **each item**, but never looks at how many there are:

\`\`\`js
for (const item of items) {
  sum += item.price // the quantity is missing
}
\`\`\`

| items | expected | got |
|---|---:|---:|
| 1 × 4.50 | 4.50 | 4.50 |
| 3 × 2.00 | 6.00 | 2.00 |

1. Multiply by \`item.quantity\`.
2. Add a check with *more than one* of something.
`
const edit = {
  file_path: "src/cart.js",
  old_string: "    sum += item.price\n",
  new_string: "    sum += item.price * item.quantity\n"
}
const questions = {
  questions: [
    {
      question: "How is half a cent rounded?",
      header: "Rounding",
      multiSelect: false,
      options: [
        { label: "Half up", description: "2.005 becomes 2.01" },
        { label: "Half to even", description: "as banks do" }
      ]
    },
    {
      question: "Where does it apply?",
      header: "Where",
      multiSelect: true,
      options: [{ label: "Cart" }, { label: "Invoice" }, { label: "Report" }]
    }
  ]
}
const pieces = (text) => text.match(/\s*\S+\s*$|\s*\S+/g) ?? []
const says = (text, more = {}) => ({ deltas: pieces(text), inputTokens: 4_200, ...more })

const ask = async (terminal, words, sight) => {
  terminal.type(words)
  await terminal.sees(words.slice(0, 20))
  terminal.type(key.enter)
  await terminal.sees(sight)
  await terminal.quiet(200, 1_000)
}

/** Each picture: its size, what the model answers, and what is done until it is taken. */
const pictures = {
  welcome: {
    title: "The first frame",
    rows: 12,
    turns: [],
    play: async () => undefined
  },
  answer: {
    title: "An answer with code and a table",
    rows: 34,
    turns: [says(answer)],
    play: (terminal) => ask(terminal, "what does total() do?", /─ .*turn/)
  },
  edit: {
    title: "A question before an edit, with its difference",
    rows: 28,
    turns: [
      says("I read the cart first.", { calls: [{ name: "Read", input: { file_path: "src/cart.js" } }] }),
      says("I multiply by the quantity.", { calls: [{ name: "Edit", input: edit }] }),
      says("Done.")
    ],
    play: (terminal) => ask(terminal, "fix it", "Yes, this once")
  },
  danger: {
    title: "A question about a dangerous command",
    rows: 28,
    turns: [
      says("I clean up.", { calls: [{ name: "Bash", input: { command: "cd /tmp && sudo rm -rf /usr/local/shop" } }] }),
      says("Done.")
    ],
    play: async (terminal) => {
      await ask(terminal, "clean up", /yes/)
      await pause(1_600)
      terminal.type("ye")
      await terminal.quiet()
    }
  },
  choice: {
    title: "A question of the model",
    rows: 26,
    turns: [
      says("Two things are open.", { calls: [{ name: "AskUserQuestion", input: questions }] }),
      says("Then so it is.")
    ],
    play: (terminal) => ask(terminal, "round the total", /Half up/)
  },
  "first-run": {
    title: "The first run",
    rows: 20,
    fresh: true,
    env: { CODERX_MODEL: "", OLLAMA_HOST: "http://127.0.0.1:1" },
    turns: [],
    play: (terminal) => terminal.sees("another one")
  },
  output: {
    title: "Long output, folded",
    rows: 26,
    turns: [
      says("I run the tests.", { calls: [{ name: "Bash", input: { command: "seq -f 'ok %g' 300" } }] }),
      says("All 300 pass.")
    ],
    play: (terminal) => ask(terminal, "run the tests", /All 300[\s\S]*─ .*turn/),
    args: ["--permission-mode", "bypassPermissions"]
  },
  queue: {
    title: "Messages that wait while the agent works",
    rows: 18,
    turns: [says("I look at the cart, and then at ", { hang: true })],
    play: async (terminal) => {
      await ask(terminal, "look at the cart", "and then at")
      terminal.type(`mind the discount, too${key.enter}`)
      await terminal.sees("next: mind")
      terminal.type("then write a summary")
      terminal.type(key.altEnter)
      await terminal.sees("after: then")
      terminal.type("and this is still being writ")
      await terminal.sees("being writ")
    }
  },
  context: {
    title: "What fills the window",
    rows: 46,
    turns: [says(answer)],
    play: async (terminal) => {
      await ask(terminal, "what does total() do?", /─ .*turn/)
      await ask(terminal, "/context", "Every source")
    }
  },
  commands: {
    title: "Completion of slash commands",
    rows: 18,
    turns: [],
    play: async (terminal) => {
      terminal.type("/co")
      await terminal.sees("/context")
    }
  },
  search: {
    title: "Search through the prompts of the project",
    rows: 24,
    turns: [says("So it is.")],
    play: async (terminal) => {
      for (const words of ["explain the discount", "write a test for the cart", "why is the cart slow?"]) {
        await ask(terminal, words, new RegExp(`${words.replace("?", "\\?")}\\s+So it is\\.\\s+─`))
      }
      terminal.type(key.search)
      await terminal.quiet()
      terminal.type("cart")
      await terminal.quiet()
    }
  },
  vim: {
    title: "Vim mode",
    rows: 12,
    config: { editorMode: "vim" },
    turns: [],
    play: async (terminal) => {
      terminal.type("rename the cart, but keep its tests")
      await terminal.sees("its tests")
      terminal.type(key.escape)
      await terminal.sees("NORMAL")
      terminal.type("bb2d")
      await terminal.quiet()
    }
  },
  narrow: {
    title: "Forty columns",
    columns: 40,
    rows: 36,
    turns: [says(answer)],
    play: (terminal) => ask(terminal, "what does total() do?", /─ .*turn/)
  }
}

const spinner = /[⠀-⣿]/g
/** Times, turning signs and the directory, made the same; the row keeps its length. */
const settleIn = (home) => (row) =>
  row
    .replaceAll(home, "/home/somebody".padEnd(home.length, "-").slice(0, home.length))
    .replace(/\d+(\.\d+)?(?= ?m?s\b)/g, (digits) => digits.replace(/\d/g, "1"))
    .replace(spinner, "⠹")
    .replace(/\b\d\d:\d\d(:\d\d)?\b/g, (time) => time.replace(/\d/g, "1"))

const draw = async (
  name,
  { title, columns = 92, rows, turns, play, config = {}, args = [], env: more = {}, fresh = false }
) => {
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "me-")))
  const project = path.join(home, "shop")
  const put = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true })
    fs.writeFileSync(path.join(home, file), text)
  }
  put("shop/src/cart.js", cart)
  if (!fresh) put(".coderx/config.json", JSON.stringify({ theme: "dark", ...config }))
  const server = await startScriptedServer({ turns })
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    LANG: "C.UTF-8",
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_API_KEY: "sk-ant-pictures-0000",
    CODERX_MODEL: "anthropic/claude-sonnet-5",
    ...more
  }
  const argv = [path.join(root, "bin/coderx.cjs"), ...args]
  const terminal = openTerminal(process.execPath, argv, { cwd: project, env, columns, rows })
  try {
    await terminal.sees("╰")
    await terminal.quiet(400)
    await play(terminal)
    await terminal.quiet(300, 2_000)
    await pause(50)
    fs.mkdirSync(target, { recursive: true })
    fs.writeFileSync(
      path.join(target, `${name}.svg`),
      screenSvg(terminal.screen, { title, caret: terminal.caret(), settle: settleIn(home) })
    )
    console.log(`docs/pictures/${name}.svg`)
  } finally {
    await terminal.close()
    await server.close()
    fs.rmSync(home, { recursive: true, force: true })
  }
}

const wanted = process.argv.slice(2)
for (const [name, picture] of Object.entries(pictures)) {
  if (wanted.length === 0 || wanted.includes(name)) await draw(name, picture)
}
