import { spanTree } from "../../traces/spanTree.ts";
import type { InvestigatedNode, InvestigatedSpan } from "../investigatedSpan.ts";

/** A span with those below it; times are milliseconds, starts since the trace's beginning. */
export interface Sketch extends Partial<InvestigatedSpan> {
	below?: Sketch[];
}

/** The spans of a sketched trace. */
export function spansOf(sketch: Sketch, traceId = "t1"): InvestigatedSpan[] {
	const spans: InvestigatedSpan[] = [];
	const add = ({ below = [], ...given }: Sketch, parentSpanId: string | null): void => {
		const spanId = String(spans.length + 1);
		spans.push({
			traceId,
			spanId,
			parentSpanId,
			service: "shop",
			operation: "GET /",
			kind: "server",
			status: "unset",
			message: null,
			peer: null,
			startMs: 0,
			durationMs: 10,
			...given,
		});
		for (const child of below) add(child, spanId);
	};
	add(sketch, null);
	return spans;
}

export function treeOf(sketch: Sketch, traceId?: string): InvestigatedNode[] {
	return spanTree(spansOf(sketch, traceId));
}
