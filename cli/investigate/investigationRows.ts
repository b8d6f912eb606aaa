import type { InvestigateResult } from "../../answers/investigate.ts";

/** An investigation's result as rows for other programs: candidates, then changes, the likeliest of each first. */
export function investigationRows({
	rootCauses,
	changes,
}: Pick<InvestigateResult, "rootCauses" | "changes">): string[][] {
	return [
		...rootCauses.map(({ service, score, parts }) => [
			"cause",
			service,
			String(score),
			parts.map(({ statement }) => statement).join(" "),
		]),
		...changes.map(({ service, score, at, statement }) => ["change", service ?? "", String(score), at, statement]),
	];
}
