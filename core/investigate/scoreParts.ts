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

/** The strongest evidence of each kind, by service. */
export type Strongest = ReadonlyMap<string, ReadonlyMap<EvidenceKind, Evidence>>;

/**
 * What of a service's evidence is kept. All of what is its own; but what is handed on from a service to its callers
 * (latency, errors, messages) only as far as no callee shows as much, and as far as it is the strongest of its kind; that
 * it is silent only where it or who calls it fails, if it is called; that it fails as far as no callee is silent; of kinds that see the same thing in several ways a third of
 * all but the one that adds most; and that it was changed as far as it shows something else.
 */
export function scoreParts(
	service: string,
	strongest: Strongest,
	callees: ReadonlyMap<string, ReadonlySet<string>>,
): ScorePart[] {
	const own = strongest.get(service) ?? new Map<EvidenceKind, Evidence>();
	const callers = [...callees].flatMap(([caller, names]) => (names.has(service) ? [caller] : []));
	const isMissed = [service, ...callers].some((name) => strongest.get(name)?.has("failures"));
	const parts = [...own.values()].map((evidence): ScorePart => {
		const { kind, strength } = evidence;
		const part = { kind, weight: EVIDENCE_WEIGHTS[kind], strength, kept: 1, explainedBy: null, evidence };
		if (kind === "silence" && callers.length > 0 && !isMissed) return { ...part, kept: UNCALLED };
		if (kind === "failures") return { ...part, ...withoutSilent(service, strongest, callees) };
		if (!HANDED_ON.has(kind)) return part;
		const cause = strongestCallee(service, strength, strongest, callees);
		const most = Math.max(...[...strongest.values()].map((of) => of.get(kind)?.strength ?? 0));
		return { ...part, kept: (strength / most) * (1 - (cause?.explains ?? 0)), explainedBy: cause?.service ?? null };
	});
	return changeByOthers(withoutRepeats(parts)).sort((a, b) => pointsOf(b) - pointsOf(a));
}

/** What a part adds to a score. */
export function pointsOf({ weight, strength, kept }: ScorePart): number {
	return weight * strength * kept;
}

const HANDED_ON = new Set<EvidenceKind>(["latency", "errors", "messages"]);

/** How much of a symptom a callee that shows as much explains. */
const EXPLAINED = 0.8;

/** What silence says of a service that nobody misses: that it is not called. */
const UNCALLED = 0.2;

/** Kinds that tell nothing of a service's being unwell. */
const TELLS_NOTHING = new Set<EvidenceKind>(["change", "traffic", "other"]);

/** Kinds that see the same thing: that requests fail, that they are slow. */
const SAME: EvidenceKind[][] = [
	["failures", "errors", "messages"],
	["slowness", "latency"],
];
const REPEATED = 1 / 3;

function strongestCallee(
	service: string,
	strength: number,
	strongest: Strongest,
	callees: ReadonlyMap<string, ReadonlySet<string>>,
): { service: string; explains: number } | null {
	const ill = [...(callees.get(service) ?? [])].map((callee) => ({
		service: callee,
		strength: Math.max(
			0,
			...[...(strongest.get(callee)?.values() ?? [])].map((one) => illness(one.kind, one.strength)),
		),
	}));
	const [worst] = ill.filter((one) => one.strength > 0).sort((a, b) => b.strength - a.strength);
	return worst ? { service: worst.service, explains: EXPLAINED * Math.min(1, worst.strength / strength) } : null;
}

/** Where calls have no spans of their own, who called in vain is the deepest that fails: a callee that is silent explains it. */
function withoutSilent(service: string, strongest: Strongest, callees: ReadonlyMap<string, ReadonlySet<string>>) {
	const silent = [...(callees.get(service) ?? [])].flatMap((callee) => {
		const strength = strongest.get(callee)?.get("silence")?.strength ?? 0;
		return strength > 0 ? [{ callee, strength }] : [];
	});
	const [most] = silent.sort((a, b) => b.strength - a.strength);
	return most ? { kept: 1 - EXPLAINED * most.strength, explainedBy: most.callee } : { kept: 1, explainedBy: null };
}

function illness(kind: EvidenceKind, strength: number): number {
	return TELLS_NOTHING.has(kind) ? 0 : strength;
}

function withoutRepeats(parts: ScorePart[]): ScorePart[] {
	const repeats = SAME.flatMap((kinds) =>
		parts
			.filter(({ kind }) => kinds.includes(kind))
			.sort((a, b) => pointsOf(b) - pointsOf(a))
			.slice(1),
	);
	return parts.map((part) => (repeats.includes(part) ? { ...part, kept: part.kept * REPEATED } : part));
}

function changeByOthers(parts: ScorePart[]): ScorePart[] {
	const shown = Math.max(0, ...parts.map(({ kind, strength, kept }) => illness(kind, strength * kept)));
	return parts.map((part) => (part.kind === "change" ? { ...part, kept: Math.min(1, 2 * shown) } : part));
}
