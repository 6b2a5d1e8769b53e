import type { Line, View } from "../text/Line.ts"

interface Kept {
  readonly view: View
  readonly lines: ReadonlyArray<Line>
}

const sameLook = (left: View, right: View): boolean =>
  left.width === right.width && left.theme === right.theme && left.highlighter === right.highlighter

/**
 * A drawing that costs something (a difference, Markdown) is made once for what it shows and not at every frame: kept as
 * long as the thing itself, for the look that it was last drawn in.
 */
export const keptDrawing = <Thing extends object>(draw: (thing: Thing, view: View) => ReadonlyArray<Line>) => {
  const drawings = new WeakMap<Thing, Kept>()
  return (thing: Thing, view: View): ReadonlyArray<Line> => {
    const before = drawings.get(thing)
    if (before !== undefined && sameLook(before.view, view)) return before.lines
    const lines = draw(thing, view)
    drawings.set(thing, { view, lines })
    return lines
  }
}
