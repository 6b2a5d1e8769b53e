import { bazel, cmake, dotnet, go, gradle, maven, meson, rust, swift, zig } from "./compiled.ts"
import { clojure, dart, elixir, erlang, haskell, php, ruby, scala } from "./dynamic.ts"
import type { Ecosystem } from "./ecosystem.ts"
import { bun, deno, node } from "./node.ts"
import { python } from "./python.ts"
import { bash, containers, gleam, julia, lua, make, nim, ocaml, perl, r, tasks, terraform } from "./small.ts"

/** Every kind of project that is known, in the order in which they are asked. A new one is a rule and a word here. */
export const ecosystems: ReadonlyArray<Ecosystem> = [
  node,
  deno,
  bun,
  python,
  go,
  rust,
  maven,
  gradle,
  dotnet,
  ruby,
  php,
  elixir,
  erlang,
  haskell,
  scala,
  clojure,
  swift,
  dart,
  zig,
  cmake,
  meson,
  bazel,
  tasks,
  perl,
  lua,
  r,
  julia,
  nim,
  gleam,
  ocaml,
  bash,
  terraform,
  containers,
  make
]
