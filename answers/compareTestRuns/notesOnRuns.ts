import type { ComparedRuns } from "./comparedRuns.ts";

/** What to know about the runs that are compared, and about those that are not. */
export function notesOnRuns(runs: ComparedRuns): string[] {
	return [...partialRun(runs), ...otherRuns(runs)];
}

/** Says where one side ran a small part of the tests. */
function partialRun({ ci, local }: ComparedRuns): string[] {
	if (!ci || !local) return [];
	const [small, large] = local.totalTests < ci.totalTests ? [local, ci] : [ci, local];
	if (small.totalTests * 2 > large.totalTests) return [];
	const where = small === ci ? "The CI run" : "The local run";
	return [`${where} has ${small.totalTests} tests, the other one ${large.totalTests}: it is of a part of them.`];
}

/** Names further runs of the commit that failed: jobs of another version, earlier attempts. */
function otherRuns({ others }: ComparedRuns): string[] {
	if (others.length === 0) return [];
	const failed = others.filter(({ failedTests, lintErrors }) => failedTests + lintErrors > 0);
	const named = failed.slice(0, MOST_NAMED).map(({ runId, source, nodeVersion, failedTests, lintErrors }) => {
		const node = nodeVersion ? `, Node ${nodeVersion}` : "";
		return `${runId} (${source}${node}: ${failedTests} failed tests, ${lintErrors} lint errors)`;
	});
	const words = `${others.length} further ${others.length === 1 ? "run" : "runs"} of this commit`;
	return [failed.length > 0 ? `Of ${words} ${failed.length} failed: ${named.join(", ")}.` : `${words} passed.`];
}

const MOST_NAMED = 5;
