import { Option } from "effect"
import { Flag } from "effect/cli"

/** A flag that may be left out: its value, or undefined. */
export const maybe = <A>(flag: Flag.Flag<A>): Flag.Flag<A | undefined> =>
  flag.pipe(Flag.optional, Flag.map(Option.getOrUndefined))

export const toggle = (name: string, description: string): Flag.Flag<boolean> =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDefault(false), Flag.withDescription(description))

/** A flag that may be given many times, each time with one or more values between commas. */
export const list = (name: string, metavar: string, description: string): Flag.Flag<ReadonlyArray<string>> =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.atLeast(0))

export const text = (name: string, metavar: string, description: string): Flag.Flag<string | undefined> =>
  maybe(Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description)))

type Source = "user" | "project" | "local"
const isSource = (part: string): part is Source => part === "user" || part === "project" || part === "local"

/** `user,project`: which settings files are read. Empty means none of them. */
const settingSources = maybe(
  Flag.String("setting-sources").pipe(
    Flag.withMetavar("user,project,local"),
    Flag.withDescription("Settings files that are read"),
    Flag.filterMap(
      (value): Option.Option<ReadonlyArray<Source>> => {
        const parts = value.split(",").filter((part) => part !== "")
        return parts.every(isSource) ? Option.some(parts) : Option.none()
      },
      () => "user, project, local or several of them between commas"
    )
  )
)

/** Flags that every command takes, because they decide which settings hold. */
export const sharedFlags = {
  cwd: text("cwd", "DIR", "Work in this directory instead of the current one"),
  model: text("model", "provider/name", "Model to use"),
  permissionMode: maybe(
    Flag.Literals("permission-mode", ["default", "acceptEdits", "plan", "dontAsk", "bypassPermissions"]).pipe(
      Flag.withMetavar("MODE"),
      Flag.withDescription("How much is done without asking")
    )
  ),
  skipPermissions: toggle("dangerously-skip-permissions", "Same as --permission-mode bypassPermissions"),
  sandbox: maybe(
    Flag.Literals("sandbox", ["auto", "required", "off"]).pipe(
      Flag.withOptionalValue("auto" as const),
      Flag.withMetavar("auto|required|off"),
      Flag.withDescription("Confine commands: --sandbox, --sandbox=required, --sandbox=off")
    )
  ),
  allowedTools: list("allowed-tools", "RULE...", 'Tools that need no question: "Bash(git *)" Edit'),
  disallowedTools: list("disallowed-tools", "RULE...", 'Tools that are refused: "Bash(rm *)"'),
  addDirs: list("add-dir", "DIR", "Another working directory (repeatable)"),
  settings: text("settings", "FILE|JSON", "Settings that stand above all files"),
  settingSources,
  trust: toggle("trust", "Trust this folder's own settings in this run"),
  modelStoragePath: text("model-storage-path", "DIR", "Where local models are kept"),
  offline: toggle("offline", "Refuse every connection that leaves this machine"),
  verbose: toggle("verbose", "Tell more on stderr"),
  debug: toggle("debug", "Write a log and show causes of errors")
}
