/** What the demo asks, and the one command that it may run. The shipped recording was made with these. */
export const demoPrompt = "The test of this project fails. Find out why and fix it."
export const demoTest = "node test/cart.test.mjs"
