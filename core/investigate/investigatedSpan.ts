import type { PlacedSpan, SpanNode } from "../traces/spanTree.ts";

/** A span as blame needs it. Times are milliseconds. */
export interface InvestigatedSpan extends PlacedSpan {
	service: string;
	operation: string;
	kind: string;
	status: string;
	message: string | null;
	/** Whom a span that serves nobody calls, as it says itself: a name, a host with its port, or a kind of database. */
	peer: string | null;
}

export type InvestigatedNode = SpanNode<InvestigatedSpan>;

/** Whether a span is a call to something else. */
export function isCall({ kind }: InvestigatedSpan): boolean {
	return kind === "client" || kind === "producer";
}

/** Whether a span is the wait for a connection of one's own pool, which instrumentations call a client's span. */
export function waitsForPool(span: InvestigatedSpan): boolean {
	return isCall(span) && /pool|acquire/i.test(span.operation);
}

/** The spans of other services directly below a call, that answered it. */
export function answersTo(node: InvestigatedNode): InvestigatedNode[] {
	return node.children.filter(({ span }) => span.service !== node.span.service);
}
