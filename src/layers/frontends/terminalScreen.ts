import { Effect, Layer, Queue, Stream } from "effect"
import { type ScreenInput, type ScreenSize, TerminalScreen } from "../../services/frontend/TerminalScreen.ts"
import { Host } from "../../services/host/Host.ts"
import { factsOf, freshLine, modesOff, modesOn } from "./terminalModes.ts"

const sizeNow = (): ScreenSize => ({
  columns: Math.max(1, process.stdout.columns ?? 80),
  rows: Math.max(1, process.stdout.rows ?? 24)
})

/** Terminals are written to at once by Node, also while the process ends. */
const writeNow = (bytes: string): void => void process.stdout.write(bytes)

/** Milliseconds after which a process that still runs was not stopped. */
const unstoppedAfter = 100

/** Windows has no jobs that could be stopped. */
const stops = process.platform !== "win32"

/** Milliseconds that the terminal has to answer what was asked last, before the answer would be typed into the shell. */
const answerTime = 60

/** The terminal of this process. */
export const terminalScreen: Layer.Layer<TerminalScreen, never, Host> = Layer.effect(
  TerminalScreen,
  Effect.gen(function* () {
    const { env } = yield* Host
    const facts = factsOf(env)
    const inbox = yield* Queue.unbounded<ScreenInput>()
    let held = false
    let other = false
    let stopped = false

    const tell = (input: ScreenInput) => void Queue.offerUnsafe(inbox, input)

    const raw = (on: boolean) => {
      try {
        process.stdin.setRawMode(on)
      } catch {
        // The terminal is gone: its mode is nobody's concern.
      }
    }

    const take = () => {
      held = true
      // Set anew even where Node thinks that it is so: a shell may have changed it while we were stopped.
      raw(false)
      raw(true)
      writeNow(modesOn(facts))
      process.stdin.resume()
    }

    const giveBack = () => {
      if (!held) return
      held = false
      writeNow((other ? `${modesOff(facts)}\u001b[?1049l` : "") + modesOff(facts))
      other = false
      raw(false)
      process.stdin.pause()
    }

    /** The way out that runs no finalizers. The caret stands within what was drawn: below it nothing is left. */
    const abandon = () => {
      if (held) writeNow("\r\u001b[J")
      giveBack()
    }

    /** Who sends this wants the process to end here and now, with a core file if there is to be one: only the terminal comes first. */
    const onQuit = () => {
      abandon()
      process.off("SIGQUIT", onQuit)
      process.kill(process.pid, "SIGQUIT")
    }

    const onData = (bytes: Uint8Array) => tell({ _tag: "Bytes", bytes })
    const onResize = () => tell({ _tag: "Resized", size: sizeNow() })
    const onGone = () => tell({ _tag: "HungUp" })
    const back = () => {
      stopped = false
      take()
      writeNow(freshLine(sizeNow().columns))
      tell({ _tag: "Returned", size: sizeNow() })
    }
    const onContinue = () => {
      if (stopped || held) back()
    }
    const stop = () => {
      if (stopped || !stops) return
      stopped = true
      abandon()
      process.off("SIGTSTP", stop)
      // The whole group, as the terminal's own Ctrl+Z does: whoever started us waits for it too.
      process.kill(0, "SIGTSTP")
      process.on("SIGTSTP", stop)
      // Without a shell that could continue us the system does not stop us at all.
      setTimeout(() => {
        if (stopped) back()
      }, unstoppedAfter)
    }

    const listen = () => {
      process.stdin.on("data", onData)
      process.stdin.on("end", onGone)
      process.stdin.on("error", onGone)
      process.stdout.on("resize", onResize)
      process.on("SIGHUP", onGone)
      if (stops) process.on("SIGQUIT", onQuit)
      if (stops) process.on("SIGCONT", onContinue)
      if (stops) process.on("SIGTSTP", stop)
      process.on("uncaughtExceptionMonitor", abandon)
      process.on("exit", abandon)
    }
    const unlisten = () => {
      process.stdin.off("data", onData)
      process.stdin.off("end", onGone)
      process.stdin.off("error", onGone)
      process.stdout.off("resize", onResize)
      process.off("SIGHUP", onGone)
      process.off("SIGQUIT", onQuit)
      process.off("SIGCONT", onContinue)
      process.off("SIGTSTP", stop)
      process.off("uncaughtExceptionMonitor", abandon)
      process.off("exit", abandon)
    }

    const enteredAt = { ms: 0 }
    const enter = Effect.acquireRelease(
      Effect.sync(() => {
        listen()
        take()
        // What was typed while we were loaded, and echoed: it comes as input too.
        writeNow("\r\u001b[K")
        enteredAt.ms = performance.now()
      }),
      () =>
        Effect.suspend(() => {
          const left = Math.max(0, answerTime - (performance.now() - enteredAt.ms))
          return facts.modern && left > 0 ? Effect.sleep(left) : Effect.void
        }).pipe(
          Effect.andThen(
            Effect.sync(() => {
              giveBack()
              unlisten()
            })
          )
        )
    )

    return TerminalScreen.of({
      enter,
      facts,
      size: Effect.sync(sizeNow),
      inputs: Stream.fromQueue(inbox),
      write: (bytes) =>
        Effect.sync(() => {
          if (held) writeNow(bytes)
        }),
      alternate: (on) =>
        Effect.sync(() => {
          if (!held || other === on) return
          other = on
          // Flags of the keyboard belong to a screen.
          writeNow(on ? `\u001b[?1049h${modesOn(facts)}` : `${modesOff(facts)}\u001b[?1049l`)
        }),
      suspend: Effect.sync(stop),
      lend: (use) =>
        Effect.acquireUseRelease(
          Effect.sync(giveBack),
          () => use,
          () => Effect.sync(back)
        )
    })
  })
)
