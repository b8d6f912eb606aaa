import { failures } from "../traces/failures.ts";
import type { CallMap } from "./callMap.ts";
import { answersTo, type InvestigatedNode, type InvestigatedSpan, isCall, waitsForPool } from "./investigatedSpan.ts";

/** Where a trace's failure began. */
export interface FailureOrigin {
	/** A service, or what sends no spans of its own. */
	service: string;
	/** The failing span that tells of it. */
	span: InvestigatedSpan;
	/** Whether it failed there, did not answer, answered too late, or was never called before. */
	how: "failed" | "no answer" | "late answer" | "unknown peer";
}

/**
 * Where the failure of a trace, given by its tree, began: null where no span failed. It is the deepest failing span
 * whose failure was handed on; where that is a call which nobody answered, it is whom the call was meant for, and where
 * it was answered too late, it is where the answer took its time. `knownPeers` are those that were called before: a call
 * to another one is the caller's own mistake.
 */
export function failureOrigin(
	roots: InvestigatedNode[],
	map: CallMap,
	knownPeers: ReadonlySet<string>,
): FailureOrigin | null {
	const [cause] = failures(roots);
	if (!cause) return null;
	const { span } = cause;
	if (!isCall(span) || (waitsForPool(span) && !NO_CONNECTION.test(span.message ?? "")))
		return { service: span.service, span, how: "failed" };
	const [answer] = answersTo(cause);
	if (answer) {
		const late = endOf(answer.span) >= endOf(span) - LATE_MS || onTheWay(cause);
		return late
			? { service: slowestBelow(cause, map), span, how: "late answer" }
			: { service: span.service, span, how: "failed" };
	}
	const callee = map.calleeOf(span);
	if (callee === null) return { service: span.service, span, how: "failed" };
	const known = knownPeers.size === 0 || knownPeers.has(callee);
	return known ? { service: callee, span, how: "no answer" } : { service: span.service, span, how: "unknown peer" };
}

/** Why a pool has none to give: nobody could be reached. Else all that it may have are in use. */
const NO_CONNECTION = /ECONN|ENOTFOUND|EAI_AGAIN|refused|reset|unreachable|terminated|closed/i;

/** An answer that comes within so many milliseconds of the call's end, or after it, came when it was given up. */
const LATE_MS = 1;

function endOf({ startMs, durationMs }: InvestigatedSpan): number {
	return startMs + durationMs;
}

/** Whether a call spent most of its time, and much of it, on the way to the answer and back. */
function onTheWay({ span, selfMs }: InvestigatedNode): boolean {
	return selfMs >= MUCH_MS && selfMs >= span.durationMs / 2;
}

const MUCH_MS = 50;

/** Follows a span to the one below it that took most of its time. A call that took it on the way is its callee's. */
function slowestBelow(top: InvestigatedNode, map: CallMap): string {
	let node = top;
	for (;;) {
		const [longest] = node.children.toSorted((a, b) => b.span.durationMs - a.span.durationMs);
		if (!longest || longest.span.durationMs < node.span.durationMs / 2) break;
		node = longest;
	}
	if (!isCall(node.span)) return node.span.service;
	return answersTo(node)[0]?.span.service ?? map.calleeOf(node.span) ?? node.span.service;
}
