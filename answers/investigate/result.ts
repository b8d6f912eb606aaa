import { z } from "zod";
import type { Candidate } from "../../core/investigate/candidates.ts";
import { EVIDENCE_KINDS } from "../../core/investigate/evidence.ts";
import { CHANGE_WEIGHTS, type Change, type RankedChange } from "../../core/investigate/rankChanges.ts";
import type { Located } from "./locate.ts";

const ids = z.record(z.string(), z.string());

export const onset = z.object({
	at: z.string(),
	until: z.string().nullable().describe("When it was over; null where it goes on"),
	by: z.enum(["given", "the error's occurrences", "changes", "no sign"]).describe("What it was told from"),
	toleranceMs: z.number().describe("How exactly it is known"),
	changed: z.number().int().describe("Courses that changed then"),
	looked: z.number().int().describe("Courses that were looked at"),
});

export const rootCandidate = z.object({
	service: z.string(),
	score: z.number().describe("0 to 1: 1 less the product over the parts of (1 - weight × strength × kept)"),
	isDependency: z.boolean().describe("Whether it sends no telemetry of its own"),
	isReached: z.boolean().describe("Whether what was asked about calls it; if not, its score counts 0.4"),
	parts: z.array(
		z.object({
			kind: z.enum(EVIDENCE_KINDS),
			weight: z.number(),
			strength: z.number(),
			kept: z.number().describe("What nothing else explains"),
			explainedBy: z.string().nullable(),
			statement: z.string(),
			at: z.string().nullable(),
			ids,
		}),
	),
});

export const changeCandidate = z.object({
	kind: z.enum(Object.keys(CHANGE_WEIGHTS) as [Change["kind"], ...Change["kind"][]]),
	service: z.string().nullable(),
	at: z.string(),
	score: z.number().describe("0 to 1: weight × nearness × place"),
	weight: z.number().describe("Of its kind"),
	nearness: z.number().describe("How shortly before the onset"),
	place: z.number().describe("Score of its service beside the first one's"),
	statement: z.string(),
	ids,
});

export const timelineEntry = z.object({ at: z.string(), service: z.string().nullable(), what: z.string() });

type Root = z.infer<typeof rootCandidate>;

export function onsetResult({ onset: { at, until, ...rest } }: Located): z.infer<typeof onset> {
	return { at: iso(at), until: until === null ? null : iso(until), ...rest };
}

export function rootResult({ service, score, isDependency, isReached, parts }: Candidate): Root {
	return {
		service,
		score: rounded(score),
		isDependency,
		isReached,
		parts: parts.slice(0, MOST_PARTS).map(({ kind, weight, strength, kept, explainedBy, evidence }) => ({
			kind,
			weight,
			strength: rounded(strength),
			kept: rounded(kept),
			explainedBy,
			statement: evidence.statement,
			at: evidence.at,
			ids: evidence.ids,
		})),
	};
}

const MOST_PARTS = 6;

export function changeResult(change: RankedChange): z.infer<typeof changeCandidate> {
	const { score, nearness, place, ...rest } = change;
	return { ...rest, score: rounded(score), nearness: rounded(nearness), place: rounded(place) };
}

/** What the answer tells of with its time, in the order in which it happened. */
export function timelineOf(located: Located, roots: Root[], changes: RankedChange[]): z.infer<typeof timelineEntry>[] {
	const told = [
		{ at: iso(located.onset.at), service: null, what: "The onset." },
		...roots.flatMap(({ service, parts }) =>
			parts.flatMap(({ at, statement, kind }) => (at && kind !== "change" ? [{ at, service, what: statement }] : [])),
		),
		...changes.map(({ at, service, statement }) => ({ at, service, what: statement })),
	];
	return told.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-MOST_ENTRIES);
}

const MOST_ENTRIES = 20;

function iso(ms: number): string {
	return new Date(ms).toISOString();
}

function rounded(score: number): number {
	return Math.round(score * 1000) / 1000;
}
