import { parentPort, workerData } from "node:worker_threads"
import { getDocumentProxy } from "unpdf"

// The thread in which one PDF is read; `layers/pdfs.ts` starts and bounds it. It imports nothing of the program, so that
// it is small to load.

/** Characters of text after which no further page is taken. */
const textLimit = 200_000

interface Item {
  readonly str: string
  readonly hasEOL: boolean
  /** Where it stands; the last of the six is its height on the page. */
  readonly transform: ReadonlyArray<number>
  readonly height: number
}

/** Lines as they stand on the page, with an empty one where the gap is larger than that of two lines. */
const lay = (items: ReadonlyArray<Item>): string => {
  const parts: Array<string> = []
  let line: number | undefined
  for (const { hasEOL, height, str, transform } of items) {
    const at = transform[5] ?? 0
    const apart = line !== undefined && Math.abs(at - line) > Math.max(height, 1) * 1.8
    if (str !== "" && apart && parts.at(-1)?.endsWith("\n") === true) parts.push("\n")
    if (str !== "") parts.push(str)
    if (str !== "") line = at
    if (hasEOL) parts.push("\n")
  }
  return parts
    .join("")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

const read = async ({ bytes, first, most }: { bytes: Uint8Array; first: number; most: number }) => {
  const document = await getDocumentProxy(bytes, { verbosity: 0 })
  const pages: Array<string> = []
  let size = 0
  for (let page = first; page <= document.numPages && pages.length < most; page++) {
    const { items } = await (await document.getPage(page)).getTextContent()
    const text = lay(items.flatMap((item) => ("str" in item ? [item] : [])))
    size += text.length
    if (pages.length > 0 && size > textLimit) break
    pages.push(text)
  }
  return { first, pages, total: document.numPages }
}

read(workerData).then(
  (pages) => parentPort?.postMessage({ pages }),
  (cause: unknown) => {
    const { message, name } = cause instanceof Error ? cause : { name: "", message: String(cause) }
    parentPort?.postMessage({ name, message })
  }
)
