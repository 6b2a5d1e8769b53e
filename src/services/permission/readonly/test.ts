import type { Value } from "../shell/values.ts"

const onFile = new Set("-a -b -c -d -e -f -g -h -k -p -r -s -u -w -x -G -L -N -O -S".split(" "))
const onText = new Set(["-n", "-z", "-t", "-o"])
const between = new Set(["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"])
const counting = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"])

const countable = (value: Value | undefined): boolean =>
  value !== undefined && ((value.exact && /^-?\d+$/.test(value.text)) || value.raw === "$?" || value.raw === "$#")

/**
 * `test`, `[` and `[[`: the files that they look at, or why they are not certain to be harmless. Bash runs what an array's
 * subscript holds under `-v` everywhere and under the counting operators inside `[[` (other shells inside `[` too); a value that is not known must be one
 * quoted word in a place where no operator can stand.
 */
export const readTest = (all: ReadonlyArray<Value>, double: boolean): ReadonlyArray<Value> | string => {
  const paths: Array<Value> = []
  let at = 0
  while (at < all.length) {
    const [first, second, third] = all.slice(at, at + 3)
    if (first === undefined) break
    if (
      first.exact &&
      /^(!|\(|\)|&&|\|\||-a|-o)$/.test(first.text) &&
      (double || at === 0 || first.text === "-a" || first.text === "-o" || first.text === "!")
    ) {
      at++
      continue
    }
    if (double && second?.raw === "=~" && third?.exact === true && first.exact) {
      at += 3
      continue
    }
    if (second?.exact === true && between.has(second.text)) {
      if (third === undefined) return "the test is not understood"
      if (double && counting.has(second.text) && !(countable(first) && countable(third)))
        return "the test may run what a variable holds"
      if (counting.has(second.text) && /\[/.test(first.text + third.text))
        return "the test may run what a subscript holds"
      for (const operand of [first, third]) {
        if (!operand.exact && !(operand.plain && operand.whole) && !(double && (operand.glob || operand.plain)))
          return "a word of the test is not known before it runs"
      }
      if (second.text === "-nt" || second.text === "-ot" || second.text === "-ef") paths.push(first, third)
      at += 3
      continue
    }
    if (first.exact && second !== undefined && (onFile.has(first.text) || onText.has(first.text))) {
      if (onFile.has(first.text)) paths.push(second)
      else if (!second.exact && !(second.plain && second.whole)) return "a word of the test is not known before it runs"
      at += 2
      continue
    }
    if (!first.exact || first.text.startsWith("-")) return "the test is not understood for certain"
    at++
  }
  return paths
}
