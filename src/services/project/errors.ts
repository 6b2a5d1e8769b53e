import { Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"

/** A project says nowhere how this is done. */
export class CommandUnknown extends Schema.TaggedError<CommandUnknown>()("CommandUnknown", {
  wanted: Schema.String,
  directory: Schema.String,
  members: Schema.Array(Schema.String)
}) {
  override get [CliError.userMessage](): string {
    const below = this.members.slice(0, 5).map(printableLine)
    const more = this.members.length > below.length ? ", …" : ""
    const there =
      below.length === 0
        ? `Write it into AGENTS.md as a line such as "- ${this.wanted}: \`command\`"`
        : `There are projects below: coderx ${this.wanted} PATH with ${below.join(", ")}${more}`
    return `nothing in ${printableLine(this.directory)} says how to ${this.wanted} it. ${there}.`
  }
}

/** The command's words are the repository's own, and nobody has said that it is trusted. */
export class CommandUntrusted extends Schema.TaggedError<CommandUntrusted>()("CommandUntrusted", {
  wanted: Schema.String,
  command: Schema.String,
  file: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return `not run, because this folder is not trusted: ${printableLine(this.command)} (from ${printableLine(this.file)}). If you know what it does: coderx ${this.wanted} --trust for this run, or coderx trust to remember it.`
  }
}

/** The place belongs to another repository than the one the run is in: trust and settings are of that one. */
export class PlaceOutside extends Schema.TaggedError<PlaceOutside>()("PlaceOutside", {
  wanted: Schema.String,
  directory: Schema.String
}) {
  override get [CliError.userMessage](): string {
    const directory = printableLine(this.directory)
    return `${directory} is outside of this project. Run it there: coderx ${this.wanted} --cwd ${directory}`
  }
}

/** The command of a project ended badly. Exit code 1. */
export class CommandFailed extends Schema.TaggedError<CommandFailed>()("CommandFailed", {
  command: Schema.String,
  exitCode: Schema.Number,
  signal: Schema.optionalKey(Schema.String)
}) {
  override get [CliError.userMessage](): string {
    const how = this.signal === undefined ? `ended with exit code ${this.exitCode}` : `was ended by ${this.signal}`
    return `${printableLine(this.command)} ${how}`
  }
}
