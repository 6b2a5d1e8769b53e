/** Price of a cart in cents. `discount` is the share taken off the whole: 0.1 makes it a tenth cheaper. */
export function total(items, discount = 0) {
  let sum = 0
  for (const item of items) {
    sum += item.price
  }
  return Math.round(sum * (1 - discount))
}

/** Cents as the customer reads them: 1999 is "19.99 EUR". */
export function price(cents) {
  return `${(cents / 100).toFixed(2)} EUR`
}
