/** What an element is for the page, told when it ends. */
export type Part =
  | { readonly _tag: "Plain" }
  /** What a site says on each of its pages: menus, margins, feet. */
  | { readonly _tag: "Frame" }
  /** The page's own text, by its own word. */
  | { readonly _tag: "Main" }
  /** Holds text: `score` characters of paragraphs that are no links, those of an article twice. `said` are all below it. */
  | { readonly _tag: "Block"; readonly score: number; readonly said: number }

/** Follows the elements of a page from its beginning to its end. */
export interface PageParts {
  readonly open: (name: string, role: string | undefined) => void
  readonly text: (characters: number, inLink: boolean) => void
  readonly close: () => Part
  /** Characters of the page so far that are no links and in no frame. */
  readonly said: () => number
}

interface Element {
  readonly name: string
  readonly role: string
  readonly isMain: boolean
  /** Characters of its own text, links aside, and of the paragraphs that count for it. */
  own: number
  score: number
  /** Characters below it that are no links. */
  said: number
}

const paragraphs = new Set("p pre blockquote li dd td h1 h2 h3 h4 h5 h6".split(" "))
const holders = new Set("div section td body".split(" "))
const inline = new Set("a abbr b code em i kbd mark q s small span strong sub sup time u var".split(" "))
const frameRoles = /^(?:navigation|banner|contentinfo|complementary|search)$/

/**
 * The parts of a page, told as Readability tells them (github.com/mozilla/readability): a paragraph counts for its parent,
 * and half as much for its grandparent, so that the block around many paragraphs wins over the body and over each of them.
 */
export const pageParts = (): PageParts => {
  const stack: Array<Element> = []
  let mains = 0
  let said = 0
  return {
    open: (name, role = "") => {
      const isMain = name === "main" || role === "main"
      if (isMain) mains++
      stack.push({ name, role, isMain, own: 0, score: 0, said: 0 })
    },
    text: (characters, inLink) => {
      const element = stack.at(-1)
      if (element === undefined || inLink) return
      element.own += characters
      element.said += characters
    },
    close: () => {
      const element = stack.pop()
      if (element === undefined) return { _tag: "Plain" }
      const { isMain, name, role } = element
      const [grand, parent] = [stack.at(-2), stack.at(-1)]
      if (paragraphs.has(name)) {
        if (parent !== undefined) parent.score += element.own
        if (grand !== undefined) grand.score += element.own / 2
      } else if (inline.has(name) && parent !== undefined) parent.own += element.own
      else if ((name === "ul" || name === "ol" || name === "table" || name === "tbody" || name === "tr") && parent) {
        parent.score += element.score
      }
      const margin = name === "aside" || name === "footer" || frameRoles.test(role)
      const isFrame = name === "nav" || role === "navigation" || (margin && mains === 0 && !stack.some(isArticle))
      if (isFrame) return { _tag: "Frame" }
      if (parent === undefined) said += element.said
      else parent.said += element.said
      if (isMain) {
        mains--
        return { _tag: "Main" }
      }
      if (!isArticle(element) && !holders.has(name)) return { _tag: "Plain" }
      const score = (element.score + element.own) * (isArticle(element) ? 2 : 1)
      return { _tag: "Block", score, said: element.said }
    },
    said: () => said + (stack[0]?.said ?? 0)
  }
}

const isArticle = ({ name, role }: Element): boolean => name === "article" || role === "article"
