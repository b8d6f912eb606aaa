import type { Candidate } from "./candidates.ts";
import type { RankedChange } from "./rankChanges.ts";

/** What an incident most likely is, in sentences. `onset` is ISO 8601. */
export function verdict(onset: string, candidates: Candidate[], changes: RankedChange[]): string {
	const [first, second] = candidates;
	if (!first) return `Nothing stands out since ${onset}: no service differs from what it was before.`;
	const { service, score, parts, isDependency } = first;
	const sure =
		score < UNSURE ? "Weak signs point to" : second && second.score > score * CLOSE ? "Likeliest is" : "It began in";
	const what = isDependency ? `${service}, which sends no telemetry of its own` : service;
	const besides = second && second.score > score * CLOSE ? ` Close behind: ${second.service}.` : "";
	const [change] = changes.filter(({ kind, score: of }) => DONE.has(kind) && of >= TOLD_CHANGE);
	return [
		`${sure} ${what} (score ${score.toFixed(2)}), since ${onset}.${besides}`,
		...parts
			.filter(({ kind }) => kind !== "change")
			.slice(0, MOST_PARTS)
			.map(({ evidence }) => evidence.statement),
		...(change ? [`Shortly before, at ${change.at}: ${change.statement}`] : []),
	].join(" ");
}

const UNSURE = 0.25;
const CLOSE = 0.85;
const MOST_PARTS = 2;
const TOLD_CHANGE = 0.2;

/** Changes that somebody made, rather than what came of them. */
const DONE = new Set<RankedChange["kind"]>(["deployment", "version", "build", "push"]);
