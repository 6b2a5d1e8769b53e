/** What a fence or the end of a file's name calls a language, and the name of the mode that reads it. */
const names: Readonly<Record<string, string>> = {
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  node: "javascript",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "typescript",
  jsonc: "json",
  json5: "json",
  jsonl: "json",
  ipynb: "json",
  py: "python",
  pyi: "python",
  python3: "python",
  sh: "shell",
  bash: "shell",
  zsh: "shell",
  ksh: "shell",
  console: "shell",
  "shell-session": "shell",
  h: "c",
  cc: "cpp",
  "c++": "cpp",
  cxx: "cpp",
  hpp: "cpp",
  cs: "csharp",
  "c#": "csharp",
  kt: "kotlin",
  kts: "kotlin",
  golang: "go",
  rs: "rust",
  htm: "html",
  vue: "html",
  svelte: "html",
  svg: "xml",
  xhtml: "html",
  yml: "yaml",
  rb: "ruby",
  pl: "perl",
  pm: "perl",
  docker: "dockerfile",
  patch: "diff",
  ps1: "powershell",
  pwsh: "powershell",
  hs: "haskell",
  ini: "properties",
  conf: "properties",
  env: "properties",
  dotenv: "properties",
  proto: "protobuf",
  ml: "ocaml",
  mli: "ocaml",
  fs: "fsharp",
  fsx: "fsharp",
  m: "objectivec",
  objc: "objectivec",
  psql: "sql",
  postgresql: "sql",
  mysql: "sql",
  sqlite: "sql",
  clj: "clojure",
  jl: "julia",
  gradle: "groovy",
  sass: "scss"
}

/** The mode for a language as a fence names it: `TS`, `typescript`, `{.python}`, `rust,ignore`. */
export const modeName = (language: string): string => {
  const word = (/[\w#+.-]+/.exec(language.toLowerCase())?.[0] ?? "").replace(/^\./, "")
  return Object.hasOwn(names, word) ? (names[word] ?? word) : word
}

/** The language of a file by its name: what stands behind the last dot, or the name itself (`Dockerfile`, `CMakeLists.txt`). */
export const languageOfPath = (path: string): string => {
  const name = (path.split(/[\\/]/).at(-1) ?? "").toLowerCase()
  if (name === "cmakelists.txt") return "cmake"
  if (/^(dockerfile|containerfile)/.test(name)) return "dockerfile"
  if (/^\.(bash|zsh|profile)/.test(name)) return "shell"
  if (name.startsWith(".env")) return "properties"
  return name.includes(".") ? modeName(name.slice(name.lastIndexOf(".") + 1)) : ""
}
