import { Result } from "effect"
import * as Base64 from "effect/encoding/Base64"

/** The part of the platform's WebAssembly that is used here; the compiler's own description comes with the DOM's. */
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: { readonly m: { readonly b: object } }
  ) => { readonly exports: { readonly n: (from: number, to: number) => number } }
}

/**
 * Counts line feeds sixteen bytes at a time (the platform's own search takes ten times as long for lines of usual length):
 *
 *     (func (export "n") (param $at i32) (param $end i32) (result i32) (local $sum i32) (local $needle v128)
 *       (local.set $needle (i8x16.splat (i32.const 10)))
 *       (block (loop (br_if 1 (i32.ge_u (local.get $at) (local.get $end)))
 *         ;; four times, for offset=0, 16, 32 and 48
 *         (local.set $sum (i32.add (local.get $sum)
 *           (i32.popcnt (i8x16.bitmask (i8x16.eq (v128.load offset=0 (local.get $at)) (local.get $needle))))))
 *         (local.set $at (i32.add (local.get $at) (i32.const 64))) (br 0)))
 *       (local.get $sum))
 */
const code =
  "AGFzbQEAAAABBwFgAn9/AX8CCAEBbQFiAgABAwIBAAcFAQFuAAAKYwFhAgF/AXtBCv0PIQMCQANAIAAgAU8NASACIAD9AAQAIAP9I/1kaWogAP0ABBAgA/0j/WRpaiAA/QAEICAD/SP9ZGlqIAD9AAQwIAP9I/1kaWohAiAAQcAAaiEADAALCyACCw=="

const pageSize = 65_536

/** Buffers of `size` bytes (a multiple of 65,536) each, and the number of line feeds in the first bytes of one. */
export interface LineCounter {
  readonly buffers: ReadonlyArray<Uint8Array<ArrayBuffer>>
  readonly count: (buffer: number, length: number) => number
}

export const lineCounter = (buffers: number, size: number): LineCounter => {
  const memory = new WebAssembly.Memory({ initial: (buffers * size) / pageSize })
  const bytes = Result.getOrThrow(Base64.decode(code))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { b: memory } })
  const views = Array.from({ length: buffers }, (_, index) => new Uint8Array(memory.buffer, index * size, size))
  return {
    buffers: views,
    count: (buffer, length) => {
      const whole = length - (length % 64)
      let found = exports.n(buffer * size, buffer * size + whole)
      for (let at = whole; at < length; at++) if (views[buffer]?.[at] === 10) found++
      return found
    }
  }
}
