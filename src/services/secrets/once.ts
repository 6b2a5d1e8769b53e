/** A value that is made at its first use: tables of patterns cost milliseconds that a start without secrets need not pay. */
export const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
