import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { describe, expect, it } from "vitest"

/**
 * The shape of the house, as architectureCODER_X_maintenance.md describes it. Each failure says why the rule is there.
 * Imports are read by a regular expression; imports of types count, because they couple just as well.
 */
const root = resolve(import.meta.dirname, "..")
const source = join(root, "src")

interface SourceFile {
  /** From the root of the repository: `src/services/agent/loop.ts`. */
  readonly path: string
  readonly text: string
  /** Without comments and strings, for rules about words. */
  readonly code: string
  readonly lines: number
  readonly imports: ReadonlyArray<string>
}

const importPattern = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|\bimport\("([^"]+)"\)/g

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[\s;{}(,])\/\/[^\n]*/g, "$1")

const withoutStrings = (text: string): string =>
  text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`/g, '""')

const read = (directory: string): ReadonlyArray<SourceFile> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const full = join(directory, name)
      const text = readFileSync(full, "utf8")
      const bare = withoutComments(text)
      const imports = [...bare.matchAll(importPattern)].map((match) => {
        const target = match[1] ?? match[2] ?? ""
        return target.startsWith(".") ? relative(root, resolve(dirname(full), target)) : target
      })
      return {
        path: relative(root, full),
        text,
        code: withoutStrings(bare),
        lines: text.trimEnd().split("\n").length,
        imports
      }
    })

const files = read(source)
const isIn = (path: string, folder: string): boolean => path.startsWith(`src/${folder}/`)
const local = (file: SourceFile): ReadonlyArray<string> => file.imports.filter((target) => target.startsWith("src/"))
const outside = (file: SourceFile): ReadonlyArray<string> => file.imports.filter((target) => !target.startsWith("src/"))

/** All breaches at once, each with its reason, or nothing. */
const none = (reason: string, breaches: ReadonlyArray<string>) =>
  expect(breaches, `${reason}\n${breaches.map((breach) => `  ${breach}`).join("\n")}\n`).toEqual([])

/**
 * Which group of services may import which. The arrow points one way: vocabulary at the bottom, the agent and those who
 * show it at the top. A new row needs a reason in the architecture file.
 */
const groups: Readonly<Record<string, ReadonlyArray<string>>> = {
  domain: [],
  host: [],
  network: ["domain", "host", "settings"],
  settings: ["domain", "host"],
  secrets: ["domain", "host", "settings"],
  workspace: ["domain", "host", "settings"],
  interaction: ["domain", "host"],
  syntax: ["domain", "host"],
  codemap: ["domain", "host", "settings", "workspace", "syntax"],
  instructions: ["domain", "host", "workspace", "settings"],
  project: ["domain", "host", "workspace", "settings"],
  model: ["domain", "host", "network", "workspace", "settings", "secrets"],
  permission: ["domain", "host", "workspace", "settings", "interaction"],
  session: ["domain", "host", "workspace", "settings"],
  tool: [
    "domain",
    "host",
    "network",
    "workspace",
    "settings",
    "secrets",
    "permission",
    "interaction",
    "model",
    "syntax",
    "codemap",
    "project"
  ],
  mcp: ["domain", "host", "network", "workspace", "settings", "permission", "interaction", "tool"],
  users: ["domain", "host", "workspace", "settings"],
  feedback: ["domain", "host", "workspace", "settings", "session"],
  integrations: ["domain", "host", "network", "workspace", "settings"],
  agent: [
    "domain",
    "host",
    "workspace",
    "settings",
    "secrets",
    "interaction",
    "instructions",
    "model",
    "permission",
    "session",
    "tool"
  ],
  doctor: ["domain", "host", "workspace", "settings", "secrets", "model"],
  ui: ["domain", "interaction"],
  // A slash command is a door to any service that the command line has a door to, and draws what it shows.
  slash: [
    "domain",
    "host",
    "workspace",
    "settings",
    "secrets",
    "interaction",
    "instructions",
    "project",
    "model",
    "permission",
    "session",
    "tool",
    "agent",
    "doctor",
    "ui"
  ],
  frontend: [
    "domain",
    "host",
    "settings",
    "interaction",
    "permission",
    "instructions",
    "model",
    "session",
    "agent",
    "ui",
    "slash"
  ],
  // The shell stands above everything it shows: nothing imports it but the layer that starts it.
  interactive: [
    "domain",
    "host",
    "workspace",
    "settings",
    "permission",
    "model",
    "session",
    "tool",
    "agent",
    "ui",
    "slash",
    "frontend"
  ]
}

/**
 * Single files that a lower group may use: the event union names the pieces of a reply, trust is given to a project's root,
 * and settings are shown without what the one redactor finds in them. A transcript is also drawn from a session's records, and
 * differences are told in the hunks that tools write.
 */
const exceptions: ReadonlyArray<readonly [from: string, to: string]> = [
  ["src/services/domain/AgentEvent.ts", "src/services/model/Provider.ts"],
  ["src/services/settings/", "src/services/workspace/projectRoot.ts"],
  ["src/services/settings/masked.ts", "src/services/secrets/names.ts"],
  ["src/services/settings/masked.ts", "src/services/secrets/redact.ts"],
  ["src/services/ui/resultLine.ts", "src/services/secrets/redact.ts"],
  ["src/services/ui/diff/", "src/services/workspace/hunks.ts"],
  ["src/services/ui/transcript/", "src/services/workspace/hunks.ts"],
  ["src/services/ui/transcript/", "src/services/session/SessionRecord.ts"],
  ["src/services/ui/bindings/parse.ts", "src/services/settings/jsonKeys.ts"],
  ["src/services/ui/bindings/parse.ts", "src/services/settings/plainJson.ts"],
  ["src/services/frontend/PromptHistory.ts", "src/services/secrets/Secrets.ts"],
  ["src/services/frontend/masked.ts", "src/services/secrets/Secrets.ts"]
]

const groupOf = (path: string): string | undefined => /^src\/services\/([^/]+)\//.exec(path)?.[1]

/** Tags whose implementations are contact with the outside. They have no layer in services. */
const ports = [
  "coderx/codemap/Stamps",
  "coderx/frontend/Demo",
  "coderx/frontend/Frontend",
  "coderx/frontend/HostChannel",
  "coderx/frontend/TerminalScreen",
  "coderx/host/Host",
  "coderx/interaction/Interaction",
  "coderx/model/Providers",
  "coderx/network/Network",
  "coderx/settings/Keys",
  "coderx/syntax/Syntax",
  "coderx/tool/Subagent",
  "coderx/ui/Renderer",
  "coderx/workspace/Images",
  "coderx/workspace/Pdfs",
  "coderx/workspace/Sandbox",
  "coderx/workspace/Search"
]

/** The files that put layers together, and so import others. */
const composing = ["src/layers/app.ts", "src/layers/providers/registry.ts"]

describe("architecture", () => {
  it("lets imports point one way", () => {
    const breaches = files.flatMap((file) =>
      local(file).flatMap((target) => {
        if (file.path === "src/main.ts")
          return isIn(target, "commands") || isIn(target, "layers") ? [] : [`${file.path} imports ${target}`]
        if (isIn(file.path, "commands"))
          return isIn(target, "commands") || isIn(target, "services") ? [] : [`${file.path} imports ${target}`]
        if (isIn(file.path, "layers"))
          return isIn(target, "services") || isIn(target, "layers") ? [] : [`${file.path} imports ${target}`]
        if (!isIn(file.path, "services")) return [`${file.path} stands outside of services, layers and commands`]
        const [from, to] = [groupOf(file.path), groupOf(target)]
        if (from === undefined || to === undefined) return [`${file.path} imports ${target}`]
        if (from === to || groups[from]?.includes(to)) return []
        return exceptions.some(([a, b]) => file.path.startsWith(a) && b === target)
          ? []
          : [`${file.path} imports ${target}`]
      })
    )
    none(
      "main → commands, layers · commands → services · layers → services · services by the table above. A part that knows what stands above it cannot be changed or tested alone.",
      breaches
    )
  })

  it("has no cycles between files", () => {
    const graph = new Map(files.map((file) => [file.path, local(file)]))
    const done = new Set<string>()
    const found: Array<string> = []
    const visit = (path: string, trail: ReadonlyArray<string>) => {
      const at = trail.indexOf(path)
      if (at >= 0) {
        found.push([...trail.slice(at), path].join(" → "))
        return
      }
      if (done.has(path)) return
      for (const target of graph.get(path) ?? []) visit(target, [...trail, path])
      done.add(path)
    }
    for (const file of files) visit(file.path, [])
    none("Files that need each other are one file.", found)
  })

  it("keeps what Coder-X is free of what it touches", () => {
    const allowed =
      /^(effect(\/|$)|ignore$|jsonc-parser$|yaml$|@cfworker\/json-schema$|htmlparser2$|marked$|@codemirror\/)/
    const globals =
      /\b(process(?=\.(?:env|cwd|argv|std(?:in|out|err)|exit|pid|platform|on|once|nextTick|hrtime|memoryUsage)\b)|(?:console|Date|Math\.random|setTimeout|setInterval|require|Buffer)(?=[.([]))|\bnew Date\b|\bEffect\.run[A-Z]\w*/g
    const breaches = files
      .filter((file) => isIn(file.path, "services") || isIn(file.path, "commands"))
      .flatMap((file) => [
        ...outside(file)
          .filter((target) => !allowed.test(target))
          .map((target) => `${file.path} imports ${target}`),
        ...(/(?<![.\w])fetch\(/.test(file.code) && !/\bfetch\b(?!\()/.test(file.code)
          ? [`${file.path} uses fetch`]
          : []),
        ...[...file.code.matchAll(globals)]
          .filter((match) => !/[.\w"]$/.test(file.code.slice(0, match.index)))
          .map((match) => `${file.path} uses ${match[0]}`)
      ])
    none(
      "Services and commands would survive a change of vendor, system, terminal or runtime: they use Clock, Random, FileSystem, Path, ChildProcessSpawner, Network and Host. What touches the outside is a layer.",
      breaches
    )
  })

  it("keeps layers apart", () => {
    /** The outside thing that a layer file is about: `layers/x.ts` and the parts below `layers/x/` are one. */
    const owner = (path: string): string => {
      const folder = dirname(path)
      return files.some((file) => file.path === `${folder}.ts`) ? `${folder}.ts` : path
    }
    const breaches = files
      .filter((file) => isIn(file.path, "layers") && !composing.includes(file.path))
      .flatMap((file) =>
        local(file)
          .filter((target) => isIn(target, "layers") && owner(target) !== owner(file.path))
          .map((target) => `${file.path} imports ${target}`)
      )
    none(
      `One file for each outside thing: no layer file imports another, but the composing ones (${composing.join(", ")}) and the parts of one thing (layers/x.ts and layers/x/). Pure helpers that two of them need belong to services.`,
      breaches
    )
  })

  it("composes layers in one place", () => {
    const breaches = files
      .filter((file) => isIn(file.path, "services") || isIn(file.path, "commands"))
      .flatMap((file) =>
        [...file.code.matchAll(/\bLayer\.(provide|merge)\w*/g)].map((match) => `${file.path} uses ${match[0]}`)
      )
    none("Services construct, layers connect.", breaches)
  })

  it("has exactly the ports that are listed", () => {
    const tags = files
      .filter((file) => isIn(file.path, "services"))
      .flatMap((file) =>
        [...file.text.matchAll(/Context\.Service<[\s\S]*?\(\)\(\s*"([^"]+)"\s*\)/g)].map((match) => ({
          key: match[1] ?? "",
          path: file.path,
          hasLayer: /static readonly layer\b/.test(file.text)
        }))
      )
    const found = tags.filter((tag) => !tag.hasLayer).map((tag) => tag.key)
    none(
      "A tag without a layer in services is a port; add it to the list with a reason.",
      found.filter((key) => !ports.includes(key)).sort()
    )
    none(
      "A port has no layer in services: its alternatives live in layers.",
      tags.filter((tag) => tag.hasLayer && ports.includes(tag.key)).map((tag) => tag.path)
    )
  })

  it("names tags after their files", () => {
    const breaches = files
      .filter((file) => isIn(file.path, "services"))
      .flatMap((file) => {
        const keys = [...file.text.matchAll(/\(\)\(\s*"(coderx\/[^"]+)"|Reference<[^(]*\(\s*"(coderx\/[^"]+)"/g)].map(
          (match) => match[1] ?? match[2] ?? ""
        )
        const wanted = file.path.replace("src/services/", "coderx/").replace(/\.ts$/, "")
        return [
          ...keys.filter((key) => key !== wanted).map((key) => `${file.path} has the key ${key}`),
          ...(keys.length > 1 ? [`${file.path} has ${keys.length} tags`] : [])
        ]
      })
    none("One tag a file, its key the path: who knows the name knows the place.", breaches)
  })

  it("keeps files short", () => {
    const limit = (path: string): number => (path === "src/main.ts" ? 45 : path === "src/layers/app.ts" ? 150 : 300)
    const breaches = files
      .filter((file) => file.lines > limit(file.path))
      .map((file) => `${file.path}: ${file.lines} lines, at most ${limit(file.path)}`)
    none(
      "The entry is an index, the composition is declarative, and a file that is read in one sitting is understood.",
      breaches
    )
  })

  it("keeps commands to flags and a short handler", () => {
    const breaches = files
      .filter((file) => /^src\/commands\/[^/]+\.ts$/.test(file.path) && file.lines > 160)
      .map((file) => `${file.path}: ${file.lines} lines`)
    none("A command that is long is a service in disguise.", breaches)
  })

  it("takes no way around the types, and leaves nothing half done", () => {
    const ways =
      /\bas any\b|\bas unknown as\b|@ts-ignore|@ts-expect-error|\bTODO\b|\bFIXME\b|\bXXX\b|\benum [A-Z]|^\s*namespace [A-Z]/gm
    const breaches = files.flatMap((file) =>
      [...file.text.matchAll(ways)].map((match) => `${file.path}: ${match[0].trim()}`)
    )
    none("A cast hides what the compiler would have told; a mark for later is a promise that nobody keeps.", breaches)
  })

  it("keeps tests out of the source", () => {
    const breaches = files.flatMap((file) =>
      file.imports
        .filter((target) => target.startsWith("test/") || target === "vitest")
        .map((target) => `${file.path} imports ${target}`)
    )
    none("Source never imports test.", breaches)
  })
})
