import { checkJq } from "./jq.ts"
import { checkSed } from "./sed.ts"
import { checkAwk } from "./awk.ts"
import type { Found, Row } from "./options.ts"

/*
 * Programs that only read, each with the words that it may have. Options that write, run something, take a list of files
 * or follow links out of the tree are left out on purpose. Sources: the manual pages of GNU coreutils 9, grep 3, diffutils 3,
 * procps 4, util-linux 2.39, ripgrep 14, fd 9, tree 2, jq 1.7.
 */

const has = (found: Found, ...names: ReadonlyArray<string>): boolean =>
  found.options.some(({ name }) => names.includes(name))

const listing: Row = {
  flags: "aAbBcCdDfFgGhiklmnNopqQrRsStuUvxXZ1",
  takes: "ITw",
  long: "all almost-all author escape block-size= ignore-backups color? directory dired classify? file-type format= full-time group-directories-first no-group human-readable si hide= hyperlink? indicator-style= inode ignore= kibibytes numeric-uid-gid literal hide-control-chars show-control-chars quote-name quoting-style= reverse recursive size sort= time= time-style= tabsize= width= context zero",
  here: true
}

const grepping: Row = {
  flags: "EFGPivwxcLlqsobHhnTUZzraIu",
  takes: "emABCDd",
  paths: "f",
  long: "extended-regexp fixed-strings basic-regexp perl-regexp ignore-case no-ignore-case invert-match word-regexp line-regexp count color? colour? files-without-match files-with-matches max-count= only-matching quiet silent no-messages byte-offset with-filename no-filename label= line-number initial-tab null null-data after-context= before-context= context= text binary-files= binary exclude= exclude-dir= include= recursive regexp= file@ line-buffered devices= directories=",
  words: /^-\d+$/,
  operands: "pattern",
  tree: true,
  check: (found) =>
    has(found, "d", "D", "directories", "devices")
      ? "how directories and devices are read is not understood"
      : undefined
}

const checksum: Row = { flags: "btz", takes: "al", long: "binary text tag zero algorithm= length=" }

const fewLines: Row = {
  flags: "qvz",
  takes: "nc",
  long: "bytes= lines= quiet silent verbose zero-terminated",
  words: /^-\d+$/
}

/** `tar` only lists, and an archive of another machine (`host:file`) is none of ours. */
const listsArchive = (found: Found): string | undefined => {
  if (!has(found, "t", "list") && !found.options.some(({ name }) => name.startsWith("t")))
    return "it would pack or unpack files"
  return found.paths.some((path) => path.text.includes(":")) ? "the archive lies on another machine" : undefined
}

/** GNU binutils read further words from a file that is named `@file`. */
const noList = (found: Found): string | undefined =>
  found.operands.some((operand) => operand.text.startsWith("@")) ? "it reads further words from a file" : undefined

/** PowerShell's own readers, where somebody has it: plain words alone. */
const cmdlet: Row = {
  words:
    /^-(Path|LiteralPath|Pattern|First|Last|Skip|TotalCount|Tail|Recurse|Filter|Include|Exclude|Name|File|Directory|Depth|Property|Descending|Unique|Line|Word|Character|Raw|CaseSensitive|SimpleMatch|List)$/
}

