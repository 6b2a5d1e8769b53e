/**
 * Characters that every terminal draws over the one before them, by the oldest table that is still in use (wcwidth of
 * Markus Kuhn, https://www.cl.cam.ac.uk/~mgk25/ucs/wcwidth.c). A mark that came to Unicode later takes a column of its own
 * on some terminals, so it is counted as one.
 */
const table =
  "300-36f 483-486 488-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-615 64b-65e 670 6d6-6dc 6df-6e4 6e7-6e8 6ea-6ed 711 730-74a " +
  "7a6-7b0 7eb-7f3 901-902 93c 941-948 94d 951-954 962-963 981 9bc 9c1-9c4 9cd 9e2-9e3 a01-a02 a3c a41-a42 a47-a48 a4b-a4d " +
  "a70-a71 a81-a82 abc ac1-ac5 ac7-ac8 acd ae2-ae3 b01 b3c b3f b41-b43 b4d b56 b82 bc0 bcd c3e-c40 c46-c48 c4a-c4d c55-c56 " +
  "cbc cbf cc6 ccc-ccd ce2-ce3 d41-d43 d4d dca dd2-dd4 dd6 e31 e34-e3a e47-e4e eb1 eb4-eb9 ebb-ebc ec8-ecd f18-f19 f35 f37 " +
  "f39 f71-f7e f80-f84 f86-f87 f90-f97 f99-fbc fc6 102d-1030 1032 1036-1037 1039 1058-1059 1160-11ff 135f 1712-1714 " +
  "1732-1733 1752-1753 1772-1773 17b4-17b5 17b7-17bd 17c6 17c9-17d3 17dd 180b-180d 18a9 1920-1922 1927-1928 1932 1939-193b " +
  "1a17-1a18 1b00-1b03 1b34 1b36-1b3a 1b3c 1b42 1b6b-1b73 1dc0-1dca 1dfe-1dff 200b-200f 202a-202e 2060-2063 206a-206f " +
  "20d0-20ef 302a-302d 3099-309a a806 a80b a825-a826 fb1e fe00-fe0f fe20-fe23 feff 10a01-10a03 10a05-10a06 10a0c-10a0f " +
  "10a38-10a3a 10a3f 1d167-1d169 1d173-1d182 1d185-1d18b 1d1aa-1d1ad 1d242-1d244"

export type Range = readonly [first: number, last: number]

let ranges: ReadonlyArray<Range> | undefined

/** Whether one of the ranges, which rise, holds the code. */
export const isIn = (code: number, list: ReadonlyArray<Range>): boolean => {
  let [low, high] = [0, list.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = list[middle] ?? [0, 0]
    if (code < first) high = middle - 1
    else if (code > last) low = middle + 1
    else return true
  }
  return false
}

/** Whether every terminal draws the character over the one before it. */
export const isMark = (code: number): boolean => {
  ranges ??= table.split(" ").map((each): Range => {
    const [first = "0", last = first] = each.split("-")
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
  return isIn(code, ranges)
}
