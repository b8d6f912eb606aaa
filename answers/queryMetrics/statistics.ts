import type { MetricType } from "../../core/records/metric.ts";
import { AnswerError } from "../answerError.ts";

export const STATISTICS = ["avg", "min", "max", "sum", "rate", "increase", "p50", "p90", "p95", "p99"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** What can be asked of each type of metric; the first is what is meant where nothing is said. */
const OF_TYPE: Record<MetricType, Statistic[]> = {
	gauge: ["avg", "min", "max", "sum"],
	updowncounter: ["sum", "avg", "min", "max"],
	counter: ["rate", "increase"],
	histogram: ["p95", "p50", "p90", "p99", "avg", "rate", "increase"],
	exponential_histogram: ["avg", "rate", "increase"],
	summary: ["avg", "rate", "increase"],
};

/** The statistic that is wanted, or what the type is asked for by default. Throws where the type has no such statistic. */
export function statisticOf(type: MetricType, wanted: Statistic | undefined): Statistic {
	const possible = OF_TYPE[type];
	const [usual = "avg"] = possible;
	if (wanted === undefined || possible.includes(wanted)) return wanted ?? usual;
	const article = /^[aeiou]/.test(type) ? "an" : "a";
	throw new AnswerError(
		"invalid_argument",
		`statistic: ${wanted} cannot be told of ${article} ${type.replace("_", " ")}; ${possible.join(", ")} can.`,
		possible,
	);
}

/** The share of observations below a quantile's value; nothing for what is no quantile. */
export function quantileOf(statistic: Statistic): number | null {
	return statistic.startsWith("p") ? Number(statistic.slice(1)) / 100 : null;
}