/** Programs that show files, or what is in them. */
export const filePrograms: Readonly<Record<string, Row>> = {
  "Get-Content": cmdlet,
  "Get-ChildItem": { ...cmdlet, here: true },
  "Get-Item": cmdlet,
  "Get-Location": cmdlet,
  "Select-String": cmdlet,
  "Select-Object": cmdlet,
  "Sort-Object": cmdlet,
  "Measure-Object": cmdlet,
  "Test-Path": cmdlet,
  ls: listing,
  dir: listing,
  vdir: listing,
  cat: {
    flags: "AbeEnstTuv",
    long: "show-all number-nonblank show-ends number squeeze-blank show-tabs show-nonprinting"
  },
  tac: { flags: "br", takes: "s", long: "before regex separator=" },
  head: fewLines,
  tail: fewLines,
  wc: { flags: "cmlLw", long: "bytes chars lines max-line-length words total=" },
  nl: {
    flags: "p",
    takes: "bdfhilnsvw",
    long: "body-numbering= number-width= number-format= number-separator= starting-line-number="
  },
  sort: {
    flags: "bdfghiMnRruVzcCsm",
    takes: "ktS",
    long: "ignore-leading-blanks dictionary-order ignore-case general-numeric-sort human-numeric-sort ignore-nonprinting month-sort numeric-sort random-sort reverse version-sort unique zero-terminated check? key= field-separator= stable merge buffer-size= parallel= sort= debug"
  },
  uniq: {
    flags: "cdDiuz",
    takes: "fsw",
    long: "count repeated all-repeated? group? ignore-case unique skip-fields= skip-chars= check-chars= zero-terminated",
    most: 1
  },
  cut: {
    flags: "nsz",
    takes: "bcdf",
    long: "bytes= characters= delimiter= fields= only-delimited complement output-delimiter= zero-terminated"
  },
  paste: { flags: "sz", takes: "d", long: "delimiters= serial zero-terminated" },
  join: {
    flags: "iz",
    takes: "aejotv12",
    long: "check-order nocheck-order header ignore-case zero-terminated",
    most: 2
  },
  comm: { flags: "123iz", long: "check-order nocheck-order output-delimiter= total zero-terminated", most: 2 },
  tr: { flags: "cCdst", long: "complement delete squeeze-repeats truncate-set1", operands: "text", most: 2 },
  rev: {},
  fold: { flags: "bs", takes: "w", long: "bytes spaces width=" },
  fmt: { flags: "cstu", takes: "wpg", long: "width= split-only uniform-spacing" },
  expand: { flags: "i", takes: "t", long: "initial tabs=" },
  unexpand: { flags: "a", takes: "t", long: "all first-only tabs=" },
  pr: {
    flags: "adFfJmrtTv",
    takes: "DhlNoWw",
    long: "header= length= omit-header width= columns=",
    words: /^[-+]\d+$/
  },
  column: {
    flags: "txneJ",
    takes: "csoNHRTEW",
    long: "table separator= output-separator= fillrows json table-columns="
  },
  tsort: {},
  shuf: { flags: "erz", takes: "ni", long: "echo input-range= head-count= repeat zero-terminated" },
  od: {
    flags: "abcdfhiloxsv",
    takes: "AjNt",
    long: "address-radix= skip-bytes= read-bytes= format= output-duplicates"
  },
  hexdump: { flags: "bcCdovx", takes: "ens" },
  hd: { flags: "bcCdovx", takes: "ens" },
  xxd: { takes: "cglos", words: /^-(a|b|e|i|u|p|ps|plain)$/, most: 1 },
  strings: { flags: "afw", takes: "nte", long: "all bytes= radix= encoding=", words: /^-\d+$/, check: noList },
  base64: { flags: "di", takes: "w", long: "decode ignore-garbage wrap=", most: 1 },
  base32: { flags: "di", takes: "w", long: "decode ignore-garbage wrap=", most: 1 },
  md5sum: checksum,
  sha1sum: checksum,
  sha224sum: checksum,
  sha256sum: checksum,
  sha384sum: checksum,
  sha512sum: checksum,
  b2sum: checksum,
  shasum: checksum,
  cksum: checksum,
  md5: { flags: "qr" },
  sum: { flags: "rs" },
  cmp: { flags: "bls", takes: "in", long: "print-bytes ignore-initial= bytes= quiet silent verbose", most: 4 },
  diff: {
    flags: "abBcdEefilnNpqrstTuwyZ",
    takes: "CFIUWxL",
    long: "brief report-identical-files context? unified? ed normal rcs side-by-side width= left-column suppress-common-lines show-c-function show-function-line= label= expand-tabs initial-tab tabsize= suppress-blank-empty recursive no-dereference new-file exclude= ignore-case ignore-tab-expansion ignore-trailing-space ignore-space-change ignore-all-space ignore-blank-lines ignore-matching-lines= text strip-trailing-cr minimal speed-large-files color? palette=",
    words: /^-[cu]?\d+$/,
    most: 2,
    filesOnly: true,
    check: (found) =>
      has(found, "r", "recursive") && !has(found, "no-dereference") ? "it follows links below a directory" : undefined
  },
  stat: { flags: "ft", takes: "c", long: "file-system format= printf= terse cached=" },
  file: { flags: "bihkpN0", takes: "F", long: "brief mime mime-type mime-encoding no-dereference no-pad" },
  du: {
    flags: "0abchklmsSx",
    takes: "dBt",
    long: "all apparent-size block-size= bytes total max-depth= human-readable inodes null separate-dirs si summarize threshold= time? time-style= one-file-system exclude=",
    here: true,
    tree: true
  },
  df: {
    flags: "ahHiklmPTv",
    takes: "Btx",
    long: "all block-size= human-readable si inodes local portability output? total type= print-type exclude-type=",
    operands: "text"
  },
  tree: {
    flags: "adfixpsughDFrtUcCnANSqQJXv",
    takes: "LPI",
    long: "dirsfirst noreport gitignore prune du matchdirs ignore-case charset= filelimit= timefmt= sort= si inodes device filesfirst",
    here: true,
    tree: true
  },
  iconv: { flags: "cls", takes: "ft", long: "from-code= to-code= list silent" },
  bc: { flags: "lqsi", long: "mathlib quiet standard" },
  tar: {
    flags: "tvzjJ",
    paths: "f",
    long: "list verbose gzip bzip2 xz file@",
    words: /^t[vzjJ]*f?$/,
    check: listsArchive
  },
  gzip: {
    flags: "lv",
    long: "list verbose",
    check: (found) => (has(found, "l", "list") ? undefined : "it would pack files")
  },
  zcat: {},
  bzcat: {},
  xzcat: {},
  zipinfo: { flags: "12slmvhtTz", most: 1 },
  unzip: {
    flags: "lvZ1",
    most: 1,
    check: (found) => (has(found, "l", "v", "Z") ? undefined : "it would unpack files")
  },
  nm: { flags: "aACDgnopruPS", long: "demangle? defined-only undefined-only dynamic", check: noList },
  size: { flags: "AB", check: noList },
  readelf: { flags: "ahlSsedWnr", check: noList },
  grep: grepping,
  egrep: grepping,
  fgrep: grepping,
  rg: {
    flags: "abcFhHiIlnNopPqsSUuvVwx0.",
    takes: "ABCeEgjmMrtTd",
    paths: "f",
    long: "after-context= before-context= context= regexp= encoding= glob= iglob= threads= max-count= max-columns= replace= type= type-not= max-depth= maxdepth= file@ count count-matches fixed-strings ignore-case smart-case case-sensitive files files-with-matches files-without-match line-number no-line-number only-matching pcre2 quiet no-messages multiline multiline-dotall unrestricted invert-match word-regexp line-regexp null hidden no-ignore no-ignore-vcs no-ignore-parent no-ignore-dot heading no-heading color= colors= column no-column with-filename no-filename json stats sort= sortr= trim vimgrep passthru text byte-offset max-filesize= type-list one-file-system no-config crlf null-data glob-case-insensitive max-columns-preview context-separator= pretty",
    operands: "pattern",
    here: true,
    tree: true
  },
  fd: {
    flags: "HIuspaglFqi01",
    takes: "etdEcjS",
    long: "hidden no-ignore unrestricted case-sensitive ignore-case glob regex fixed-strings absolute-path list-details max-depth= min-depth= exact-depth= extension= type= exclude= size= changed-within= changed-before= color= max-results= quiet print0 full-path",
    operands: "pattern",
    here: true,
    tree: true
  },
  jq: {
    flags: "rscneajSMCR",
    long: "compact-output raw-output join-output ascii-output sort-keys color-output monochrome-output null-input slurp raw-input exit-status tab indent= stream seq arg& argjson&",
    operands: "pattern",
    check: checkJq
  },
  sed: {
    flags: "nErsuz",
    takes: "el",
    long: "quiet silent expression= regexp-extended separate unbuffered null-data posix line-length=",
    operands: "pattern",
    check: checkSed
  },
  awk: { takes: "Fv", long: "field-separator= assign=", operands: "pattern", check: checkAwk }
}
