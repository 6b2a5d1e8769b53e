import { describe, expect, it } from "vitest"
import { htmlMarkdown } from "../../../src/services/tool/htmlMarkdown.ts"

const markdown = (html: string) => htmlMarkdown(html, "https://example.com/a/b").text

describe("htmlMarkdown", () => {
  const table: ReadonlyArray<readonly [string, string]> = [
    ["<h2>A <em>b</em></h2><p>c\n  d<br>e", "## A *b*\n\nc d\ne"],
    ["a <b>b</b> c, <i>d</i>.", "a **b** c, *d*."],
    ["<p>one</p>\n\n<p>two</p>", "one\n\ntwo"],
    ["<ul><li>a<li>b<ol><li>c</ol><li>d</ul>", "- a\n- b\n  1. c\n- d"],
    ["<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"],
    ["<pre><code>x\n  y &lt;z&gt;</code></pre>", "```\nx\n  y <z>\n```"],
    ["<pre class='language-ts'>let x\n\n  y\n</pre>z", "```ts\nlet x\n\n  y\n```\n\nz"],
    ["<pre><code class='hljs lang-sh'>ls</code></pre>", "```sh\nls\n```"],
    ["<pre><div>a <a href=/x>b</a></div><div><b>c</b><br>d</div></pre>e", "```\na b\nc\nd\n```\n\ne"],
    ["<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"],
    ["<blockquote><pre>a\nb</pre></blockquote>", "> ```\n> a\n> b\n> ```"],
    ["<a href=/x>one <span>two</span></a> three", "[one two](https://example.com/x) three"],
    ["use <code>a  b</code>.", "use `a b`."],
    ["<blockquote><p>q</p><p>r</p></blockquote><p>s", "> q\n>\n> r\n\ns"],
    ["<table><tr><th>a<th>b<tr><td>1<td><p>2</p></table>", "a | b\n--- | ---\n1 | 2"],
    ["<a href='../x?y=1&amp;z'>t</a>", "[t](https://example.com/x?y=1&z)"],
    ["<a href='javascript:alert(1)'>t</a> <a href='#x'>u</a> <a href='/v'></a>", "t u"],
    ["<a href='https://example.com/q'>https://example.com/q</a>", "https://example.com/q"],
    ["<img alt='a cat' src=x><img src=y>", "[image: a cat]"],
    ["a<hr>b", "a\n\n---\n\nb"],
    ["<script>x()</script><style>p{}</style><noscript>n</noscript>t<svg><text>s</text></svg>", "t"],
    ["<p hidden>h</p><div style='display: none'>d<p>d</p></div><p aria-hidden=true>a</p>v", "v"],
    ["&eacute;&#233;&nbsp;&copy;", "\u00e9\u00e9 \u00a9"],
    ["<p>unclosed <b>bold <a href=/x>link", "unclosed **bold [link](https://example.com/x)**"],
    ["", ""]
  ]
  for (const [html, text] of table) it(html.slice(0, 60) || "nothing", () => expect(markdown(html)).toBe(text))

  it("takes the main part of a page where it has one, and its title", () => {
    const words = "word ".repeat(60)
    const page = `<title> A\n page </title><nav>menu</nav><main><p>${words}</p></main><footer>foot</footer>`
    expect(htmlMarkdown(page, "https://e.test")).toEqual({ title: "A page", text: words.trim() })
    expect(markdown("<nav>menu</nav><main>loading</main><div>text</div>")).toContain("text")
  })

  const paragraph = `<p>${"words of the page, ".repeat(40)}</p>`
  const said = paragraph.slice(3, -4).trim()
  const menu = `<div class=menu>${"<a href=/m>menu</a> ".repeat(30)}</div>`
  const parts: ReadonlyArray<readonly [string, string, string]> = [
    ["an article", `<div>${menu}<p>Share this</p></div><article>${paragraph}</article>`, said],
    ["the block with most text", `<div><p>Share</p></div><div>${paragraph}${paragraph}</div>`, `${said}\n\n${said}`],
    ["a part by its role", `<p>before</p><div role=main>${paragraph}</div>`, said],
    ["its notes too", `<article>${paragraph}<aside>Note</aside></article>`, `${said}\n\nNote`],
    ["all sections where none is most of it", `<div>${paragraph}</div>`.repeat(4), Array(4).fill(said).join("\n\n")],
    ["all but menus", `<nav>menu</nav><h1>T</h1>${paragraph}<footer>foot</footer>`, `# T\n\n${said}`],
    [
      "a short page without its menus",
      "<nav>menu</nav><main><h1>Title</h1><p>Two words, and a few more beside them.</p></main>",
      "# Title\n\nTwo words, and a few more beside them."
    ],
    ["menus, where there is nothing else", "<nav><a href=/x>menu</a></nav>", "[menu](https://example.com/x)"]
  ]
  for (const [what, html, text] of parts) it(`takes ${what}`, () => expect(markdown(html)).toBe(text))

  it("survives pages that are nested without end, or huge", () => {
    expect(markdown(`${"<div>".repeat(300_000)}deep`)).toBe("")
    expect(markdown("<a href=x>".repeat(100_000)).length).toBeLessThan(1_000_000)
    expect(markdown("<p>some text <a href=/x>link</a>".repeat(100_000)).length).toBeLessThan(1_200_000)
  })
})
