import { Clock, Effect, FileSystem, Layer, PlatformError, Stream } from "effect"
import { info, openFile } from "./memoryFile.ts"
import { Errno, MemoryTree, type Node, type SpecialNode } from "./memoryTree.ts"

/** What stands at a path at the start: a file's text or bytes, or one of the other kinds. */
export type MemoryEntry =
  | string
  | Uint8Array
  | { readonly directory: true; readonly mode?: number }
  | { readonly link: string }
  | { readonly special: SpecialNode["type"] }
  | { readonly file: string | Uint8Array; readonly mode: number }

export interface MemoryOptions {
  /** By absolute path; parent directories come by themselves. `/tmp` is always there. */
  readonly files?: Readonly<Record<string, MemoryEntry>>
  /** Where relative paths start. */
  readonly cwd?: string
  /** Makes an operation fail by an error code (`ENOSPC`), as a full or broken disk would. */
  readonly fault?: (method: string, path: string) => string | undefined
}

const tags: Readonly<Record<string, PlatformError.SystemErrorTag>> = {
  ENOENT: "NotFound",
  EACCES: "PermissionDenied",
  EPERM: "PermissionDenied",
  EEXIST: "AlreadyExists",
  EISDIR: "BadResource",
  ENOTDIR: "BadResource",
  ELOOP: "BadResource",
  EBUSY: "Busy"
}

const encoder = new TextEncoder()
const bytesOf = (content: string | Uint8Array) => (typeof content === "string" ? encoder.encode(content) : content)

const plant = (tree: MemoryTree, path: string, entry: MemoryEntry): void => {
  if (typeof entry === "object" && "directory" in entry) {
    tree.makeDirectory(path, true)
    if (entry.mode !== undefined) tree.getDirectory(path).mode = entry.mode
    return
  }
  tree.makeDirectory(path.slice(0, path.lastIndexOf("/")) || "/", true)
  const { parent, name } = tree.locate(path, false)
  const node = (): Node => {
    if (typeof entry === "string" || entry instanceof Uint8Array) return tree.file(bytesOf(entry))
    if ("link" in entry) return tree.link(entry.link)
    if ("special" in entry) return tree.special(entry.special)
    return Object.assign(tree.file(bytesOf(entry.file)), { mode: entry.mode })
  }
  tree.attach(parent, name, node())
}

/**
 * A file system in memory with POSIX rules: links, hard links, modes of one ordinary user, errors by the same tags as
 * Node's. Every operation yields first, so that what races on a disk races here. It does not watch.
 */
