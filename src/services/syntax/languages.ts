/** Grammars and checkers by the ends of file names. A new language is its line here, and a query in `codemap` for its tags. */
const byExtension: Readonly<Record<string, string>> = {
  bash: "bash",
  c: "c",
  cc: "cpp",
  cjs: "javascript",
  clj: "clojure",
  cljc: "clojure",
  cljs: "clojure",
  cpp: "cpp",
  cs: "csharp",
  css: "css",
  cts: "typescript",
  cxx: "cpp",
  dart: "dart",
  elm: "elm",
  ex: "elixir",
  exs: "elixir",
  gleam: "gleam",
  go: "go",
  h: "cpp",
  hcl: "hcl",
  hh: "cpp",
  hpp: "cpp",
  hs: "haskell",
  htm: "html",
  html: "html",
  hxx: "cpp",
  ino: "cpp",
  ipynb: "json",
  java: "java",
  js: "javascript",
  json: "json",
  json5: "json5",
  jsonc: "jsonc",
  jsx: "javascript",
  kt: "kotlin",
  kts: "kotlin",
  lua: "lua",
  mjs: "javascript",
  mts: "typescript",
  php: "php",
  py: "python",
  pyi: "python",
  rake: "ruby",
  rb: "ruby",
  rs: "rust",
  scala: "scala",
  sh: "bash",
  swift: "swift",
  tf: "hcl",
  tfvars: "hcl",
  toml: "toml",
  ts: "typescript",
  tsx: "tsx",
  webmanifest: "json",
  yaml: "yaml",
  yml: "yaml",
  zig: "zig"
}

const byName: Readonly<Record<string, string>> = {
  ".bash_profile": "bash",
  ".bashrc": "bash",
  ".eslintrc": "jsonc",
  ".profile": "bash",
  "Cargo.lock": "toml",
  Gemfile: "ruby",
  Rakefile: "ruby",
  "poetry.lock": "toml"
}

export const nameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)

/** What stands after the last dot of a file's name, in lower case; empty where there is none. */
export const extensionOf = (path: string): string => {
  const name = nameOf(path)
  const dot = name.lastIndexOf(".")
  return dot < 1 ? "" : name.slice(dot + 1).toLowerCase()
}

const own = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** The language of a file by its name; undefined where it is not one that we know. */
export const languageOf = (path: string): string | undefined =>
  own(byName, nameOf(path)) ?? own(byExtension, extensionOf(path))
