import { Parser } from "htmlparser2"
import { markdownWriter } from "./markdownWriter.ts"

/** Elements whose content is no text of the page. */
const silent = new Set(
  "script style template svg math iframe object embed canvas audio video select datalist button input textarea noscript".split(
    " "
  )
)

const blocks = new Set(
  "address article aside body details dd div dl dt fieldset figcaption figure footer form header html main nav p section summary table tbody thead tfoot".split(
    " "
  )
)

const emphasis: Readonly<Record<string, string>> = { b: "**", strong: "**", i: "*", em: "*", del: "~~", s: "~~" }

export interface MarkdownPage {
  readonly title: string
  readonly text: string
}

interface Open {
  readonly name: string
  /** Nothing inside is shown. */
  readonly silent: boolean
  /** Where its own text began. */
  readonly from: number
  readonly href: string | undefined
}

/** Not shown to a reader, so it must not speak to the model either. */
const isHidden = (attributes: Readonly<Record<string, string>>): boolean =>
  "hidden" in attributes ||
  attributes["aria-hidden"] === "true" ||
  /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes["style"] ?? "")

/** A link's target as an absolute web address; undefined for everything else. */
const target = (href: string | undefined, base: string): string | undefined => {
  if (href === undefined || href.startsWith("#") || !URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined
}

const deepest = 2_000
/** Characters of Markdown. */
const longest = 1_000_000
/** Characters between two looks at those limits. */
const step = 16_384

/** Below this the `main` element of a page is taken for an empty frame. */
const smallestMain = 200

/**
 * The readable part of a web page as Markdown: that of its `main` element where there is one. Works on events of the
 * parser, so that no page is nested too deep. `base` is the page's address.
 */
export const htmlMarkdown = (html: string, base: string): MarkdownPage => {
  const writer = markdownWriter()
  const stack: Array<Open> = []
  const lists: Array<{ readonly ordered: boolean; count: number }> = []
  let quotes = 0
  let code = 0
  let links = 0
  let title = ""
  let main = ""
  let row: { cells: number; readonly head: boolean } | undefined
  let rows = 0

  const isSilent = () => stack.at(-1)?.silent === true
  const indent = () => writer.prefix("> ".repeat(quotes) + "  ".repeat(Math.max(lists.length - 1, 0)))

  const open = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (/^h[1-6]$/.test(name)) {
      writer.lines(2)
      writer.mark(`${"#".repeat(Number(name[1]))} `)
    } else if (name === "br") writer.lines(1)
    else if (name === "hr") {
      writer.lines(2)
      writer.mark("---")
      writer.lines(2)
    } else if (name === "ul" || name === "ol") {
      writer.lines(lists.length === 0 ? 2 : 1)
      lists.push({ ordered: name === "ol", count: 0 })
      indent()
    } else if (name === "li") {
      const list = lists.at(-1)
      writer.lines(1)
      writer.mark(list?.ordered === true ? `${++list.count}. ` : "- ")
    } else if (name === "blockquote") {
      writer.lines(2)
      quotes++
      indent()
    } else if (name === "pre") {
      writer.lines(2)
      writer.mark("```")
      writer.lines(1)
      code++
    } else if (name === "code" && code === 0) writer.mark("`")
    else if (name === "img" && attributes["alt"]) writer.text(` [image: ${attributes["alt"]}] `)
    else if (name === "tr") {
      writer.lines(1)
      row = { cells: 0, head: rows++ === 0 }
    } else if ((name === "td" || name === "th") && row !== undefined && row.cells++ > 0) writer.mark(" | ")
    else if (name === "table") {
      rows = 0
      writer.lines(2)
    } else if (blocks.has(name)) writer.lines(row === undefined ? 2 : 0)
    else if (emphasis[name] !== undefined && code === 0) writer.mark(emphasis[name])
  }

  const close = ({ from, href, name }: Open) => {
    if (/^h[1-6]$/.test(name) || name === "table") writer.lines(2)
    else if (name === "ul" || name === "ol") {
      lists.pop()
      indent()
      writer.lines(lists.length === 0 ? 2 : 1)
    } else if (name === "blockquote") {
      quotes--
      writer.lines(2)
      indent()
    } else if (name === "pre") {
      code = Math.max(code - 1, 0)
      writer.lines(1)
      writer.mark("```")
      writer.lines(2)
    } else if (name === "code" && code === 0) writer.mark("`")
    else if (name === "tr" && row !== undefined) {
      writer.lines(1)
      if (row.head && row.cells > 1) writer.mark(Array.from({ length: row.cells }, () => "---").join(" | "))
      row = undefined
      writer.lines(1)
    } else if (name === "a") {
      if (--links > 0) return
      const said = writer.take(from)
      const words = said.trim()
      const lead = said.slice(0, said.length - said.trimStart().length)
      const to = target(href, base)
      if (words !== "") writer.mark(to === undefined || to === words ? said : `${lead}[${words}](${to})`)
    } else if (name === "main" && main === "") main = writer.take(from)
    else if (blocks.has(name)) writer.lines(row === undefined ? 2 : 0)
    else if (emphasis[name] !== undefined && code === 0) writer.mark(emphasis[name])
  }

  const parser = new Parser({
    onopentag: (name, attributes) => {
      const hidden = isSilent() || silent.has(name) || isHidden(attributes)
      if (!hidden) open(name, attributes)
      stack.push({ name, silent: hidden, from: writer.place(), href: attributes["href"] })
    },
    ontext: (text) => {
      if (isSilent()) return
      if (stack.at(-1)?.name === "title") title += text
      else if (code > 0) writer.verbatim(text)
      else writer.text(text)
    },
    onclosetag: () => {
      const last = stack.pop()
      if (last !== undefined && !last.silent) close(last)
    }
  })
  // A page that is nested without end, or says too much, is cut: the parser's time grows with the square of its depth.
  for (let at = 0; at < html.length && stack.length < deepest && writer.size() < longest; at += step) {
    parser.write(html.slice(at, at + step))
  }
  parser.end()

  const body = writer.toString()
  const found = main.trim()
  const text =
    found.length >= smallestMain || body === "" ? found : [found, body].filter((part) => part !== "").join("\n\n")
  return { title: title.replace(/\s+/g, " ").trim(), text: text.replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n") }
}
