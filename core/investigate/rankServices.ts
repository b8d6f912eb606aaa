import { EVIDENCE_WEIGHTS, type Evidence, type EvidenceKind } from "./evidence.ts";

/** A part of a score: what one kind of evidence adds, the others apart. */
export interface ScorePart {
	kind: EvidenceKind;
	weight: number;
	strength: number;
	/** What is left of the strength where something else explains it, 0 to 1. */
	kept: number;
	/** What explains the rest; null where nothing does. */
	explainedBy: string | null;
	evidence: Evidence;
}

export interface RankedService {
	service: string;
	/** 0 to 1. */
	score: number;
	/** What adds most first. */
	parts: ScorePart[];
}

/**
 * Services by how much speaks for their being the cause. Of each kind a service's strongest evidence counts, and
 *
 *     score = 1 - product over kinds of (1 - weight × strength × kept)
 *
 * so that signals which agree add up and none of them decides alone. `kept` is 1 for evidence of the service itself. What
 * is handed on from a service to its callers (latency, errors, messages) is kept only as far as no callee shows as much,
 * and as far as it is the strongest of its kind; that a service was changed, as far as it shows something else. Of kinds
 * that see the same thing in several ways, all but the one that adds most are kept by a third.
 */
export function rankServices(evidence: Evidence[], callees: ReadonlyMap<string, ReadonlySet<string>>): RankedService[] {
	const strongest = new Map<string, Map<EvidenceKind, Evidence>>();
	for (const item of evidence) {
		const of = strongest.get(item.service) ?? new Map<EvidenceKind, Evidence>();
		if (item.strength > (of.get(item.kind)?.strength ?? 0)) of.set(item.kind, item);
		strongest.set(item.service, of);
	}
	const most = new Map<EvidenceKind, number>();
	for (const of of strongest.values()) {
		for (const { kind, strength } of of.values()) most.set(kind, Math.max(most.get(kind) ?? 0, strength));
	}
	const rank = (service: string, of: Map<EvidenceKind, Evidence>): RankedService => {
		const partOf = (item: Evidence): ScorePart => {
			const { kind, strength } = item;
			const base = { kind, weight: EVIDENCE_WEIGHTS[kind], strength, evidence: item, explainedBy: null };
			if (!HANDED_ON.has(kind)) return { ...base, kept: 1 };
			const cause = strongestCallee(service, strength, strongest, callees);
			const relative = strength / (most.get(kind) ?? strength);
			return { ...base, kept: relative * (1 - (cause?.explains ?? 0)), explainedBy: cause?.service ?? null };
		};
		const parts = changeByOthers(withoutRepeats([...of.values()].map(partOf)));
		const missing = parts.reduce((product, part) => product * (1 - pointsOf(part)), 1);
		return { service, score: 1 - missing, parts: parts.sort((a, b) => pointsOf(b) - pointsOf(a)) };
	};
	return [...strongest].map(([service, of]) => rank(service, of)).sort((a, b) => b.score - a.score);
}

/** Kinds that see the same thing: that requests fail, that they are slow. */
const SAME: EvidenceKind[][] = [
	["failures", "errors", "messages"],
	["slowness", "latency"],
];
const REPEATED = 1 / 3;

function withoutRepeats(parts: ScorePart[]): ScorePart[] {
	const repeats = SAME.flatMap((kinds) =>
		parts
			.filter(({ kind }) => kinds.includes(kind))
			.sort((a, b) => pointsOf(b) - pointsOf(a))
			.slice(1),
	);
	return parts.map((part) => (repeats.includes(part) ? { ...part, kept: part.kept * REPEATED } : part));
}

/** That a service was changed, kept as far as something else speaks for it. */
function changeByOthers(parts: ScorePart[]): ScorePart[] {
	const shown = Math.max(
		0,
		...parts.map(({ kind, strength, kept }) => (TELLS_NOTHING.has(kind) ? 0 : strength * kept)),
	);
	return parts.map((part) => (part.kind === "change" ? { ...part, kept: Math.min(1, 2 * shown) } : part));
}

const HANDED_ON = new Set<EvidenceKind>(["latency", "errors", "messages"]);

/** How much of a symptom a callee that shows as much explains. */
const EXPLAINED = 0.8;

function pointsOf({ weight, strength, kept }: ScorePart): number {
	return weight * strength * kept;
}

function strongestCallee(
	service: string,
	strength: number,
	strongest: ReadonlyMap<string, ReadonlyMap<EvidenceKind, Evidence>>,
	callees: ReadonlyMap<string, ReadonlySet<string>>,
): { service: string; explains: number } | null {
	const ill = [...(callees.get(service) ?? [])].map((callee) => ({
		service: callee,
		strength: illnessOf(strongest.get(callee) ?? new Map()),
	}));
	const [worst] = ill.filter((one) => one.strength > 0).sort((a, b) => b.strength - a.strength);
	return worst ? { service: worst.service, explains: EXPLAINED * Math.min(1, worst.strength / strength) } : null;
}

/** How much tells of a service's being unwell: a change alone, or its having less to do, tells nothing. */
function illnessOf(evidence: ReadonlyMap<EvidenceKind, Evidence>): number {
	return Math.max(0, ...[...evidence.values()].map(({ kind, strength }) => (TELLS_NOTHING.has(kind) ? 0 : strength)));
}

const TELLS_NOTHING = new Set<EvidenceKind>(["change", "traffic", "other"]);
