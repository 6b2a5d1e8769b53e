import * as clike from "@codemirror/legacy-modes/mode/clike"
import { clojure } from "@codemirror/legacy-modes/mode/clojure"
import { cmake } from "@codemirror/legacy-modes/mode/cmake"
import { css, less, sCSS } from "@codemirror/legacy-modes/mode/css"
import { diff } from "@codemirror/legacy-modes/mode/diff"
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile"
import { erlang } from "@codemirror/legacy-modes/mode/erlang"
import { go } from "@codemirror/legacy-modes/mode/go"
import { groovy } from "@codemirror/legacy-modes/mode/groovy"
import { haskell } from "@codemirror/legacy-modes/mode/haskell"
import { javascript, json, typescript } from "@codemirror/legacy-modes/mode/javascript"
import { julia } from "@codemirror/legacy-modes/mode/julia"
import { lua } from "@codemirror/legacy-modes/mode/lua"
import { fSharp, oCaml } from "@codemirror/legacy-modes/mode/mllike"
import { perl } from "@codemirror/legacy-modes/mode/perl"
import { powerShell } from "@codemirror/legacy-modes/mode/powershell"
import { properties } from "@codemirror/legacy-modes/mode/properties"
import { protobuf } from "@codemirror/legacy-modes/mode/protobuf"
import { python } from "@codemirror/legacy-modes/mode/python"
import { r } from "@codemirror/legacy-modes/mode/r"
import { ruby } from "@codemirror/legacy-modes/mode/ruby"
import { rust } from "@codemirror/legacy-modes/mode/rust"
import { shell } from "@codemirror/legacy-modes/mode/shell"
import { standardSQL } from "@codemirror/legacy-modes/mode/sql"
import { swift } from "@codemirror/legacy-modes/mode/swift"
import { toml } from "@codemirror/legacy-modes/mode/toml"
import { html, xml } from "@codemirror/legacy-modes/mode/xml"
import { yaml } from "@codemirror/legacy-modes/mode/yaml"
import type { StreamParser } from "@codemirror/streamparser"

const words = (text: string): Readonly<Record<string, boolean>> =>
  Object.fromEntries(text.split(" ").map((word) => [word, true]))

/** PHP has no mode of its own there: its words in the family of C. */
const php = clike.clike({
  name: "php",
  keywords: words(
    "abstract and array as break case catch class clone const continue declare default do echo else elseif enum extends final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield"
  ),
  types: words("bool float int iterable mixed never object self string void"),
  blockKeywords: words("catch do else elseif for foreach if switch try while finally"),
  atoms: words("true false null TRUE FALSE NULL"),
  multiLineStrings: true,
  hooks: {
    $: (stream: { eatWhile: (match: RegExp) => boolean }) => {
      stream.eatWhile(/[\w$]/)
      return "variableName.special"
    },
    "#": (stream: { skipToEnd: () => void }) => {
      stream.skipToEnd()
      return "comment"
    }
  }
})

/** A line tokeniser whose state nobody but itself looks into. */
export type Mode = StreamParser<unknown>

/** Line tokenisers by name. All of them together load in a few milliseconds. */
export const modes: ReadonlyMap<string, Mode> = new Map<string, Mode>([
  ["javascript", javascript],
  ["typescript", typescript],
  ["json", json],
  ["python", python],
  ["shell", shell],
  ["c", clike.c],
  ["cpp", clike.cpp],
  ["java", clike.java],
  ["csharp", clike.csharp],
  ["kotlin", clike.kotlin],
  ["scala", clike.scala],
  ["dart", clike.dart],
  ["objectivec", clike.objectiveC],
  ["php", php],
  ["go", go],
  ["rust", rust],
  ["css", css],
  ["scss", sCSS],
  ["less", less],
  ["html", html],
  ["xml", xml],
  ["sql", standardSQL],
  ["yaml", yaml],
  ["toml", toml],
  ["ruby", ruby],
  ["lua", lua],
  ["perl", perl],
  ["swift", swift],
  ["dockerfile", dockerFile],
  ["diff", diff],
  ["haskell", haskell],
  ["r", r],
  ["powershell", powerShell],
  ["properties", properties],
  ["cmake", cmake],
  ["groovy", groovy],
  ["julia", julia],
  ["clojure", clojure],
  ["erlang", erlang],
  ["protobuf", protobuf],
  ["ocaml", oCaml],
  ["fsharp", fSharp]
])
