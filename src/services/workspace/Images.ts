import { Context, type Effect } from "effect"

/** An image as it is sent to a model. */
export interface ScaledImage {
  readonly bytes: Uint8Array
  /** Its media type, which may be another than that of the original. */
  readonly type: string
  readonly width: number
  readonly height: number
}

/** Port: what decodes and scales images. Its library is WebAssembly and is loaded at the first image that needs it. */
export class Images extends Context.Service<
  Images,
  {
    /**
     * The image with its longer side at most `longest` pixels and at most `most` bytes. Undefined where the bytes are no
     * image that can be decoded.
     */
    readonly scale: (
      bytes: Uint8Array,
      wanted: { readonly longest: number; readonly most: number }
    ) => Effect.Effect<ScaledImage | undefined>
  }
>()("coderx/workspace/Images") {}
