import { price, total } from "../src/cart.mjs"

const pen = { name: "pen", price: 150, quantity: 1 }
const paper = { name: "paper", price: 499, quantity: 3 }

let failed = 0
function check(name, actual, expected) {
  const ok = actual === expected
  if (!ok) failed++
  console.log(ok ? `ok    ${name}` : `FAIL  ${name}: expected ${expected}, got ${actual}`)
}

check("an empty cart costs nothing", total([]), 0)
check("one pen", total([pen]), 150)
check("three packs of paper", total([paper]), 1497)
check("pen and paper, a tenth off", total([pen, paper], 0.1), 1482)
check("cents are shown as euros", price(1999), "19.99 EUR")

console.log(failed === 0 ? "all passed" : `${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
