import { depthFirst, type PlacedSpan, type SpanNode } from "./spanTree.ts";

/**
 * The failing spans, the likeliest cause first: those whose failure something above them passed on before those that
 * were handled, the deepest before those that only pass it on, the earliest of equally deep ones first.
 */
export function failures<Span extends PlacedSpan & { status: string }>(roots: SpanNode<Span>[]): SpanNode<Span>[] {
	const passedOn = new Set<SpanNode<Span>>();
	const failing: SpanNode<Span>[] = [];
	for (const node of depthFirst(roots)) {
		const failed = node.span.status === "error";
		if (failed) failing.push(node);
		if (failed || passedOn.has(node)) for (const child of node.children) passedOn.add(child);
	}
	const rank = (node: SpanNode<Span>) => (node.depth === 0 || passedOn.has(node) ? 0 : 1);
	return failing.sort((a, b) => rank(a) - rank(b) || b.depth - a.depth || a.span.startMs - b.span.startMs);
}
