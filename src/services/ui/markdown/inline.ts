import { Lexer, type MarkedToken, type Token } from "marked"
import { type Span, span } from "../text/Span.ts"
import type { Role, Theme } from "../theme/Theme.ts"

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&apos;": "'",
  "&nbsp;": " "
}

/** The few entities that writers of markdown use; any other stands as it is. */
const decoded = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39|apos|nbsp);/g, (name) => entities[name] ?? name)

/** A line feed in a paragraph is a blank. */
const flat = (text: string): string => decoded(text).replaceAll("\n", " ")

const isMarked = (token: Token): token is MarkedToken => token.type !== "generic"

const textOf = (spans: ReadonlyArray<Span>): string => spans.map((each) => each.text).join("")

/** An address is told beside the text where the terminal hides it and the text names another one, or cannot show links. */
const mustTell = (href: string, text: string, theme: Theme): boolean => {
  const bare = (address: string) =>
    address
      .replace(/^(?:mailto:|https?:\/\/)/i, "")
      .replace(/\/$/, "")
      .toLowerCase()
  if (bare(href) === bare(text)) return false
  return !theme.hyperlinks || /^\s*(?:https?:\/\/|www\.)|^[\w.-]+\.(?:com|org|net|io|dev)\b/i.test(text)
}

const linked = (href: string, spans: ReadonlyArray<Span>, theme: Theme): ReadonlyArray<Span> => {
  if (!/^(?:https?:|mailto:|file:)/i.test(href))
    return href === "" || href.startsWith("#") ? spans : [...spans, span(` (${href})`, "muted")]
  const shown = spans.map((each) => ({ ...each, roles: [...each.roles, "link" as const], href }))
  return mustTell(href, textOf(spans), theme) ? [...shown, span(` (${href})`, "muted")] : shown
}

const spansOf = (tokens: ReadonlyArray<Token>, roles: ReadonlyArray<Role>, theme: Theme): ReadonlyArray<Span> =>
  tokens.flatMap((token): ReadonlyArray<Span> => {
    if (!isMarked(token)) return [span(flat(token.raw), ...roles)]
    switch (token.type) {
      case "strong":
        return spansOf(token.tokens, [...roles, "strong"], theme)
      case "em":
        return spansOf(token.tokens, [...roles, "emphasis"], theme)
      case "del":
        return spansOf(token.tokens, [...roles, "strike"], theme)
      case "codespan": {
        const code = token.text.replaceAll("\n", " ")
        return [span(theme.depth === "none" ? `\`${code}\`` : code, ...roles, "code")]
      }
      case "br":
        return [span("\n", ...roles)]
      case "escape":
        return [span(token.text, ...roles)]
      case "link":
        return linked(token.href, spansOf(token.tokens, roles, theme), theme)
      case "image":
        return linked(token.href, [span(`[image: ${flat(token.text) || token.href}]`, ...roles)], theme)
      case "html":
        return [span(/^<br *\/?>$/i.test(token.raw.trim()) ? "\n" : flat(token.raw), ...roles)]
      case "text":
        return token.tokens === undefined ? [span(flat(token.text), ...roles)] : spansOf(token.tokens, roles, theme)
      default:
        return [span(flat(token.raw), ...roles)]
    }
  })

/** Nothing in it that could be markup. */
const plain = /^[^\\`*_~[\]<>&!:@\n]*(?<! {2})$/

/** More marks in one paragraph than a writer makes: text for which the lexer would take long, shown as it is. */
const isMess = (text: string): boolean => (text.match(/[*_~`[\]<!@]/g)?.length ?? 0) > 400

/** Emphasis, code, links and the like in a text that went through `sanitise`. Line feeds in the result are line breaks. */
export const inline = (text: string, theme: Theme, ...roles: ReadonlyArray<Role>): ReadonlyArray<Span> => {
  if (plain.test(text) && !text.includes("www.")) return [span(text, ...roles)]
  if (isMess(text)) return [span(text.replaceAll("\n", " "), ...roles)]
  try {
    return spansOf(Lexer.lexInline(text), roles, theme)
  } catch {
    // The lexer gives up on input that nests too deep: it is shown as it was written.
    return [span(text.replaceAll("\n", " "), ...roles)]
  }
}

/**
 * The open end of a paragraph with its marks closed, so that `**bo` is bold before its end has come, and an address that is
 * being written is not shown yet.
 */
export const closedInline = (text: string): string => {
  const withoutLink = text.replace(/!?\[([^\]\n]*)\]\([^)\s]*$/, "$1").replace(/(?:\*{1,3}|_{1,3}|~~?|`)$/, "")
  const ticks = withoutLink.match(/`/g)?.length ?? 0
  if (ticks % 2 === 1) return `${withoutLink}\``
  const stars = withoutLink.replace(/`[^`]*`/g, "").match(/\*\*/g)?.length ?? 0
  return stars % 2 === 1 && !withoutLink.endsWith("**") ? `${withoutLink.trimEnd()}**` : withoutLink
}
