import { Context, type Effect, Schema } from "effect"

/** The pattern or place of a search is wrong. `message` says how to mend it. */
export class SearchRefused extends Schema.TaggedError<SearchRefused>()("SearchRefused", { message: Schema.String }) {}

export interface GlobQuery {
  readonly pattern: string
  /** Absolute directory, already checked, links resolved. */
  readonly root: string
  readonly limit: number
  /** "any" saves the look at each file's time, and the wait until all are found. Newest first unless told. */
  readonly order?: "newest" | "any"
}

export interface GrepQuery {
  /** A regular expression. */
  readonly pattern: string
  /** Absolute directory or file, already checked, links resolved. */
  readonly root: string
  readonly glob?: string
  readonly type?: string
  readonly mode: "content" | "files_with_matches" | "count"
  readonly ignoreCase: boolean
  readonly lineNumbers: boolean
  readonly before: number
  readonly after: number
  readonly multiline: boolean
  readonly limit: number
  readonly offset: number
  /**
   * Files whose contents must not be told, by absolute path. They are left out without a word: a notice that came only
   * with a match would tell what is in them, one pattern at a time.
   */
  readonly secret: (file: string) => Effect.Effect<boolean>
}

export interface SearchAnswer {
  /**
   * Lines for `content` (`path:12:text`, `path-13-context`), paths for `files_with_matches` and globs, `path:count` for
   * `count`. Relative to `root`, or to the directory of a `root` that is a file. Globs by time of change, newest first,
   * unless any order will do; the others by path.
   */
  readonly lines: ReadonlyArray<string>
  /** How many there are in all, as far as they were counted; undefined where counting was cut short. */
  readonly total: number | undefined
  /** What was left out and why: unreadable folders, binary files, lines cut. */
  readonly notices: ReadonlyArray<string>
}

/**
 * Port: finds files and text. ripgrep, or a walk of our own where there is none; both give the same answers: files that
 * `.gitignore`, `.ignore`, `.rgignore` and `.git/info/exclude` name are left out, hidden files are not, `.git` is; links
 * are not followed; binary files are not shown. A file that is itself the root is searched in any case.
 */
export class Search extends Context.Service<
  Search,
  {
    readonly glob: (query: GlobQuery) => Effect.Effect<SearchAnswer, SearchRefused>
    readonly grep: (query: GrepQuery) => Effect.Effect<SearchAnswer, SearchRefused>
    /** Path of the program that searches; undefined where Coder-X walks the files itself. For `coderx doctor`. */
    readonly program?: Effect.Effect<string | undefined>
  }
>()("coderx/workspace/Search") {}
