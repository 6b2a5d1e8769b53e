import { type Arming, armed, armsAt, early, engaged, isArmed, shown, unseen } from "./arming.ts"
import { askUser, type AskUserState, pressAskUser } from "./askUser.ts"
import { type FirstRunState, firstRun, informFirstRun, pressFirstRun } from "./firstRun.ts"
import { informPermission, permission, type PermissionState, pressPermission } from "./permission.ts"
import { type PickState, picker, pressPicker } from "./picker.ts"
import { type PlanState, plan, pressPlan } from "./plan.ts"
import type { Press } from "./press.ts"
import type { DialogAnswer, DialogNews, DialogRequest, DialogWish } from "./request.ts"
import { pressRewind, type RewindState, rewind } from "./rewind.ts"
import type { Step } from "./step.ts"
import { pressTextPrompt, type TextPromptState, textPrompt } from "./textPrompt.ts"
import { pressTrust, type TrustState, trust } from "./trust.ts"

export type DialogBody =
  | { readonly _tag: "Permission"; readonly state: PermissionState }
  | { readonly _tag: "AskUser"; readonly state: AskUserState }
  | { readonly _tag: "Plan"; readonly state: PlanState }
  | { readonly _tag: "Pick"; readonly state: PickState }
  | { readonly _tag: "AskText"; readonly state: TextPromptState }
  | { readonly _tag: "Rewind"; readonly state: RewindState }
  | { readonly _tag: "Trust"; readonly state: TrustState }
  | { readonly _tag: "FirstRun"; readonly state: FirstRunState }

/** A question on the screen: what it is, and when it may be answered. */
export interface Dialog {
  readonly body: DialogBody
  readonly arming: Arming
  /** First line of the details that is shown, where they do not fit on the screen. */
  readonly scroll: number
}

/** What became of a press. */
export type DialogOutcome =
  | { readonly _tag: "Answered"; readonly answer: DialogAnswer }
  | { readonly _tag: "Wished"; readonly wish: DialogWish }
  /** The key was not meant for the question (too early, or no answer to it): it does what it would have done without it. */
  | { readonly _tag: "PassedOn" }

const bodyOf = (request: DialogRequest): DialogBody => {
  switch (request._tag) {
    case "Permission":
      return { _tag: "Permission", state: permission(request.question) }
    case "AskUser":
      return { _tag: "AskUser", state: askUser(request.questions) }
    case "Plan":
      return { _tag: "Plan", state: plan(request.plan) }
    case "Pick":
      return { _tag: "Pick", state: picker(request) }
    case "AskText":
      return { _tag: "AskText", state: textPrompt(request) }
    case "Rewind":
      return { _tag: "Rewind", state: rewind(request.points) }
    case "Trust":
      return { _tag: "Trust", state: trust(request.question) }
    case "FirstRun":
      return { _tag: "FirstRun", state: firstRun(request) }
  }
}

/** What grants something to others than the user: it waits until it was seen, whoever opened it. */
const granting: ReadonlySet<DialogRequest["_tag"]> = new Set(["Permission", "AskUser", "Plan", "Trust"])

/**
 * Opens a dialog. `Asked`: it comes by itself, maybe in the middle of somebody's typing; `lastKeyAt` is when the last key
 * before it was read, in ms since 1970, undefined where that key ended what was typed (sent or cleared it). `Opened`: the
 * user's own key or command opened it, and the next key is meant for it.
 */
export const openDialog = (
  request: DialogRequest,
  how: { readonly _tag: "Asked"; readonly lastKeyAt: number | undefined } | { readonly _tag: "Opened" }
): Dialog => {
  const own = how._tag === "Opened" && !granting.has(request._tag)
  const arming = own ? armed : unseen(how._tag === "Asked" ? how.lastKeyAt : undefined)
  return { body: bodyOf(request), arming, scroll: 0 }
}

/** What a dialog needs to know as soon as it is open. */
export const firstWish = (dialog: Dialog): DialogWish | undefined =>
  dialog.body._tag === "FirstRun" ? { _tag: "Find" } : undefined

/**
 * To be called with the time after every painting: the first one starts the moment for reading. `lastScroll` is how far
 * the details could be scrolled as they were painted.
 */
export const dialogShown = (dialog: Dialog, now: number, lastScroll: number): Dialog => {
  const arming = shown(dialog.arming, now)
  const scroll = Math.min(dialog.scroll, lastScroll)
  return arming === dialog.arming && scroll === dialog.scroll ? dialog : { ...dialog, arming, scroll }
}

/** Lines that Page Up and Page Down scroll the details. */
const pageLines = 5

