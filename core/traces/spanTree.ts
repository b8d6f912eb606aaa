/** What places a span in its trace. Times are milliseconds, on any clock that all spans share. */
export interface PlacedSpan {
	traceId: string;
	spanId: string;
	parentSpanId: string | null;
	startMs: number;
	durationMs: number;
}

export interface SpanNode<Span extends PlacedSpan = PlacedSpan> {
	span: Span;
	/** In the order of their starts. */
	children: SpanNode<Span>[];
	/** 0 at the top. */
	depth: number;
	/** Duration without the time in which children ran. */
	selfMs: number;
	/** Whether it names a parent that is not above it: missing, or below it in a cycle. */
	orphan: boolean;
}

/**
 * The spans of one or more traces as trees, in whatever order they came. Every span is in it exactly once: one whose
 * parent is missing stands at the top, and so does the earliest of those that name each other as parents.
 */
export function spanTree<Span extends PlacedSpan>(spans: Span[]): SpanNode<Span>[] {
	const nodes = [...spans].sort(byStart).map((span) => ({ span, children: [], depth: 0, selfMs: 0, orphan: false }));
	const bySpan = new Map<string, SpanNode<Span>>();
	// Where an id comes twice, the first one is the parent of those below.
	for (const node of nodes) if (!bySpan.has(keyOf(node.span))) bySpan.set(keyOf(node.span), node);
	const childrenOf = new Map<SpanNode<Span>, SpanNode<Span>[]>();
	const roots: SpanNode<Span>[] = [];
	for (const node of nodes) {
		const parent = parentOf(node, bySpan);
		const siblings = parent ? (childrenOf.get(parent) ?? []) : roots;
		siblings.push(node);
		if (parent) childrenOf.set(parent, siblings);
	}
	const placed = new Set<SpanNode<Span>>();
	for (const root of roots) place(root, childrenOf, placed);
	for (const node of nodes) {
		if (placed.has(node)) continue;
		roots.push(node);
		place(node, childrenOf, placed);
	}
	for (const root of roots) root.orphan = root.span.parentSpanId !== null;
	for (const node of nodes) node.selfMs = selfTime(node);
	return roots.sort((a, b) => byStart(a.span, b.span));
}

/** Every node, each before those below it. */
export function depthFirst<Span extends PlacedSpan>(roots: SpanNode<Span>[]): SpanNode<Span>[] {
	const found: SpanNode<Span>[] = [];
	const waiting = roots.toReversed();
	for (let node = waiting.pop(); node; node = waiting.pop()) {
		found.push(node);
		waiting.push(...node.children.toReversed());
	}
	return found;
}

/** Of two that start together the longer one is rather the one that holds the other. */
function byStart(a: PlacedSpan, b: PlacedSpan): number {
	return a.startMs - b.startMs || b.durationMs - a.durationMs;
}

function keyOf({ traceId, spanId }: PlacedSpan): string {
	return `${traceId} ${spanId}`;
}

function parentOf<Span extends PlacedSpan>(
	node: SpanNode<Span>,
	bySpan: Map<string, SpanNode<Span>>,
): SpanNode<Span> | undefined {
	const { traceId, parentSpanId } = node.span;
	const parent = parentSpanId === null ? undefined : bySpan.get(`${traceId} ${parentSpanId}`);
	return parent === node ? undefined : parent;
}

/** Hangs everything below a node that has no place yet. */
function place<Span extends PlacedSpan>(
	root: SpanNode<Span>,
	childrenOf: Map<SpanNode<Span>, SpanNode<Span>[]>,
	placed: Set<SpanNode<Span>>,
): void {
	placed.add(root);
	const waiting = [root];
	for (let node = waiting.pop(); node; node = waiting.pop()) {
		for (const child of childrenOf.get(node) ?? []) {
			if (placed.has(child)) continue;
			placed.add(child);
			child.depth = node.depth + 1;
			node.children.push(child);
			waiting.push(child);
		}
	}
}

function selfTime({ span, children }: SpanNode): number {
	const end = span.startMs + span.durationMs;
	let covered = 0;
	let reached = span.startMs;
	for (const { span: child } of children) {
		const childEnd = Math.min(child.startMs + child.durationMs, end);
		covered += Math.max(0, childEnd - Math.max(child.startMs, reached));
		reached = Math.max(reached, childEnd);
	}
	return span.durationMs - covered;
}
