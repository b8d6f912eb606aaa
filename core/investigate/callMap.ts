import { depthFirst } from "../traces/spanTree.ts";
import { answersTo, type InvestigatedNode, type InvestigatedSpan, isCall } from "./investigatedSpan.ts";

/** Who calls whom, learnt from traces. */
export interface CallMap {
	/** What each service calls: services, and what sends no spans of its own. */
	callees: Map<string, Set<string>>;
	/** Whom a call is meant for: a service, else what the span says itself; null where neither is known. */
	calleeOf(call: InvestigatedSpan): string | null;
}

/** The calls that these traces show. Calls without an answer are taken to be meant for whom the same call reached elsewhere. */
export function callMap(roots: InvestigatedNode[]): CallMap {
	const nodes = depthFirst(roots);
	const services = new Set(nodes.map(({ span }) => span.service));
	const reached = new Map<string, Map<string, number>>();
	for (const node of nodes) {
		if (!isCall(node.span)) continue;
		for (const { span } of answersTo(node)) for (const key of keysOf(node.span)) count(reached, key, span.service);
	}
	const calleeOf = (call: InvestigatedSpan) => {
		const learnt = keysOf(call)
			.map((key) => mostCommon(reached.get(key)))
			.find((name) => name !== undefined);
		return learnt ?? namedService(call.peer, services) ?? call.peer;
	};
	const callees = new Map<string, Set<string>>();
	for (const node of nodes) {
		const called = answersTo(node).map(({ span }) => span.service);
		if (isCall(node.span) && node.children.length === 0) called.push(calleeOf(node.span) ?? node.span.service);
		const known = callees.get(node.span.service) ?? new Set();
		for (const name of called) if (name !== node.span.service) known.add(name);
		callees.set(node.span.service, known);
	}
	return { callees, calleeOf };
}

/** What tells calls to one callee from others, the surest first. */
function keysOf({ service, operation, peer }: InvestigatedSpan): string[] {
	// A mere method is the name of calls to everyone.
	const telling = /[^A-Z]/.test(operation);
	return [...(peer ? [`${service}\0peer\0${peer}`] : []), ...(telling ? [`${service}\0name\0${operation}`] : [])];
}

function count(counts: Map<string, Map<string, number>>, key: string, name: string): void {
	const of = counts.get(key) ?? new Map<string, number>();
	of.set(name, (of.get(name) ?? 0) + 1);
	counts.set(key, of);
}

function mostCommon(counts: Map<string, number> | undefined): string | undefined {
	return [...(counts ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The service whose name a peer bears: its own, or a host's as clusters form it, like `cart.shop.svc:8080`. */
function namedService(peer: string | null, services: Set<string>): string | undefined {
	if (peer === null) return undefined;
	if (services.has(peer)) return peer;
	const [host = ""] = peer.split(/[.:]/);
	return [...services].find((service) => service.toLowerCase() === host.toLowerCase());
}
