import { z } from "zod";
import { type Candidate, candidates } from "../core/investigate/candidates.ts";
import { changeEvidence } from "../core/investigate/changeEvidence.ts";
import { type MessageCounts, messageEvidence } from "../core/investigate/messages.ts";
import { metricEvidence, stillMeasured } from "../core/investigate/metricEvidence.ts";
import { rankChanges } from "../core/investigate/rankChanges.ts";
import { rankServices } from "../core/investigate/rankServices.ts";
import { activityEvidence } from "../core/investigate/serviceActivity.ts";
import { traceEvidence } from "../core/investigate/traceEvidence.ts";
import { verdict } from "../core/investigate/verdict.ts";
import { withComplaints } from "../core/investigate/withComplaints.ts";
import { OWN_SERVICE } from "../core/ownService.ts";
import type { AnswerContext } from "./context.ts";
import { type InvestigateArguments, timesOf } from "./investigate/arguments.ts";
import { changes } from "./investigate/changes.ts";
import { investigateLimits as limits } from "./investigate/limits.ts";
import { locate } from "./investigate/locate.ts";
import { messageCounts } from "./investigate/messageCounts.ts";
import { nextStep, nextSteps } from "./investigate/nextSteps.ts";
import { inTime } from "./investigate/readSignals.ts";
import {
	changeCandidate,
	changeResult,
	onsetResult,
	onset as onsetShape,
	rootCandidate,
	rootResult,
	timelineEntry,
	timelineOf,
} from "./investigate/result.ts";
import { sampledTraces } from "./investigate/sampledTraces.ts";
import { servicesSeen } from "./investigate/servicesSeen.ts";
import { pastLike, similarPast } from "./investigate/similarPast.ts";
import { type Subject, subjectOf } from "./investigate/subject.ts";
import { requireName } from "./requireName.ts";

export { type InvestigateArguments, investigateArguments } from "./investigate/arguments.ts";

export const investigateResult = z.object({
	window: z.object({ from: z.string(), to: z.string() }),
	error: z
		.object({ groupId: z.string().nullable(), contentIds: z.array(z.string()), template: z.string() })
		.nullable()
		.describe("The error that was asked about"),
	onset: onsetShape,
	verdict: z.string().describe("What it most likely is, in sentences"),
	rootCauses: z.array(rootCandidate).describe("Where it most likely began, best first"),
	changes: z.array(changeCandidate).describe("What may have led to it, likeliest first"),
	timeline: z.array(timelineEntry).describe("What happened, oldest first"),
	similar: similarPast,
	next: z.array(nextStep).describe("What to ask next"),
	notes: z.array(z.string()).describe("What was left out, and what to know about this answer"),
});
export type InvestigateResult = z.infer<typeof investigateResult>;

/**
 * Where an incident began, when, and what changed before it, from data alone: metrics, spans, traces and logs of the time
 * before the onset beside those since. Reads samples of bounded size, however much there is.
 */
export async function investigate(context: AnswerContext, args: InvestigateArguments): Promise<InvestigateResult> {
	const { service = null, environment = null } = args;
	if (service !== null) await requireName(context.db, service, ["service"]);
	if (environment !== null) await requireName(context.db, environment, ["environment"]);
	const times = timesOf(args, context.now);
	const subject = args.error === undefined ? null : await subjectOf(context, args.error);
	const contentIds = subject?.contentIds ?? null;
	const db = context.db.withDeadline(limits.statementMs);
	// Who observes has its own part in everything, and is no suspect unless it is asked about.
	const except = service === OWN_SERVICE ? null : OWN_SERVICE;
	const { services, more } = await servicesSeen(db, environment, except);
	const located = await locate(db, { ...times, services, service, environment, except, contentIds });
	const { signals, incident, period, onset } = located;
	const notes = [
		...(more ? [`The ${limits.services} services that were heard of last were looked at.`] : []),
		...signals.notes,
	];
	const traces = await inTime("Traces", notes, () =>
		sampledTraces(db, signals.traces, { period, incident, environment, service, except, contentIds }),
	);
	const messages = await inTime("Messages", notes, () => messageCounts(db, incident, environment));
	notes.push(...(traces?.notes ?? []));
	const { evidence: traced, callees: called } = traces
		? traceEvidence(traces.before, traces.during, traces.areAsked)
		: { evidence: [], callees: new Map() };
	const callees = withComplaints(called, messages ?? [], new Set(services));
	const evidence = [
		...traced,
		...metricEvidence(signals.metrics, incident),
		...activityEvidence(signals.activity, incident, stillMeasured(signals.metrics, incident)),
		...messageEvidence(messages ?? [], new Set(services)),
	];
	const known = new Set([...services, ...signals.metrics.map((course) => course.service)]);
	const possible = await changes(db, located, { services, environment, evidence, notes });
	const when = { at: onset.at, toleranceMs: onset.toleranceMs, windowMs: period.to - period.from };
	const ranked = rankServices([...evidence, ...changeEvidence(possible, when)], callees);
	const asked = service === null ? null : [service];
	const roots = candidates(ranked, { services: asked, callees, known }).slice(0, MOST_ROOTS);
	const scores = new Map(ranked.map(({ service: name, score }) => [name, score]));
	const led = rankChanges(possible, when, scores).slice(0, MOST_CHANGES);
	const causes = roots.map(rootResult);
	return {
		window: { from: new Date(times.from).toISOString(), to: new Date(times.to).toISOString() },
		error: subject,
		onset: onsetResult(located),
		verdict: verdict(new Date(onset.at).toISOString(), roots, led),
		rootCauses: causes,
		changes: led.map(changeResult),
		timeline: timelineOf(located, causes, led),
		similar: await pastLike(context, ...errorsOf(subject, roots, messages ?? [])),
		next: nextSteps(roots, led),
		notes,
	};
}

const MOST_ROOTS = 5;
const MOST_CHANGES = 8;

/** The errors whose past is asked for: the one that was asked about, else those that speak for the first candidates. */
function errorsOf(subject: Subject | null, roots: Candidate[], messages: MessageCounts[]): [string[], string | null] {
	if (subject) return [subject.contentIds, subject.template];
	const ids = roots.flatMap(({ parts }) => parts.flatMap(({ evidence }) => evidence.ids.contentId ?? []));
	return [ids, messages.find(({ contentId }) => contentId === ids[0])?.template ?? null];
}
