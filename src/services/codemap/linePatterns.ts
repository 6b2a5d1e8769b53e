import { extensionOf } from "../syntax/languages.ts"

/** A definition that one line shows: the first group that matched is its name. */
export interface LinePattern {
  readonly kind: string
  /** Global and multiline. */
  readonly pattern: RegExp
}

const word = "([A-Za-z_$][\\w$]*)"
const before =
  "(?:(?:export|default|public|private|protected|internal|static|abstract|final|async|pub(?:\\([^)\\n]*\\))?|unsafe|override|open|sealed|data|case|partial|inline|extern|declare|virtual|suspend)\\s+)*"

/** Words that introduce a definition in most languages with braces or indentation. */
const common: ReadonlyArray<LinePattern> = [
  {
    kind: "class",
    pattern: new RegExp(
      `^[ \\t]*${before}(?:class|struct|interface|enum|trait|protocol|object|record|actor|union) ${word}`,
      "gm"
    )
  },
  { kind: "type", pattern: new RegExp(`^[ \\t]*${before}(?:type|typealias) ${word}`, "gm") },
  { kind: "module", pattern: new RegExp(`^[ \\t]*${before}(?:namespace|module|mod) ${word}`, "gm") },
  {
    kind: "function",
    pattern: new RegExp(
      `^[ \\t]*${before}(?:function\\*?|def|fn|func|fun|sub|proc|macro_rules!)\\s+(?:\\([^)\\n]*\\)\\s*)?(?:self\\.)?${word}`,
      "gm"
    )
  },
  { kind: "constant", pattern: new RegExp(`^(?:export )?(?:const|let|var|val|static) ${word}`, "gm") }
]

/** `int add(int a, int b) {` of the C family. */
const typedFunction: LinePattern = {
  kind: "function",
  pattern:
    /^[ \t]*(?!(?:return|else|if|for|while|switch|case|new|throw|using|typedef)\b)(?:[A-Za-z_][\w:<>,*&[\].]*[ \t]+)+[*&]*([A-Za-z_]\w*)[ \t]*\([^;\n]*\)[^;\n]*(?:\{|$)/gm
}

const lisp: ReadonlyArray<LinePattern> = [
  { kind: "function", pattern: /^[ \t]*\((?:cl-)?def[a-z-]*\*?\s+\(?'?([^\s()"]+)/gm },
  { kind: "function", pattern: /^[ \t]*\(define(?:-[a-z-]+)?\s+\(?([^\s()"]+)/gm }
]

const ocaml: ReadonlyArray<LinePattern> = [
  { kind: "module", pattern: /^[ \t]*module (?:type )?([A-Z][\w']*)/gm },
  { kind: "type", pattern: /^[ \t]*(?:type|and|exception) (?:(?:'\w+|\([^)\n]*\)) )?([a-zA-Z][\w']*)/gm },
  { kind: "function", pattern: /^[ \t]*(?:let|val|external|method) (?:rec )?([a-z_][\w']*)/gm }
]

const rFunction: LinePattern = { kind: "function", pattern: /^([A-Za-z.][\w.]*)[ \t]*(?:<-|=)[ \t]*function\b/gm }

/** By the end of the file's name: languages without a grammar here. */
const special: Readonly<Record<string, ReadonlyArray<LinePattern>>> = {
  chatito: [{ kind: "entity", pattern: /^[%~@]\[([^\]?\n]+)\??\]/gm }],
  d: [...common, typedFunction],
  el: lisp,
  erl: [{ kind: "function", pattern: /^([a-z]\w*)\([^\n]*->/gm }],
  fs: [...common, ...ocaml],
  graphql: [{ kind: "type", pattern: /^(?:type|input|interface|enum|scalar|union) (\w+)/gm }],
  groovy: [...common, typedFunction],
  jl: [...common, { kind: "function", pattern: /^[ \t]*(?:macro|(?:mutable )?struct) (\w+)/gm }],
  lisp,
  m: [
    {
      kind: "class",
      pattern: /^[ \t]*(?:classdef(?:[ \t]*\([^)\n]*\))?|@(?:interface|implementation|protocol))[ \t]+(\w+)/gm
    },
    { kind: "function", pattern: /^[ \t]*function[ \t]+(?:(?:\[[^\]\n]*\]|\w+)[ \t]*=[ \t]*)?([\w.]+)/gm },
    { kind: "method", pattern: /^[-+][ \t]*\([^)\n]*\)[ \t]*(\w+)/gm }
  ],
  ml: ocaml,
  mli: ocaml,
  nim: [{ kind: "function", pattern: /^[ \t]*(?:proc|func|method|template|macro|iterator) (\w+)/gm }],
  pl: [...common, { kind: "module", pattern: /^package ([\w:]+)/gm }],
  pm: [...common, { kind: "module", pattern: /^package ([\w:]+)/gm }],
  pony: [
    {
      kind: "class",
      pattern:
        /^[ \t]*(?:class|actor|primitive|trait|interface|struct|type)[ \t]+(?:(?:val|ref|iso|tag|box|trn)[ \t]+)?(\w+)/gm
    },
    { kind: "function", pattern: /^[ \t]*(?:fun|be|new)[ \t]+(?:(?:val|ref|iso|tag|box|trn)[ \t]+)?(\w+)/gm }
  ],
  properties: [{ kind: "property", pattern: /^[ \t]*([\w.-]+)[ \t]*[=:]/gm }],
  proto: [{ kind: "type", pattern: /^[ \t]*(?:message|service|enum|rpc) (\w+)/gm }],
  ps1: [...common, { kind: "function", pattern: /^function ([\w-]+)/gim }],
  r: [rFunction],
  rkt: lisp,
  rules: [
    { kind: "label", pattern: /\bLABEL="([^"\n]+)"/gm },
    { kind: "variable", pattern: /\bENV\{(\w+)\}=(?!=)/gm }
  ],
  scm: lisp,
  sol: [
    { kind: "class", pattern: /^[ \t]*(?:abstract )?(?:contract|interface|library|struct|enum) (\w+)/gm },
    { kind: "function", pattern: /^[ \t]*(?:function|modifier|event|error) (\w+)/gm }
  ],
  sql: [
    {
      kind: "table",
      pattern:
        /^[ \t]*create (?:or replace )?(?:temp(?:orary)? )?(?:table|view|function|procedure|type|index|trigger)(?: if not exists)? "?([\w.]+)/gim
    }
  ],
  svelte: common,
  vue: common
}

/** The patterns for a file; undefined where its kind is not known at all. */
export const linePatternsOf = (path: string, language: string | undefined): ReadonlyArray<LinePattern> | undefined => {
  const extension = extensionOf(path)
  const own = Object.hasOwn(special, extension) ? special[extension] : undefined
  if (own !== undefined || language === undefined) return own
  return ["c", "cpp", "csharp", "java", "dart"].includes(language) ? [...common, typedFunction] : common
}
