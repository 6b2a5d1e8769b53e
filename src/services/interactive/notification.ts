import { Effect } from "effect"
import { Host } from "../host/Host.ts"
import { Settings } from "../settings/Settings.ts"

export type NotificationChannel = "auto" | "bell" | "osc9" | "osc777" | "kitty" | "off"

/** Bytes that make a terminal tell its user something (iTerm2's OSC 9, rxvt's OSC 777, kitty's OSC 99), or ring. */
export const notificationBytes = (
  channel: NotificationChannel,
  text: string,
  env: Readonly<Record<string, string | undefined>>
): string => {
  switch (channel) {
    case "off":
      return ""
    case "bell":
      return "\u0007"
    case "osc9":
      return `\u001b]9;${text}\u0007`
    case "osc777":
      return `\u001b]777;notify;Coder-X;${text}\u0007`
    case "kitty":
      return `\u001b]99;;${text}\u001b\\`
    case "auto":
      return notificationBytes(known(env), text, env)
  }
}

/** Terminals of which it is known what they take; all others ring. */
const known = (env: Readonly<Record<string, string | undefined>>): NotificationChannel => {
  if (env["TMUX"] !== undefined) return "bell"
  if (env["KITTY_WINDOW_ID"] !== undefined) return "kitty"
  const program = env["TERM_PROGRAM"]
  if (program === "ghostty") return "osc777"
  return program === "iTerm.app" || program === "WezTerm" ? "osc9" : "bell"
}

const isChannel = (value: unknown): value is NotificationChannel =>
  value === "bell" || value === "osc9" || value === "osc777" || value === "kitty" || value === "off"

/** What is written to say `text` to a user who looks elsewhere, as `preferredNotifChannel` wants it. */
export const notification = Effect.fnUntraced(function* (text: string) {
  const { env } = yield* Host
  const { values } = yield* Settings
  const wanted = values.rest["preferredNotifChannel"]
  return notificationBytes(isChannel(wanted) ? wanted : "auto", text, env)
})
