/** Answers as models write them. */
export const samples: Readonly<Record<string, string>> = {
  answer: `I found the bug. The **parser** drops the last token when \`flush()\` is called *before* the buffer is empty; see
[the report](https://example.com/issues/42) and https://example.com/docs.

## What I changed

1. \`src/parser.ts\`: the loop now runs until the buffer is empty.
2. \`test/parser.test.ts\`: a failing test first.
   - for an empty input
   - for one that ends in the middle of a token, which is the case that the report is about
3. Nothing else.

\`\`\`ts
export const flush = (state: State): ReadonlyArray<Token> => {
  // The last token has no end of its own.
  const rest = state.buffer.length > 0 ? [{ kind: "text", value: state.buffer } as const] : []
  return [...state.tokens, ...rest]
}
\`\`\`

> Note: this also fixes the ~~second~~ related problem.
>
> - quoted item

Run it with:

    npm test

---

That is all.
`,
  tables: `| Model | Context | Price per million tokens (input, output) | Notes |
|:------|--------:|:---------------------------------------:|-------|
| alpha | 200,000 | $3.00 / $15.00 | the default, good at *long* work with many tools |
| beta-mini | 8,192 | free | runs locally |
| \`gamma\` | 1,000,000 | $0.10 / $0.40 | has a \\| in its name |

And a small one:

| a | b |
|---|---|
| 1 | 2 |
`,
  lists: `Steps:
- [x] read the code
- [ ] write the test
- deeper
  - second
    - third
      1. numbered
      2. numbered again

        with a paragraph
- a long item that goes on and on until it has to be wrapped, because the terminal is not as wide as the text is long

Loose:

* one

* two

  still two

10. ten
11. eleven
`,
  unicode: `# 日本語の見出し

これは長い段落です。日本語のテキストは単語の間に空白がないので、どこでも改行できます。ただし、句読点は行の先頭に置けません。

- 한국어 항목 😀 👨‍👩‍👧 👍🏽 ❤️ 🇩🇪
- עברית ושלום
- naïve café ﷽

| 名前 | 値 |
|------|---:|
| 東京 | 1 |
| x | 22 |
`,
  code: `\`\`\`python
@cached
def area(radius: float) -> float:
    """The area
    of a circle."""
    return 3.14 * radius ** 2  # about
\`\`\`
\`\`\`json
{ "name": "x", "n": [1, 2.5, true, null] }
\`\`\`
\`\`\`bash
if [ -f "$HOME/.env" ]; then echo 'found' | grep -c f; fi
\`\`\`
\`\`\`diff
--- a/x
+++ b/x
-old
+new
\`\`\`
\`\`\`unknown-language
plain  text	with a tab
\`\`\`
`
}
