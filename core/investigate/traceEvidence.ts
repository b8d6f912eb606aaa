import { counted } from "../text/counted.ts";
import { quoted } from "../text/quoted.ts";
import { timeInWords } from "../text/timeInWords.ts";
import { spanTree } from "../traces/spanTree.ts";
import { type CallMap, callMap } from "./callMap.ts";
import { countShift } from "./countShift.ts";
import type { Evidence } from "./evidence.ts";
import { type FailureOrigin, failureOrigin } from "./failureOrigins.ts";
import { inferCalls } from "./inferCalls.ts";
import { answersTo, type InvestigatedNode, type InvestigatedSpan, isCall } from "./investigatedSpan.ts";
import { type Slowness, slowness } from "./slowness.ts";
import { timeOwners } from "./timeOwners.ts";

/** Traces of one side of an onset: some of all, and some of those that failed. */
export interface SampledTraces {
	any: InvestigatedSpan[][];
	failed: InvestigatedSpan[][];
	/** The length of time that the failed ones were looked for in, in milliseconds. */
	ms: number;
}

export interface TraceFindings {
	evidence: Evidence[];
	callees: CallMap["callees"];
}

/**
 * Where requests begin to fail and to be slow, by traces of before and of the incident. Failures matter by how many fail,
 * unless it is they that are `asked` about.
 */
export function traceEvidence(before: SampledTraces, during: SampledTraces, asked: boolean): TraceFindings {
	const groups = [before.any, before.failed, during.any, during.failed];
	const trees = inferCalls(groups.flat().map((spans) => spanTree(spans)));
	const [wasAny = [], wasFailed = [], isAny = [], isFailed = []] = groups.map((group) => trees.splice(0, group.length));
	const map = callMap([wasAny, wasFailed, isAny, isFailed].flat(2));
	const known = peersOf([...wasAny, ...wasFailed].flat(), map);
	const origins = (of: InvestigatedNode[][]) => of.flatMap((roots) => failureOrigin(roots, map, known) ?? []);
	const slow = slowness(timeOwners(wasAny.flat(), map), timeOwners(isAny.flat(), map), isAny.length);
	const usualMs = wasAny.flat().reduce((sum, { span }) => sum + span.durationMs, 0) / Math.max(wasAny.length, 1);
	return {
		evidence: [
			...failureEvidence(
				{ origins: origins(wasFailed), ms: before.ms },
				{ origins: origins(isFailed), ms: during.ms, impact: asked ? 1 : impactOf(isAny, origins(isAny).length) },
			),
			...slow.map((one) => slownessEvidence(one, usualMs)),
		],
		callees: map.callees,
	};
}

/** Whom calls were meant for. */
function peersOf(roots: InvestigatedNode[], map: CallMap): Set<string> {
	const peers = new Set<string>();
	const waiting = [...roots];
	for (let node = waiting.pop(); node; node = waiting.pop()) {
		waiting.push(...node.children);
		if (!isCall(node.span)) continue;
		const callee = answersTo(node)[0]?.span.service ?? map.calleeOf(node.span);
		if (callee) peers.add(callee);
	}
	return peers;
}

/** How much it matters that traces fail, 0 to 1: a half where this part of all does. */
const HALF_IMPACT = 0.02;

function impactOf(traces: InvestigatedNode[][], failed: number): number {
	const part = (failed + 1) / (traces.length + 1);
	return part / (part + HALF_IMPACT);
}

function failureEvidence(
	before: { origins: FailureOrigin[]; ms: number },
	during: { origins: FailureOrigin[]; ms: number; impact: number },
): Evidence[] {
	const was = Map.groupBy(before.origins, ({ service }) => service);
	const found = [...Map.groupBy(during.origins, ({ service }) => service)].map(([service, origins]) => {
		const counts = {
			before: was.get(service)?.length ?? 0,
			beforeOf: before.ms,
			during: origins.length,
			duringOf: during.ms,
		};
		const excess = Math.max(0, counts.during - (counts.before * during.ms) / Math.max(before.ms, 1));
		return { service, origins, counts, excess, shift: countShift(counts) };
	});
	const total = found.reduce((sum, { excess }) => sum + excess, 0);
	return found.flatMap(({ service, origins, counts, excess, shift }): Evidence[] => {
		const [origin] = origins;
		if (!origin || excess <= 0) return [];
		return [
			{
				service,
				kind: "failures",
				strength: (excess / total) * shift * during.impact,
				statement: `${origins.length} of ${counted(during.origins.length, "failing trace")} ${HOW[origin.how]} ${service}, ${counts.before} of ${before.origins.length} before: ${inWords(origin.span)}.`,
				at: new Date(origin.span.startMs).toISOString(),
				ids: { traceId: origin.span.traceId, spanId: origin.span.spanId },
			},
		];
	});
}

const HOW: Record<FailureOrigin["how"], string> = {
	failed: "fail first in",
	"no answer": "fail because no answer came from",
	"late answer": "fail because the answer came too late from",
	"unknown peer": "fail by calls to what was never called before, from",
};

function inWords({ service, operation, message }: InvestigatedSpan): string {
	return `${service} ${quoted(message ? `${operation}: ${message}` : operation)}`;
}

/** How much longer requests take, as a part of what they took, at which half of the strength is reached. */
const HALF_GROWTH = 0.5;

function slownessEvidence(slow: Slowness, usualMs: number): Evidence {
	const { service, ms, share, operation, longest, beforeMs, duringMs } = slow;
	const growth = ms / share / Math.max(usualMs, 1);
	return {
		service,
		kind: "slowness",
		strength: share * (growth / (growth + HALF_GROWTH)),
		statement: `${Math.round(share * 100)} % of what requests take longer is of ${service}: ${quoted(operation)} took ${timeInWords(duringMs)} by itself instead of ${timeInWords(beforeMs)}.`,
		at: null,
		ids: longest,
	};
}
