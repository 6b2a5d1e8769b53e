import { Parser } from "htmlparser2"
import { markdownWriter } from "./markdownWriter.ts"
import { pageParts } from "./pageParts.ts"

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
/** A page that says less than this is an empty frame itself (`Loading…`): then its menus are all there is to read. */
const smallestBody = 40
/** A block that says less than this, or less than half of the page, is not taken for all of it. */
const smallestBlock = 500

/** The language of a listing, as `class="language-ts"` or `class="highlight-source-ts"` tells it. */
const languageOf = (attributes: Readonly<Record<string, string>>): string =>
  /(?:^|\s)(?:language|lang|highlight-source)-([\w+#-]{1,20})/.exec(attributes["class"] ?? "")?.[1] ?? ""

/** A listing between fences that are longer than any in it. */
const fenced = (text: string, language: string): string => {
  const longestIn = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((ticks) => ticks.length))
  const fence = "`".repeat(longestIn + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/**
 * The readable part of a web page as Markdown: that of its `main` element where there is one, else the article or block
 * that holds most of its text, else all of it without menus. Works on events of the parser, so that no page is nested too
 * deep. `base` is the page's address.
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
  let block = { score: 0, said: 0, text: "" }
  let language = ""
  let listing = ""
  const parts = pageParts()
  /** What was left out as a menu, a margin or a foot. */
  const frames: Array<string> = []
  let row: { cells: number; readonly head: boolean } | undefined
  let rows = 0

  const isSilent = () => stack.at(-1)?.silent === true
  const indent = () => writer.prefix("> ".repeat(quotes) + "  ".repeat(Math.max(lists.length - 1, 0)))

  const open = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (/^h[1-6]$/.test(name)) {
      writer.lines(2)
      writer.mark(`${"#".repeat(Number(name[1]))} `)
    } else if (name === "br" && code > 0) listing += "\n"
    else if (code > 0 && name !== "pre" && name !== "code") return
    else if (name === "br") writer.lines(1)
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
      language = languageOf(attributes)
      code++
    } else if (name === "code" && code > 0) language ||= languageOf(attributes)
    else if (name === "code") writer.mark("`")
    else if (name === "a") links++
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
    if (code > 0 && name !== "pre" && name !== "code") {
      if (blocks.has(name) && !listing.endsWith("\n")) listing += "\n"
    } else if (/^h[1-6]$/.test(name) || name === "table") writer.lines(2)
    else if (name === "ul" || name === "ol") {
      lists.pop()
      indent()
      writer.lines(lists.length === 0 ? 2 : 1)
    } else if (name === "blockquote") {
      quotes--
      writer.lines(2)
      indent()
    } else if (name === "pre") {
      code--
      if (code === 0 && listing.trim() !== "") writer.verbatim(fenced(listing.replace(/^\n+|\s+$/g, ""), language))
      if (code === 0) listing = ""
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
    } else if (blocks.has(name)) writer.lines(row === undefined ? 2 : 0)
    else if (emphasis[name] !== undefined && code === 0) writer.mark(emphasis[name])
  }

  const sort = (from: number) => {
    const part = parts.close()
    if (part._tag === "Frame") frames.push(writer.take(from))
    else if (part._tag === "Main" && main === "") main = writer.since(from)
    else if (part._tag === "Block" && part.score > block.score && code === 0) {
      block = { ...part, text: writer.since(from) }
    }
  }

  const parser = new Parser({
    onopentag: (name, attributes) => {
      const hidden = isSilent() || silent.has(name) || isHidden(attributes)
      if (!hidden) {
        open(name, attributes)
        parts.open(name, attributes["role"])
      }
      stack.push({ name, silent: hidden, from: writer.place(), href: attributes["href"] })
    },
    ontext: (text) => {
      if (isSilent()) return
      parts.text(text.trim().length, links > 0)
      if (stack.at(-1)?.name === "title") title += text
      else if (code > 0) listing += text
      else writer.text(text)
    },
    onclosetag: () => {
      const last = stack.pop()
      if (last === undefined || last.silent) return
      close(last)
      sort(last.from)
    }
  })
  // A page that is nested without end, or says too much, is cut: the parser's time grows with the square of its depth.
  for (let at = 0; at < html.length && stack.length < deepest && writer.size() < longest; at += step) {
    parser.write(html.slice(at, at + step))
  }
  parser.end()

  const text = chosen(
    main.trim(),
    block.said * 2 >= parts.said() ? block.text.trim() : "",
    writer.toString(),
    frames.join("\n\n").trim()
  )
  return { title: title.replace(/\s+/g, " ").trim(), text: text.replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n") }
}

/** What of the page is shown. `rest` was left out of `body`, and is shown only where that says next to nothing. */
const chosen = (main: string, block: string, body: string, rest: string): string => {
  if (main.length >= smallestMain) return main
  if (block.length >= smallestBlock) return block
  return body.length >= smallestBody ? body : [body, rest].filter((part) => part !== "").join("\n\n")
}
