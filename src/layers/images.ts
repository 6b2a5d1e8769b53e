import { Effect, FileSystem, Layer, Path } from "effect"
import { Host } from "../services/host/Host.ts"
import { Images, type ScaledImage } from "../services/workspace/Images.ts"

const webAssembly = "photon.wasm"
const inPackage = "../../node_modules/@cf-wasm/photon/dist/lib/photon_rs_bg.wasm"

/** Qualities of JPEG that are tried where a PNG would be too large. */
const qualities = [85, 70, 50] as const
/** Each further try is so much smaller, should even the last quality be too large. */
const shrink = 0.7
const tries = 4

/** Photon (Rust, compiled to WebAssembly). */
export const images = Layer.effect(
  Images,
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { dataDir } = yield* Host

    const library = yield* Effect.cached(
      Effect.gen(function* () {
        const built = path.join(dataDir, webAssembly)
        const bytes = yield* fs.readFile((yield* fs.exists(built)) ? built : path.join(dataDir, inPackage))
        const photon = yield* Effect.promise(() => import("@cf-wasm/photon/others"))
        // Once a process, however often this layer is built.
        if (!photon.initPhoton.initialized) {
          yield* Effect.promise(() => photon.initPhoton({ module_or_path: new Uint8Array(bytes) }))
        }
        return photon
      })
    )

    return Images.of({
      scale: Effect.fn("Images.scale")(
        function* (bytes, { longest, most }) {
          const { PhotonImage, resize, SamplingFilter } = yield* library
          return yield* Effect.try((): ScaledImage | undefined => {
            using original = PhotonImage.new_from_byteslice(bytes)
            const [wide, high] = [original.get_width(), original.get_height()]
            let factor = Math.min(1, longest / Math.max(wide, high))
            for (let attempt = 0; attempt < tries; attempt++) {
              const width = Math.max(1, Math.round(wide * factor))
              const height = Math.max(1, Math.round(high * factor))
              using scaled = resize(original, width, height, SamplingFilter.Lanczos3)
              const png = scaled.get_bytes()
              if (png.length <= most) return { bytes: png, type: "image/png", width, height }
              for (const quality of qualities) {
                const jpeg = scaled.get_bytes_jpeg(quality)
                if (jpeg.length <= most) return { bytes: jpeg, type: "image/jpeg", width, height }
              }
              factor *= shrink
            }
            return undefined
          })
        },
        Effect.catch((error) => Effect.as(Effect.logDebug("the image cannot be decoded", error), undefined))
      )
    })
  })
)
