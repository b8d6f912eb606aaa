import { counted } from "../text/counted.ts";
import { quoted } from "../text/quoted.ts";
import { timeInWords } from "../text/timeInWords.ts";

export const HEALTH = ["healthy", "degraded", "failing", "silent"] as const;
type Health = (typeof HEALTH)[number];

/** Requests of a window. Latencies are milliseconds. */
interface RequestFacts {
	count: number;
	errors: number;
	p95Ms: number | null;
}

interface LogFacts {
	total: number;
	errors: number;
	fatal: number;
}

export interface HealthFacts {
	/** Null where there are none. */
	requests: { now: RequestFacts; before: RequestFacts } | null;
	logs: { now: LogFacts; before: LogFacts };
	/** Errors first seen in the window, most frequent first. */
	newErrors: { template: string; count: number }[];
	/** Deployments that ended within the window, newest first. */
	deployments: { status: string; commitSha: string; environment: string | null }[];
	/** Metrics that came in. */
	metrics: number;
	lastSeen: string | null;
}

/** How a service is, and why: what is weightiest first, the plain figures last. */
export function healthVerdict(facts: HealthFacts): { health: Health; reasons: string[] } {
	const { requests, logs, metrics, lastSeen } = facts;
	if (!requests && logs.now.total === 0 && metrics === 0) {
		const since = lastSeen ? `the last telemetry is of ${lastSeen}` : "none is kept from before either";
		return { health: "silent", reasons: [`No logs, requests or metrics came in: ${since}.`] };
	}
	const findings = [
		...failedRequests(facts),
		...errorLogs(facts),
		...latency(facts),
		...traffic(facts),
		...changes(facts),
	];
	const worst = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity));
	const ordered = SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
	return { health: worst ?? "healthy", reasons: [...ordered.map(({ reason }) => reason), ...figures(facts)] };
}

const SEVERITIES = ["failing", "degraded"] as const;

interface Finding {
	severity: (typeof SEVERITIES)[number];
	reason: string;
}

/** From when on figures are out of the ordinary. Small numbers say nothing, so each has a least number. */
const THRESHOLDS = {
	/** Share of requests that fail, or of logs that are errors. */
	failingShare: 0.25,
	failingErrors: 5,
	degradedShare: 0.05,
	degradedErrors: 3,
	/** By how much more than before. */
	growth: 2,
	/** Below this share, growth is no finding. */
	leastShare: 0.01,
	/** Error logs where they have grown. */
	grownErrors: 10,
	/** Requests in both windows for latencies to be compared, and by how many milliseconds they have to differ. */
	comparedRequests: 20,
	slowerMs: 50,
	/** Requests before, and the share of them below which they have all but ended. */
	busyRequests: 50,
	endedShare: 0.1,
	/** Occurrences of an error that was never seen before. */
	newErrors: 5,
};

function failedRequests({ requests }: HealthFacts): Finding[] {
	if (!requests) return [];
	const { now, before } = requests;
	const share = shareOf(now.errors, now.count);
	const was = shareOf(before.errors, before.count);
	const reason = `${percent(share)} of requests failed (${now.errors} of ${now.count}), ${percent(was)} before.`;
	if (now.errors >= THRESHOLDS.failingErrors && share >= THRESHOLDS.failingShare) {
		return [{ severity: "failing", reason }];
	}
	const grown = share >= THRESHOLDS.leastShare && share >= THRESHOLDS.growth * was;
	if (now.errors >= THRESHOLDS.degradedErrors && (share >= THRESHOLDS.degradedShare || grown)) {
		return [{ severity: "degraded", reason }];
	}
	return [];
}

function errorLogs({ logs: { now, before }, requests }: HealthFacts): Finding[] {
	const findings: Finding[] = [];
	if (now.fatal > 0)
		findings.push({
			severity: "degraded",
			reason: `${counted(now.fatal, "fatal error")} ${now.fatal === 1 ? "was" : "were"} logged.`,
		});
	const share = shareOf(now.errors, now.total);
	const reason = `${now.errors} errors were logged, ${percent(share)} of all logs; ${before.errors} before.`;
	// Where there are requests, they say better whether the service fails.
	if (!requests && now.errors >= THRESHOLDS.failingErrors && share >= THRESHOLDS.failingShare) {
		findings.push({ severity: "failing", reason });
	} else if (now.errors >= THRESHOLDS.grownErrors && now.errors >= THRESHOLDS.growth * before.errors) {
		findings.push({ severity: "degraded", reason });
	}
	return findings;
}

function latency({ requests }: HealthFacts): Finding[] {
	if (!requests) return [];
	const { now, before } = requests;
	const enough = now.count >= THRESHOLDS.comparedRequests && before.count >= THRESHOLDS.comparedRequests;
	if (!enough || now.p95Ms === null || before.p95Ms === null) return [];
	if (now.p95Ms < THRESHOLDS.growth * before.p95Ms || now.p95Ms - before.p95Ms < THRESHOLDS.slowerMs) return [];
	return [
		{
			severity: "degraded",
			reason: `The p95 latency rose from ${timeInWords(before.p95Ms)} to ${timeInWords(now.p95Ms)}.`,
		},
	];
}

function traffic({ requests }: HealthFacts): Finding[] {
	if (!requests || requests.before.count < THRESHOLDS.busyRequests) return [];
	if (requests.now.count >= THRESHOLDS.endedShare * requests.before.count) return [];
	const { now, before } = requests;
	return [{ severity: "degraded", reason: `Requests have all but ended: ${now.count}, ${before.count} before.` }];
}

function changes({ newErrors, deployments }: HealthFacts): Finding[] {
	const [first] = newErrors.filter(({ count }) => count >= THRESHOLDS.newErrors);
	const failed = deployments.find(({ status }) => status === "failure");
	const found: (Finding | false | undefined)[] = [
		first && {
			severity: "degraded",
			reason: `An error never seen before came ${first.count} times: ${quoted(first.template)}.`,
		},
		failed && {
			severity: "degraded",
			reason: `The deployment of ${failed.commitSha.slice(0, 10)}${failed.environment ? ` to ${failed.environment}` : ""} failed.`,
		},
	];
	return found.filter((finding): finding is Finding => Boolean(finding));
}

/** What there is to say of a service that does well, too. */
function figures({ requests, logs: { now }, deployments, lastSeen }: HealthFacts): string[] {
	return [
		...(requests
			? [
					`${requests.now.count} requests, ${percent(shareOf(requests.now.errors, requests.now.count))} failed` +
						`${requests.now.p95Ms === null ? "" : `, p95 ${timeInWords(requests.now.p95Ms)}`}.`,
				]
			: ["No requests were traced."]),
		`${now.total} logs, ${now.errors} of them errors.`,
		...(deployments.length > 0
			? [`Deployed within the time range: ${deployments.map(({ commitSha }) => commitSha.slice(0, 10)).join(", ")}.`]
			: []),
		...(lastSeen ? [`The last telemetry is of ${lastSeen}.`] : []),
	];
}

function shareOf(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}

function percent(share: number): string {
	return `${share > 0 && share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
}
