import type { Evidence, EvidenceKind } from "./evidence.ts";
import { pointsOf, type ScorePart, scoreParts } from "./scoreParts.ts";

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
 * so that signals which agree add up and none of them decides alone. What is kept is what nothing else explains.
 */
export function rankServices(evidence: Evidence[], callees: ReadonlyMap<string, ReadonlySet<string>>): RankedService[] {
	const strongest = new Map<string, Map<EvidenceKind, Evidence>>();
	for (const item of evidence) {
		const of = strongest.get(item.service) ?? new Map<EvidenceKind, Evidence>();
		if (item.strength > (of.get(item.kind)?.strength ?? 0)) of.set(item.kind, item);
		strongest.set(item.service, of);
	}
	return [...strongest.keys()]
		.map((service) => {
			const parts = scoreParts(service, strongest, callees);
			const left = parts.reduce((product, part) => product * (1 - pointsOf(part)), 1);
			return { service, score: 1 - left, parts };
		})
		.sort((a, b) => b.score - a.score);
}
