import { z } from "zod";
import type { Candidate } from "../../core/investigate/candidates.ts";
import type { RankedChange } from "../../core/investigate/rankChanges.ts";

export const nextStep = z.object({
	tool: z.string(),
	arguments: z.record(z.string(), z.string()),
	why: z.string(),
});

/** Which questions lead on from what was found. */
export function nextSteps([first]: Candidate[], changes: RankedChange[]): z.infer<typeof nextStep>[] {
	if (!first) return [];
	const traceId = first.parts.find(({ evidence }) => evidence.ids.traceId)?.evidence.ids.traceId;
	const commitSha = changes.find(({ kind }) => kind === "failing tests")?.ids.commitSha;
	return [
		...(traceId
			? [{ tool: "trace_request", arguments: { requestId: traceId }, why: "A trace that failed there" }]
			: []),
		...(first.isDependency
			? []
			: [{ tool: "service_health", arguments: { service: first.service }, why: "Its requests, errors and metrics" }]),
		...(commitSha
			? [{ tool: "compare_test_runs", arguments: { commitSha }, why: "Tests that failed at a commit before it" }]
			: []),
	];
}
