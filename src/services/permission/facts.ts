import type { Access } from "../domain/Access.ts"
import type { Target } from "../workspace/target.ts"
import type { Danger } from "./dangerous.ts"
import type { SimpleCommand } from "./shell/simple.ts"

/** A path that a call touches, and where it leads. */
export interface PathFact {
  readonly kind: "read" | "write" | "enter" | "delete"
  readonly written: string
  /** Absolute by its text, links not resolved: a deny rule holds for this spelling too. */
  readonly spelled: string
  /** Undefined where the path cannot be used; `refused` says why. */
  readonly target: Target | undefined
  readonly refused: string | undefined
  /** Everything below may be read. */
  readonly tree: boolean
}

/** One simple command, with what is known of it and of the machine. */
export interface CommandFact {
  readonly command: SimpleCommand
  /** Why it is not certain that it only reads; undefined where that is proven. */
  readonly doubt: string | undefined
  /** What it reads, as far as it is known to only read; and what it writes, in any case. */
  readonly paths: ReadonlyArray<PathFact>
  /** A plain `mkdir`, `touch`, `mv` or `cp`, with options that do nothing else. */
  readonly plainEdit: boolean
}

/** What a call touches, part by part, with every question to the machine answered. */
export type Part =
  | {
      readonly _tag: "Line"
      readonly text: string
      readonly commands: ReadonlyArray<CommandFact>
      readonly problems: ReadonlyArray<string>
      readonly danger: Danger | undefined
      /** There are too many commands to look at their paths: every rule about paths may be about them. */
      readonly unread: boolean
    }
  | { readonly _tag: "File"; readonly path: PathFact }
  | { readonly _tag: "Url"; readonly url: string; readonly host: string | undefined }
  | { readonly _tag: "Mcp"; readonly name: string }

export interface Facts {
  readonly tool: string
  readonly harmless: boolean
  /** For tools that rules name by what they are for: the skill, the kind of agent. */
  readonly name: string | undefined
  readonly parts: ReadonlyArray<Part>
}

/** The host of an address, as a browser reads it. */
export const hostOf = (url: string): string | undefined => {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined
  return parsed.hostname.toLowerCase().replace(/\.$/, "")
}

/** The name of a tool of an MCP server in rules. */
export const mcpName = (access: Extract<Access, { readonly _tag: "CallMcpTool" }>): string =>
  `mcp__${access.server}__${access.tool}`