const scrolled = (dialog: Dialog, press: Press): number | undefined => {
  if (dialog.body._tag === "Pick" || dialog.body._tag === "FirstRun" || press._tag !== "Pressed") return undefined
  if (press.name === "pageUp") return Math.max(0, dialog.scroll - pageLines)
  return press.name === "pageDown" ? dialog.scroll + pageLines : undefined
}

/** Whether keys count now, and if not, when they will, so that the program can draw it. */
export const takesKeys = (dialog: Dialog, now: number): boolean => isArmed(dialog.arming, now)
export const takesKeysAt = (dialog: Dialog, now: number): number | undefined => armsAt(dialog.arming, now)

const pressBody = (body: DialogBody, press: Press): Step<DialogBody> => {
  switch (body._tag) {
    case "Permission": {
      const step = pressPermission(body.state, press)
      return { ...step, state: { _tag: "Permission", state: step.state } }
    }
    case "AskUser": {
      const step = pressAskUser(body.state, press)
      return { ...step, state: { _tag: "AskUser", state: step.state } }
    }
    case "Plan": {
      const step = pressPlan(body.state, press)
      return { ...step, state: { _tag: "Plan", state: step.state } }
    }
    case "Pick": {
      const step = pressPicker(body.state, press)
      return { ...step, state: { _tag: "Pick", state: step.state } }
    }
    case "AskText": {
      const step = pressTextPrompt(body.state, press)
      return { ...step, state: { _tag: "AskText", state: step.state } }
    }
    case "Rewind": {
      const step = pressRewind(body.state, press)
      return { ...step, state: { _tag: "Rewind", state: step.state } }
    }
    case "Trust": {
      const step = pressTrust(body.state, press)
      return { ...step, state: { _tag: "Trust", state: step.state } }
    }
    case "FirstRun": {
      const step = pressFirstRun(body.state, press)
      return { ...step, state: { _tag: "FirstRun", state: step.state } }
    }
  }
}

export interface Pressed {
  readonly dialog: Dialog
  /** Undefined where the key only changed what is shown, or meant nothing. */
  readonly outcome: DialogOutcome | undefined
}

/**
 * What a press does to a dialog. `at` is when its bytes were read, in ms since 1970, not when it is handled: a key that
 * waited in a buffer is as old as it is.
 */
export const pressDialog = (dialog: Dialog, press: Press, at: number): Pressed => {
  if (!isArmed(dialog.arming, at)) {
    return { dialog: { ...dialog, arming: early(dialog.arming, at) }, outcome: { _tag: "PassedOn" } }
  }
  const scroll = scrolled(dialog, press)
  if (scroll !== undefined) return { dialog: { ...dialog, arming: engaged, scroll }, outcome: undefined }
  if (press._tag === "Pressed" && press.name === "details") {
    return { dialog: { ...dialog, arming: engaged }, outcome: { _tag: "Wished", wish: { _tag: "ShowAll" } } }
  }
  const { answer, state, wish } = pressBody(dialog.body, press)
  // A character that says nothing to a question belongs to something else that is being written: it is not lost, and what
  // follows it (the Enter above all) is no answer either.
  const astray =
    press._tag === "Typed" &&
    granting.has(dialog.body._tag) &&
    answer === undefined &&
    wish === undefined &&
    state.state === dialog.body.state
  if (astray) return { dialog: { ...dialog, arming: early(dialog.arming, at) }, outcome: { _tag: "PassedOn" } }
  const next: Dialog = { body: state, arming: engaged, scroll: dialog.scroll }
  if (answer !== undefined) return { dialog: next, outcome: { _tag: "Answered", answer } }
  return { dialog: next, outcome: wish === undefined ? undefined : { _tag: "Wished", wish } }
}

/** Whether a key that types is text now, not a choice. */
export const isWriting = ({ body }: Dialog): boolean => {
  switch (body._tag) {
    case "Permission":
      return body.state.part._tag !== "Choosing"
    case "AskUser": {
      const { drafts, question, questions } = body.state
      return drafts[question]?.at === questions[question]?.options.length && drafts[question] !== undefined
    }
    case "Plan":
      return body.state.word !== undefined
    case "Pick":
    case "AskText":
      return true
    case "FirstRun":
      return body.state.part._tag === "Model" || body.state.part._tag === "OwnModel"
    default:
      return false
  }
}

/** Hands in what a dialog wished to know. What it no longer needs is left out. */
export const inform = (dialog: Dialog, news: DialogNews): Dialog => {
  const { body } = dialog
  if (body._tag === "Permission")
    return { ...dialog, body: { _tag: "Permission", state: informPermission(body.state, news) } }
  if (body._tag === "FirstRun")
    return { ...dialog, body: { _tag: "FirstRun", state: informFirstRun(body.state, news) } }
  return dialog
}
