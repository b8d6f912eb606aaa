import { depthFirst } from "../traces/spanTree.ts";
import { answersTo, type InvestigatedNode, isCall } from "./investigatedSpan.ts";

/**
 * These trees with calls known as such. Where no span says that it is one, since whatever sent them knows no kinds, a
 * span is a call if it is within its service and all that is below it is one span of another service, or nothing, where
 * it names whom it is meant for.
 */
export function inferCalls(traces: InvestigatedNode[][]): InvestigatedNode[][] {
	const nodes = traces.flatMap((roots) => depthFirst(roots));
	if (nodes.some(({ span }) => isCall(span))) return traces;
	for (const { span, children } of nodes) {
		for (const child of children) {
			if (child.span.service !== span.service) continue;
			const isAnswered = child.children.length === 1 && answersTo(child).length === 1;
			const isAddressed = child.children.length === 0 && child.span.peer !== null;
			if (isAnswered || isAddressed) child.span = { ...child.span, kind: "client" };
		}
	}
	return traces;
}
