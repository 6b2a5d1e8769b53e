import { describe, expect, it } from "vitest"
import { ruleWarning } from "../../../src/services/permission/ruleWarning.ts"
import {
  isDead,
  parseRule,
  type Rule,
  type RuleGround,
  type WrittenRule
} from "../../../src/services/permission/rules.ts"

const ground: RuleGround = { home: ["/home/u"], project: ["/home/u/ws"], cwd: ["/home/u/ws"], foldsNames: false }
const places = { home: "/home/u", project: "/home/u/ws", cwd: "/home/u/ws" }

const written = (line: string): WrittenRule => {
  const [behavior, ...text] = line.split(" ")
  if (behavior !== "allow" && behavior !== "ask" && behavior !== "deny") throw new Error(line)
  return { behavior, text: text.join(" "), scope: "user", file: "/f" }
}

const warned = (line: string, ...others: ReadonlyArray<string>): string | undefined => {
  const rules = others.map((other) => parseRule(written(other), ground)).filter((rule): rule is Rule => !isDead(rule))
  return ruleWarning(written(line), { ground, places, rules })
}

describe("a rule that lets more pass than it says is told", () => {
  it.each([
    "Bash",
    "Bash(*)",
    "Bash(:*)",
    "Bash(* --version)",
    "Bash(p*)",
    "Bash(python:*)",
    "Bash(python3.12 *)",
    "Bash(python -c:*)",
    "Bash(python -m:*)",
    "Bash(/usr/bin/python3:*)",
    "Bash(node -e:*)",
    "Bash(node:*)",
    "Bash(bash -c *)",
    "Bash(sh:*)",
    "Bash(env:*)",
    "Bash(timeout:*)",
    "Bash(timeout 5:*)",
    "Bash(timeout -k 5 10 *)",
    "Bash(nice -n 5:*)",
    "Bash(xargs:*)",
    "Bash(xargs -n1:*)",
    "Bash(find:*)",
    "Bash(awk *)",
    "Bash(perl -pe:*)",
    "Bash(npx:*)",
    "Bash(npm:*)",
    "Bash(npm run:*)",
    "Bash(npm exec *)",
    "Bash(git:*)",
    "Bash(git -c:*)",
    "Bash(git *)",
    "Bash(git config:*)",
    "Bash(docker:*)",
    "Bash(docker run:*)",
    "Bash(cargo run:*)",
    "Bash(go run:*)",
    "Bash(make:*)",
    "Bash(ssh:*)",
    "Bash(curl:*)",
    "Bash(uv:*)",
    "Bash(eval *)",
    "Bash(sed:*)",
    "Read(//**)",
    "Read(~/**)",
    "Read(~)",
    "Edit(//)",
    "Edit(//home/**)",
    "Edit",
    "Write",
    "WebFetch",
    "WebFetch(domain:*)",
    "WebFetch(domain:*.com)",
    "mcp__*"
  ])("%s", (text) => expect(warned(`allow ${text}`)).toBeDefined())
})

describe("a rule that is narrow is not", () => {
  it.each([
    "Bash(npm test:*)",
    "Bash(npm run build:*)",
    "Bash(git push origin main)",
    "Bash(git commit:*)",
    "Bash(git log *)",
    "Bash(timeout 5 npm test:*)",
    "Bash(python manage.py test:*)",
    "Bash(python -m pytest:*)",
    "Bash(python3 -c 'print(1)')",
    "Bash(node scripts/build.mjs:*)",
    "Bash(cargo test:*)",
    "Bash(go test:*)",
    "Bash(make test)",
    "Bash(make test:*)",
    "Bash(docker ps:*)",
    "Bash(prettier:*)",
    "Bash(ls:*)",
    "Read(src/**)",
    "Read(/**)",
    "Read(~/docs/**)",
    "Edit(/src/**)",
    "WebFetch(domain:example.com)",
    "WebFetch(domain:*.example.com)",
    "mcp__github",
    "mcp__github__get_issue"
  ])("%s", (text) => expect(warned(`allow ${text}`)).toBeUndefined())

  it.each(["deny Bash(*)", "ask Bash(python:*)", "deny Read(//**)"])("%s", (line) =>
    expect(warned(line)).toBeUndefined()
  )
})

describe("a rule that can never match, or has no effect, is told with the reason", () => {
  it.each([
    ["allow Bash(a && b:*)", [], /more than one/],
    ["deny Bash(cd x; rm *)", [], /more than one/],
    ["allow Rread(x)", [], /no tool Rread/],
    ["allow Bash(git push:*)", ["deny Bash(git:*)"], /the deny rule Bash\(git:\*\) says more/],
    ["allow Bash(npm test)", ["deny Bash"], /the deny rule Bash says more/],
    ["allow Read(src/**)", ["deny Read"], /the deny rule Read/],
    ["allow Bash(npm publish:*)", ["ask Bash(npm:*)"], /the ask rule/],
    ["allow Bash(rm -rf /)", [], /dangerous/],
    ["allow Bash(sudo:*)", [], /dangerous/],
    ["allow TodoWrite(x)", [], /nothing in brackets/]
  ] as const)("%s", (line, others, reason) => expect(warned(line, ...others)).toMatch(reason))

  it("holds nothing against a rule beside others", () => {
    expect(warned("allow Bash(npm test:*)", "deny Bash(npm publish:*)", "allow Bash(npm:*)")).toBeUndefined()
    expect(warned("allow Bash(npm:*)", "deny Bash(npm publish:*)")).toMatch(/anything/)
  })
})
