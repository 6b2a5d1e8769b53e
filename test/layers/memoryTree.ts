import type { FileSystem } from "effect"

/** An error of the operating system by its code (`ENOENT`), as Node's `fs` throws them. */
export class Errno extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

interface Facts {
  readonly ino: bigint
  mode: number
  nlink: number
  uid: number
  gid: number
  atime: number
  mtime: number
  readonly birthtime: number
}
export interface FileNode extends Facts {
  readonly type: "File"
  /** Capacity grows by doubling; only the first `size` bytes are the file's. */
  bytes: Uint8Array
  size: number
}
export interface DirectoryNode extends Facts {
  readonly type: "Directory"
  readonly entries: Map<string, Node>
}
export interface LinkNode extends Facts {
  readonly type: "SymbolicLink"
  readonly target: string
}
export interface SpecialNode extends Facts {
  readonly type: "BlockDevice" | "CharacterDevice" | "FIFO" | "Socket"
}
export type Node = FileNode | DirectoryNode | LinkNode | SpecialNode

/** Where a path leads: its parent directory and name, and the node if there is one. */
export interface Place {
  readonly parent: DirectoryNode
  readonly name: string
  readonly node: Node | undefined
  /** Absolute, every link on the way resolved. */
  readonly real: string
}

const encoder = new TextEncoder()
const umask = 0o022
const maxLinks = 40

/** The inodes of a pretend disk and the rules of path lookup, synchronous; failures are thrown as `Errno`. */
export class MemoryTree {
  private inodes = 0n
  readonly root: DirectoryNode
  readonly cwd: string
  now: () => number

  constructor(cwd: string, now: () => number) {
    this.cwd = cwd
    this.now = now
    this.root = this.directory(0o755)
  }

  private facts(mode: number): Facts {
    this.inodes += 1n
    const at = this.now()
    return { ino: this.inodes, mode, nlink: 1, uid: 1000, gid: 1000, atime: at, mtime: at, birthtime: at }
  }
  directory(mode: number): DirectoryNode {
    return { type: "Directory", ...this.facts(mode), entries: new Map() }
  }
  file(bytes: Uint8Array, mode = 0o666): FileNode {
    return { type: "File", ...this.facts(mode & ~umask), bytes: bytes.slice(), size: bytes.length }
  }
  link(target: string): LinkNode {
    return { type: "SymbolicLink", ...this.facts(0o777), target }
  }
  special(type: SpecialNode["type"]): SpecialNode {
    return { type, ...this.facts(0o666) }
  }

  /** Walks a path as a kernel does: `..` after a link leaves the link's target. */
  locate(path: string, follow: boolean): Place {
    if (path === "") throw new Errno("ENOENT")
    if (encoder.encode(path).length >= 4096) throw new Errno("ENAMETOOLONG")
    const rest = (path.startsWith("/") ? path : `${this.cwd}/${path}`).split("/")
    const above: Array<{ readonly name: string; readonly node: DirectoryNode }> = [{ name: "", node: this.root }]
    let links = 0
    for (;;) {
      const here = above[above.length - 1] ?? { name: "", node: this.root }
      const name = rest.shift()
      const named = () => above.map((step) => step.name).join("/") || "/"
      if (name === undefined) {
        const parent = above[above.length - 2]?.node ?? this.root
        return { parent, name: here.name, node: here.node, real: named() }
      }
      if (name === "" || name === ".") continue
      if (name === "..") {
        if (above.length > 1) above.pop()
        continue
      }
      if (encoder.encode(name).length > 255) throw new Errno("ENAMETOOLONG")
      if ((here.node.mode & 0o100) === 0) throw new Errno("EACCES")
      const node = here.node.entries.get(name)
      const last = rest.every((part) => part === "")
      const trailing = last && rest.length > 0
      const real = `${named() === "/" ? "" : named()}/${name}`
      if (node === undefined) {
        if (!last) throw new Errno("ENOENT")
        return { parent: here.node, name, node, real }
      }
      if (node.type === "SymbolicLink" && (!last || follow || trailing)) {
        links += 1
        if (links > maxLinks) throw new Errno("ELOOP")
        if (node.target.startsWith("/")) above.length = 1
        rest.unshift(...node.target.split("/"))
        continue
      }
      if (node.type === "Directory") {
        above.push({ name, node })
        continue
      }
      if (!last || trailing) throw new Errno("ENOTDIR")
      return { parent: here.node, name, node, real }
    }
  }

  /** The node at a path, or `ENOENT`. */
  get(path: string, follow = true): Node {
    const { node } = this.locate(path, follow)
    if (node === undefined) throw new Errno("ENOENT")
    return node
  }
  getDirectory(path: string): DirectoryNode {
    const node = this.get(path)
    if (node.type !== "Directory") throw new Errno("ENOTDIR")
    return node
  }
  getFile(path: string): FileNode {
    const node = this.get(path)
    if (node.type === "Directory") throw new Errno("EISDIR")
    if (node.type !== "File") throw new Errno("ENXIO")
    return node
  }

