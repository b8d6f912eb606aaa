import { quoted } from "../text/quoted.ts";
import { timeInWords } from "../text/timeInWords.ts";

export interface TraceFacts {
	spans: number;
	failedSpans: number;
	/** The deepest failing span; null where none failed. */
	failure: { service: string; operation: string; error: string | null } | null;
	errorLogs: number;
	/** Null where there is no error log. */
	firstErrorLog: { service: string; message: string } | null;
	/** From the first to the last of everything, what went on after the answer included. */
	durationMs: number;
	/** What the end waited for: the critical path's length, and the service with the most of it. Null without spans. */
	critical: { totalMs: number; service: string; share: number } | null;
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
	if (critical) parts.push(timeSpent(facts.durationMs, critical));
	return parts.join(" ");
}

/** How much of the whole has to be waited for so that the two times need not be told apart. */
const ALL_WAITED_FOR = 0.9;

function timeSpent(durationMs: number, { totalMs, service, share }: NonNullable<TraceFacts["critical"]>): string {
	const percent = `${Math.round(share * 100)} %`;
	const whole = timeInWords(durationMs);
	if (totalMs >= ALL_WAITED_FOR * durationMs)
		return `It took ${whole}, ${percent} of what was waited for in ${service}.`;
	return (
		`${timeInWords(totalMs)} were waited for, ${percent} of that in ${service}; ` +
		`from the first to the last that was reported it took ${whole}.`
	);
}
