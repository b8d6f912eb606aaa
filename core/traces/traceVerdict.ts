import { cutText } from "../text/cutText.ts";

export interface TraceFacts {
	spans: number;
	failedSpans: number;
	/** The deepest failing span; null where none failed. */
	failure: { service: string; operation: string; error: string | null } | null;
	errorLogs: number;
	/** Null where there is no error log. */
	firstErrorLog: { service: string; message: string } | null;
	durationMs: number;
	/** Null where there are no spans. */
	critical: { service: string; ms: number; share: number } | null;
}

/** Where a request failed and where its time went, in a sentence or two. */
export function traceVerdict(facts: TraceFacts): string {
	const { failure, firstErrorLog, critical } = facts;
	const parts = [];
	if (failure) {
		const error = failure.error ? `: ${quoted(failure.error)}` : "";
		const deepest = facts.failedSpans > 1 ? ` (${facts.failedSpans} spans failed, this is the deepest)` : "";
		parts.push(`Failed in ${failure.service} at ${quoted(failure.operation)}${error}${deepest}.`);
	} else {
		parts.push(facts.spans === 0 ? "No span was reported, only logs." : "No span failed.");
	}
	if (firstErrorLog) {
		const first = `${quoted(firstErrorLog.message)} from ${firstErrorLog.service}`;
		parts.push(
			facts.errorLogs === 1
				? `One error was logged: ${first}.`
				: `${facts.errorLogs} errors were logged, first ${first}.`,
		);
	}
	if (critical) {
		const percent = Math.round(critical.share * 100);
		parts.push(`It took ${inMs(facts.durationMs)}, ${percent} % of what was waited for in ${critical.service}.`);
	}
	return parts.join(" ");
}

function quoted(text: string): string {
	return `"${cutText(text.replace(/\s+/g, " ").trim(), MOST_QUOTED)}"`;
}

const MOST_QUOTED = 160;

/** "0.4 ms", "12 ms", "1.24 s". */
function inMs(ms: number): string {
	if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
	return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