  /** Puts a node under a name; what had the name before loses it. */
  attach(parent: DirectoryNode, name: string, node: Node): void {
    if ((parent.mode & 0o200) === 0) throw new Errno("EACCES")
    const before = parent.entries.get(name)
    if (before !== undefined) before.nlink -= 1
    parent.entries.set(name, node)
    parent.mtime = this.now()
  }
  detach(parent: DirectoryNode, name: string): void {
    if ((parent.mode & 0o200) === 0) throw new Errno("EACCES")
    const before = parent.entries.get(name)
    if (before !== undefined) before.nlink -= 1
    parent.entries.delete(name)
    parent.mtime = this.now()
  }

  makeDirectory(path: string, recursive: boolean, mode = 0o777): void {
    if (recursive) {
      const cut = path.replace(/\/+$/, "").lastIndexOf("/")
      if (cut > 0) {
        const above = path.slice(0, cut)
        let exists = true
        try {
          if (this.get(above).type !== "Directory") throw new Errno("ENOTDIR")
        } catch (error) {
          if (!(error instanceof Errno) || error.code !== "ENOENT") throw error
          exists = false
        }
        if (!exists) this.makeDirectory(above, true, mode)
      }
    }
    const { node, parent, name } = this.locate(path, recursive)
    if (node !== undefined) {
      if (recursive && node.type === "Directory") return
      throw new Errno("EEXIST")
    }
    this.attach(parent, name, this.directory(mode & ~umask))
  }

  /** Opens for the flag, creating where it says so. */
  open(path: string, flag: FileSystem.OpenFlag, mode: number | undefined, noFollow: boolean): FileNode | DirectoryNode {
    const exclusive = flag.includes("x")
    const creates = !flag.startsWith("r")
    const writes = flag !== "r"
    const { node, parent, name } = this.locate(path, !exclusive && !noFollow)
    if (node === undefined) {
      if (!creates) throw new Errno("ENOENT")
      if (path.endsWith("/")) throw new Errno("EISDIR")
      const made = this.file(new Uint8Array(0), mode)
      this.attach(parent, name, made)
      return made
    }
    if (exclusive) throw new Errno("EEXIST")
    if (node.type === "SymbolicLink") throw new Errno("ELOOP")
    if (node.type === "Directory") {
      if (writes) throw new Errno("EISDIR")
      return node
    }
    if (node.type !== "File") throw new Errno("ENXIO")
    if (writes && (node.mode & 0o200) === 0) throw new Errno("EACCES")
    if ((!writes || flag.includes("+")) && (node.mode & 0o400) === 0) throw new Errno("EACCES")
    if (flag.startsWith("w")) this.resize(node, 0)
    return node
  }

  resize(node: FileNode, length: number): void {
    if (length > node.bytes.length) {
      const grown = new Uint8Array(Math.max(length, node.bytes.length * 2))
      grown.set(node.bytes.subarray(0, node.size))
      node.bytes = grown
    }
    if (length < node.size) node.bytes.fill(0, length, node.size)
    node.size = length
    node.mtime = this.now()
  }
  write(node: FileNode, bytes: Uint8Array, at: number): void {
    if (at + bytes.length > node.size) this.resize(node, at + bytes.length)
    node.bytes.set(bytes, at)
    node.mtime = this.now()
  }

  rename(from: string, to: string): void {
    const old = this.locate(from, false)
    const next = this.locate(to, false)
    if (old.node === undefined) throw new Errno("ENOENT")
    if (old.node === next.node) return
    if (old.node.type === "Directory" && `${next.real}/`.startsWith(`${old.real}/`)) throw new Errno("EINVAL")
    if (next.node?.type === "Directory") {
      if (old.node.type !== "Directory") throw new Errno("EISDIR")
      if (next.node.entries.size > 0) throw new Errno("ENOTEMPTY")
    } else if (next.node !== undefined && old.node.type === "Directory") throw new Errno("ENOTDIR")
    const moved = old.node
    moved.nlink += 1
    this.attach(next.parent, next.name, moved)
    this.detach(old.parent, old.name)
  }

  remove(path: string, recursive: boolean, force: boolean): void {
    let place: Place
    try {
      place = this.locate(path, false)
      if (place.node === undefined) throw new Errno("ENOENT")
    } catch (error) {
      if (force && error instanceof Errno && error.code === "ENOENT") return
      throw error
    }
    if (place.node?.type === "Directory" && !recursive) throw new Errno("ERR_FS_EISDIR")
    this.detach(place.parent, place.name)
  }

  /** `cp -r`: files that are there are kept unless `overwrite`. */
  copy(from: string, to: string, overwrite: boolean): void {
    const node = this.get(from, false)
    if (node.type === "Directory") {
      this.makeDirectory(to, true)
      for (const name of [...node.entries.keys()]) this.copy(`${from}/${name}`, `${to}/${name}`, overwrite)
      return
    }
    const place = this.locate(to, false)
    if (place.node !== undefined && !overwrite) return
    if (node.type === "SymbolicLink") this.attach(place.parent, place.name, this.link(node.target))
    else if (node.type === "File") {
      this.attach(place.parent, place.name, this.file(node.bytes.subarray(0, node.size), node.mode))
    } else throw new Errno("EINVAL")
  }
}
