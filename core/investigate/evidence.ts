/** What speaks for a service's being the cause, and how far at most. */
export const EVIDENCE_WEIGHTS = {
	/** Failing requests fail there first. */
	failures: 0.9,
	/** Requests take their additional time there. */
	slowness: 0.8,
	/** A resource of its own moved: processor, memory, connections … */
	resource: 0.75,
	/** Its telemetry ended. */
	silence: 0.6,
	/** It answers later, by its metrics or spans. */
	latency: 0.5,
	/** It fails more often, by its metrics or spans. */
	errors: 0.5,
	/** It logs what it did not log, or not as often. */
	messages: 0.5,
	/** It was deployed, or restarted with another version, shortly before. */
	change: 0.35,
	/** Any other metric of it moved. */
	other: 0.3,
	/** It has more to do. */
	traffic: 0.15,
} as const;
export type EvidenceKind = keyof typeof EVIDENCE_WEIGHTS;
export const EVIDENCE_KINDS = Object.keys(EVIDENCE_WEIGHTS) as EvidenceKind[];

/** One observation that speaks for a service. */
export interface Evidence {
	service: string;
	kind: EvidenceKind;
	/** 0 to 1. */
	strength: number;
	/** A sentence with its figures. */
	statement: string;
	/** When it began; null where that is not known. */
	at: string | null;
	/** Ids to look at: of a trace, a span, a content, a series, an event. */
	ids: Record<string, string>;
}