export const make = (options: MemoryOptions = {}): FileSystem.FileSystem => {
  let now = 0
  const tree = new MemoryTree(options.cwd ?? "/", () => now)
  tree.makeDirectory("/tmp", true)
  for (const [path, entry] of Object.entries(options.files ?? {})) plant(tree, path, entry)
  let names = 0

  const run = <A>(method: string, path: string, operate: () => A): Effect.Effect<A, PlatformError.PlatformError> =>
    Effect.yieldNow.pipe(
      Effect.andThen(Clock.currentTimeMillis),
      Effect.flatMap((time) =>
        Effect.suspend(() => {
          now = time
          if (path.includes("\0")) {
            const description = "The path must be a string without null bytes"
            return Effect.fail(PlatformError.badArgument({ module: "FileSystem", method, description }))
          }
          try {
            const fault = options.fault?.(method, path)
            if (fault !== undefined) throw new Errno(fault)
            return Effect.succeed(operate())
          } catch (cause) {
            if (!(cause instanceof Errno)) return Effect.die(cause)
            const _tag = tags[cause.code] ?? "Unknown"
            return Effect.fail(
              PlatformError.systemError({ _tag, module: "FileSystem", method, pathOrDescriptor: path, cause })
            )
          }
        })
      )
    )

  const writeFile: FileSystem.FileSystem["writeFile"] = (path, data, opts) =>
    run("writeFile", path, () => {
      const node = tree.open(path, opts?.flag ?? "w", opts?.mode, false)
      if (node.type === "Directory") throw new Errno("EISDIR")
      tree.write(node, data, opts?.flag?.startsWith("a") ? node.size : 0)
    })

  const makeTempDirectory: FileSystem.FileSystem["makeTempDirectory"] = (opts) => {
    names += 1
    const path = `${opts?.directory ?? "/tmp"}/${opts?.prefix ?? ""}${String(names).padStart(6, "0")}`
    return run("makeTempDirectory", path, () => {
      tree.makeDirectory(path, false, 0o700)
      return path
    })
  }
  const remove: FileSystem.FileSystem["remove"] = (path, opts) =>
    run("remove", path, () => tree.remove(path, opts?.recursive ?? false, opts?.force ?? false))
  const makeTempFile: FileSystem.FileSystem["makeTempFile"] = (opts) =>
    Effect.flatMap(makeTempDirectory(opts), (directory) => {
      const path = `${directory}/file${opts?.suffix ?? ""}`
      return Effect.as(writeFile(path, new Uint8Array(0)), path)
    })

  const list = (path: string, recursive: boolean, prefix = ""): Array<string> =>
    [...tree.getDirectory(path).entries].flatMap(([name, node]) =>
      recursive && node.type === "Directory"
        ? [prefix + name, ...list(`${path}/${name}`, true, `${prefix}${name}/`)]
        : [prefix + name]
    )

  return FileSystem.make({
    access: (path, opts) =>
      run("access", path, () => {
        const { mode } = tree.get(path)
        if (opts?.readable === true && (mode & 0o400) === 0) throw new Errno("EACCES")
        if (opts?.writable === true && (mode & 0o200) === 0) throw new Errno("EACCES")
      }),
    chmod: (path, mode) =>
      run("chmod", path, () => {
        tree.get(path).mode = mode & 0o7777
      }),
    chown: (path, uid, gid) => run("chown", path, () => void Object.assign(tree.get(path), { uid, gid })),
    copy: (from, to, opts) => run("copy", from, () => tree.copy(from, to, opts?.overwrite ?? false)),
    copyFile: (from, to) =>
      run("copyFile", from, () => {
        const source = tree.getFile(from)
        const target = tree.open(to, "w", source.mode, false)
        if (target.type === "File") tree.write(target, source.bytes.subarray(0, source.size), 0)
      }),
    link: (from, to) =>
      run("link", from, () => {
        const node = tree.get(from, false)
        if (node.type === "Directory") throw new Errno("EPERM")
        const place = tree.locate(to, false)
        if (place.node !== undefined) throw new Errno("EEXIST")
        node.nlink += 1
        tree.attach(place.parent, place.name, node)
      }),
    lstat: (path) => run("lstat", path, () => info(tree.get(path, false))),
    stat: (path) => run("stat", path, () => info(tree.get(path))),
    makeDirectory: (path, opts) =>
      run("makeDirectory", path, () => tree.makeDirectory(path, opts?.recursive ?? false, opts?.mode)),
    makeTempDirectory,
    makeTempDirectoryScoped: (opts) =>
      Effect.acquireRelease(makeTempDirectory(opts), (path) =>
        Effect.orDie(remove(path, { recursive: true, force: true }))
      ),
    makeTempFile,
    makeTempFileScoped: (opts) =>
      Effect.acquireRelease(makeTempFile(opts), (path) =>
        Effect.orDie(remove(path.slice(0, path.lastIndexOf("/")), { recursive: true, force: true }))
      ),
    open: (path, opts) =>
      run("open", path, () => {
        const flag = opts?.flag ?? "r"
        const node = tree.open(path, flag, opts?.mode, opts?.noFollow ?? false)
        return openFile(tree, node, flag, (method, operate) => run(method, path, operate))
      }),
    readDirectory: (path, opts) => run("readDirectory", path, () => list(path, opts?.recursive ?? false)),
    readDirectoryEntries: (path) =>
      run("readDirectoryEntries", path, () =>
        [...tree.getDirectory(path).entries].map(([name, node]) => ({ name, type: node.type }))
      ),
    readFile: (path) =>
      run("readFile", path, () => {
        const node = tree.getFile(path)
        if ((node.mode & 0o400) === 0) throw new Errno("EACCES")
        return node.bytes.slice(0, node.size)
      }),
    readLink: (path) =>
      run("readLink", path, () => {
        const node = tree.get(path, false)
        if (node.type !== "SymbolicLink") throw new Errno("EINVAL")
        return node.target
      }),
    realPath: (path) =>
      run("realPath", path, () => {
        /* Node takes `..` out by name before it looks at links. */
        const plain: Array<string> = []
        for (const part of (path.startsWith("/") ? path : `${tree.cwd}/${path}`).split("/")) {
          if (part === "..") plain.pop()
          else if (part !== "" && part !== ".") plain.push(part)
        }
        const { node, real } = tree.locate(`/${plain.join("/")}`, true)
        if (node === undefined) throw new Errno("ENOENT")
        return real
      }),
    remove,
    rename: (from, to) => run("rename", from, () => tree.rename(from, to)),
    symlink: (target, path) =>
      run("symlink", path, () => {
        const place = tree.locate(path, false)
        if (place.node !== undefined) throw new Errno("EEXIST")
        tree.attach(place.parent, place.name, tree.link(target))
      }),
    truncate: (path, length) => run("truncate", path, () => tree.resize(tree.getFile(path), length ?? 0)),
    utimes: (path, atime, mtime) =>
      run("utimes", path, () => {
        const millis = (time: Date | number) => (typeof time === "number" ? time * 1000 : time.getTime())
        Object.assign(tree.get(path), { atime: millis(atime), mtime: millis(mtime) })
      }),
    watch: () =>
      Stream.fail(
        PlatformError.badArgument({
          module: "FileSystem",
          method: "watch",
          description: "MemoryFileSystem does not watch"
        })
      ),
    writeFile
  })
}

/** `MemoryFileSystem.layer({ files: { "/w/a.txt": "text" } })` */
export const layer = (options: MemoryOptions = {}): Layer.Layer<FileSystem.FileSystem> =>
  Layer.sync(FileSystem.FileSystem, () => make(options))
