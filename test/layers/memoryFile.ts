import { ByteSize, Effect, FileSystem, Option, PlatformError } from "effect"
import { type DirectoryNode, Errno, type FileNode, type MemoryTree, type Node } from "./memoryTree.ts"

const sizeOf = (node: Node): number =>
  node.type === "File"
    ? node.size
    : node.type === "SymbolicLink"
      ? node.target.length
      : node.type === "Directory"
        ? 4096
        : 0

const typeBits: Record<Node["type"], number> = {
  File: 0o100000,
  Directory: 0o040000,
  SymbolicLink: 0o120000,
  BlockDevice: 0o060000,
  CharacterDevice: 0o020000,
  FIFO: 0o010000,
  Socket: 0o140000
}

/** What `stat` says of a node; `mode` holds the type bits too, as Node reports it. */
export const info = (node: Node): FileSystem.File.Info => ({
  type: node.type,
  mtime: Option.some(new Date(node.mtime)),
  atime: Option.some(new Date(node.atime)),
  birthtime: Option.some(new Date(node.birthtime)),
  dev: 1n,
  ino: Option.some(node.ino),
  mode: typeBits[node.type] | node.mode,
  nlink: Option.some(BigInt(node.nlink)),
  uid: Option.some(node.uid),
  gid: Option.some(node.gid),
  rdev: Option.some(0n),
  size: ByteSize.bytes(sizeOf(node)),
  blksize: Option.some(ByteSize.bytes(4096)),
  blocks: Option.some(BigInt(Math.ceil(sizeOf(node) / 512)))
})

const badArgument = (method: string, description: string) =>
  PlatformError.badArgument({ module: "FileSystem", method, description })

/** An open file. The node stays alive when its name is removed or replaced, as on POSIX. */
export const openFile = (
  tree: MemoryTree,
  node: FileNode | DirectoryNode,
  flag: FileSystem.OpenFlag,
  run: <A>(method: string, operate: () => A) => Effect.Effect<A, PlatformError.PlatformError>
): FileSystem.File => {
  let cursor = 0n
  const append = flag.startsWith("a")
  const readable = flag === "r" || flag.includes("+")
  const writable = flag !== "r"
  const file = (needed: boolean): FileNode => {
    if (node.type === "Directory") throw new Errno("EISDIR")
    if (!needed) throw new Errno("EBADF")
    return node
  }
  const readAt = (method: string, size: number, position: bigint | undefined) =>
    position !== undefined && position < 0n
      ? Effect.fail(badArgument(method, "Cannot read before the start of the file"))
      : run(method, () => {
          const open = file(readable)
          const at = Number(position ?? cursor)
          const bytes = open.bytes.slice(at, Math.min(open.size, at + size))
          const taken = at >= open.size ? new Uint8Array(0) : bytes
          if (position === undefined) cursor += BigInt(taken.length)
          return taken
        })
  const write = (bytes: Uint8Array) =>
    run("write", () => {
      const open = file(writable)
      tree.write(open, bytes, append ? open.size : Number(cursor))
      if (!append) cursor += BigInt(bytes.length)
      return bytes.length
    })
  return {
    [FileSystem.FileTypeId]: FileSystem.FileTypeId,
    stat: run("stat", () => info(node)),
    sync: run("sync", () => undefined),
    seek: (offset, from) =>
      Effect.suspend(() => {
        const position = from === "start" ? offset : cursor + offset
        if (position < 0n) return Effect.fail(badArgument("seek", "Cannot seek before the start of the file"))
        cursor = position
        return Effect.succeed(position)
      }),
    read: (buffer, options) =>
      Effect.map(readAt("read", buffer.length, options?.position), (bytes) => {
        buffer.set(bytes)
        return bytes.length
      }),
    readAlloc: (size, options) =>
      !Number.isInteger(size) || size < 0
        ? Effect.fail(badArgument("readAlloc", "size must be a non-negative integer"))
        : Effect.map(readAt("readAlloc", size, options?.position), (bytes) =>
            bytes.length === 0 ? Option.none() : Option.some(bytes)
          ),
    truncate: (length = 0) =>
      run("truncate", () => {
        tree.resize(file(writable), length)
        if (!append && cursor > BigInt(length)) cursor = BigInt(length)
      }),
    write,
    writeAll: (bytes) => (bytes.length === 0 ? Effect.void : Effect.asVoid(write(bytes)))
  }
}
