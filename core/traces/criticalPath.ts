import type { PlacedSpan, SpanNode } from "./spanTree.ts";

/**
 * What the end of a request waited for: the spans of the critical path, each with the milliseconds that it contributed.
 * It is walked from the end: the child that ended last is what was waited for; before it began, the one that had ended
 * last then; what no child covers is the span's own. Time between spans at the top is nobody's.
 */
export function criticalPath<Span extends PlacedSpan>(roots: SpanNode<Span>[]): Map<SpanNode<Span>, number> {
	const path = new Map<SpanNode<Span>, number>();
	const waiting: Stretch<Span>[] = waitedFor(roots, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).stretches;
	for (let stretch = waiting.pop(); stretch; stretch = waiting.pop()) {
		const { node, from, to } = stretch;
		const { stretches, covered } = waitedFor(node.children, from, to);
		path.set(node, to - from - covered);
		waiting.push(...stretches);
	}
	return path;
}

/** The part of a span that lies on the path. */
interface Stretch<Span extends PlacedSpan> {
	node: SpanNode<Span>;
	from: number;
	to: number;
}

/** Which of these nodes the time from `from` to `to` was spent waiting for, none of them overlapping. */
function waitedFor<Span extends PlacedSpan>(
	nodes: SpanNode<Span>[],
	from: number,
	to: number,
): { stretches: Stretch<Span>[]; covered: number } {
	const stretches: Stretch<Span>[] = [];
	let covered = 0;
	let reached = to;
	for (const node of nodes.toSorted((a, b) => endOf(b) - endOf(a))) {
		const stretch = { node, from: Math.max(node.span.startMs, from), to: Math.min(endOf(node), reached) };
		if (stretch.from >= stretch.to) continue;
		stretches.push(stretch);
		covered += stretch.to - stretch.from;
		reached = stretch.from;
	}
	return { stretches, covered };
}

function endOf({ span }: SpanNode): number {
	return span.startMs + span.durationMs;
}
