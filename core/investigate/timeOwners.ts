import { depthFirst } from "../traces/spanTree.ts";
import type { CallMap } from "./callMap.ts";
import { answersTo, type InvestigatedNode, isCall, waitsForPool } from "./investigatedSpan.ts";

/** Time that a kind of span took by itself, in the traces that were looked at. */
export interface OwnTime {
	/** Whose time it is: of a service, or of the way from one to another and back, with its queues. */
	owner: { service: string } | { caller: string; callee: string };
	operation: string;
	/** Milliseconds, one for each span. */
	ms: number[];
	/** The one that took longest. */
	longest: InvestigatedNode;
}

/**
 * Each span's own time by its kind: that of a call is its way, if the answer's span is known, else the callee's; that of
 * any other span is its service's.
 */
export function timeOwners(roots: InvestigatedNode[], map: CallMap): Map<string, OwnTime> {
	const found = new Map<string, OwnTime>();
	for (const node of depthFirst(roots)) {
		const owner = ownerOf(node, map);
		const { operation, kind, service } = node.span;
		const key = `${service}\0${kind}\0${operation}\0${"callee" in owner ? owner.callee : owner.service}`;
		const known = found.get(key);
		found.set(key, {
			owner,
			operation,
			ms: known?.ms ?? [],
			longest: known && known.longest.selfMs >= node.selfMs ? known.longest : node,
		});
		found.get(key)?.ms.push(node.selfMs);
	}
	return found;
}

function ownerOf(node: InvestigatedNode, map: CallMap): OwnTime["owner"] {
	const { span, children } = node;
	if (!isCall(span) || waitsForPool(span)) return { service: span.service };
	const [answer] = answersTo(node);
	if (answer) return { caller: span.service, callee: answer.span.service };
	return { service: (children.length === 0 ? map.calleeOf(span) : null) ?? span.service };
}
