import type { Decided } from "./decide.ts"
import type { Facts, Part, PathFact } from "./facts.ts"
import type { Verdict } from "./verdict.ts"

const pathShown = (path: PathFact) => ({
  kind: path.kind,
  target: path.written,
  ...(path.target === undefined ? {} : { real: path.target.real, inside: path.target.inside })
})

const accessesShown = (part: Part): Verdict["accesses"] => {
  switch (part._tag) {
    case "Line":
      return part.commands.flatMap((fact) => fact.paths.map(pathShown))
    case "File":
      return [pathShown(part.path)]
    case "Url":
      return [{ kind: "fetch", target: part.url }]
    case "Mcp":
      return [{ kind: "mcp", target: part.name }]
  }
}

/** The decision with what it stands on, as `permissions explain --json` prints it. */
export const verdictOf = (facts: Facts, decided: Decided): Verdict => {
  const lines = facts.parts.flatMap((part) => (part._tag === "Line" ? [part] : []))
  return {
    decision: decided.decision,
    class: decided.class,
    commands: lines.flatMap((line) =>
      line.commands
        .filter(({ command }) => !command.container)
        .map(({ command }) => ({
          argv: command.words.map((word) => (word.exact ? word.text : word.raw)),
          redirections: command.redirections.map(
            ({ descriptor, operator, target }) => `${descriptor}${operator}${target.raw.slice(0, 200)}`
          )
        }))
    ),
    accesses: facts.parts.flatMap(accessesShown),
    ...(decided.rule === undefined
      ? {}
      : {
          rule: {
            text: decided.rule.text,
            behavior: decided.rule.behavior,
            scope: decided.rule.scope,
            ...(decided.rule.file === undefined ? {} : { file: decided.rule.file })
          }
        }),
    reason: decided.reason,
    ...(decided.blockedPath === undefined ? {} : { blockedPath: decided.blockedPath })
  }
}
