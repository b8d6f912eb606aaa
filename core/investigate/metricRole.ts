/**
 * What a metric tells about its service. A resource is the service's own, while latency and errors are handed on from
 * what it calls to what calls it, and traffic the other way.
 */
export const METRIC_ROLES = ["resource", "latency", "errors", "traffic", "other"] as const;
export type MetricRole = (typeof METRIC_ROLES)[number];

/** The role that a metric's name speaks of; the first word of the list that stands in it decides. */
export function metricRole(metricName: string): MetricRole {
	const name = metricName.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
	return WORDS.find(([, words]) => words.test(name))?.[0] ?? "other";
}

const WORDS: [MetricRole, RegExp][] = [
	["resource", /network.*(drop|err|retrans)/],
	[
		"traffic",
		/network[._-]?(io|receive|transmit|bytes|packets)|(receive|transmit|rx|tx)[._-](bytes|packets)|bytes[._-](sent|received)/,
	],
	["latency", /active[._-]?requests|in[._-]?flight/],
	[
		"resource",
		/cpu|mem(ory)?([._-]|$)|memory|rss|heap|swap|oom|disk|filesystem|(^|[._-])(fs|io|gc|fd|fds)([._-]|$)|diskio|socket|conn(ection)?s?([._-]|$)|connection|thread|handles|file[._-]?desc|event[._-]?loop|throttl|restart|queue|pool|backlog|lag([._-]|$)|load[._-]?(avg|average|\d)/,
	],
	[
		"errors",
		/err(or)?s?([._-]|$)|error|fail|exception|[45]xx|abort|timeout|time[._-]?outs|refus|reject|drop|retr(y|ies)|retrans|loss/,
	],
	[
		"latency",
		/latency|duration|delay|response[._-]?time|elapsed|wait|(^|[._-])(time|ms|millis|seconds|rtt|p\d\d\d?)([._-]|$)|percentile/,
	],
	[
		"traffic",
		/(work)?load([._-]|$)|request|calls|(^|[._-])(rps|qps|tps|hits|ops)([._-]|$)|throughput|rate|count|total|messages|visits/,
	],
];
