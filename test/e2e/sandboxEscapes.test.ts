import { existsSync, lstatSync, readFileSync } from "node:fs"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { confined, inGround, makeGround, noBubblewrap } from "../layers/sandboxWorld.ts"

let ground: ReturnType<typeof makeGround>
beforeEach(() => {
  ground = makeGround()
})
afterEach(() => ground.remove())

const run = (command: string) => inGround(ground, confined(command.replaceAll("$D", ground.dir)))

describe.skipIf(noBubblewrap !== undefined)("nothing is written outside of the working directories", () => {
  const attempts: ReadonlyArray<readonly [name: string, command: string]> = [
    ["by its path", "echo x > $D/outside/file.txt"],
    ["by a path with ..", "echo x > ../outside/file.txt"],
    ["by a new file", "touch $D/outside/new"],
    ["through a link", "ln -s $D/outside l && echo x > l/file.txt"],
    ["through a hard link", "ln $D/outside/file.txt h && echo x > h"],
    ["through /proc/self/root", "echo x > /proc/self/root$D/outside/file.txt"],
    ["through /proc/1/root", "echo x > /proc/1/root$D/outside/file.txt"],
    ["through the root of any process", "for r in /proc/[0-9]*/root; do echo x > $r$D/outside/file.txt; done; false"],
    [
      "through the directory of any process",
      "for r in /proc/[0-9]*/cwd; do echo x > $r/../outside/file.txt; done; false"
    ],
    ["by moving it", "mv $D/outside/file.txt ."],
    ["by removing it", "rm -rf $D/outside"],
    ["by mounting it again", "mount -o remount,rw / && echo x > $D/outside/file.txt"],
    [
      "by mounting in namespaces of its own",
      "unshare -Urm sh -c 'mount -o remount,rw,bind / ; umount -l / ; echo x > $D/outside/file.txt'"
    ],
    [
      "by binding in namespaces of its own",
      "unshare -Urm sh -c 'mkdir m; mount --bind $D/outside m && echo x > m/file.txt'"
    ],
    ["by another sandbox within", "bwrap --bind / / sh -c 'echo x > $D/outside/file.txt'"],
    ["by setuid", "cp /bin/sh s && chmod u+s s && ./s -p -c 'echo x > $D/outside/file.txt'"],
    ["at home", "echo x > ~/.bashrc"],
    ["in the settings", "echo x > ~/.coderx/config.json"],
    ["by changing modes", "chmod 777 $D/outside/file.txt"],
    [
      "by python through a file descriptor",
      `python3 -c "import os; d=os.open('/',os.O_RDONLY); f=os.open('$D/outside/file.txt'.lstrip('/'), os.O_WRONLY, dir_fd=d); os.write(f,b'x')"`
    ]
  ]
  it.each(attempts)("%s", async (_, command) => {
    const before = lstatSync(ground.path("outside/file.txt")).mode
    const result = await run(command)
    assert.notStrictEqual(result.exitCode, 0, result.text)
    assert.strictEqual(result.confined?.failure, undefined, result.text)
    assert.strictEqual(readFileSync(ground.path("outside/file.txt"), "utf8"), "outside\n")
    assert.strictEqual(lstatSync(ground.path("outside/file.txt")).mode, before)
    assert.isFalse(existsSync(ground.path("outside/new")))
    assert.isFalse(existsSync(ground.path("home/.bashrc")))
    assert.include(readFileSync(ground.path("home/.coderx/config.json"), "utf8"), "SECRET-coderx")
  })
})
