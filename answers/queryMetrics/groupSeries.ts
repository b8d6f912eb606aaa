import { nearest } from "../../core/text/nearest.ts";
import { AnswerError } from "../answerError.ts";
import { didYouMean } from "../parseArguments.ts";
import type { FoundSeries } from "./findSeries.ts";

/** Series that are answered as one. */
export interface SeriesGroup {
	/** What they have in common, by label; empty where nothing was asked to be kept apart. */
	by: Record<string, string>;
	seriesIds: string[];
}

/** Series by their values of these labels; `service` and `environment` are labels too. Throws where none has a label. */
export function groupSeries(series: FoundSeries[], names: string[]): SeriesGroup[] {
	const labelled = series.map((one) => ({ seriesId: one.seriesId, labels: labelsOf(one) }));
	const known = [...new Set(labelled.flatMap(({ labels }) => Object.keys(labels)))];
	const unknown = names.find((name) => !known.includes(name));
	if (unknown !== undefined) {
		const meant = nearest(unknown, known);
		const said = didYouMean(meant) || ` Its labels are ${known.join(", ")}.`;
		throw new AnswerError("not_found", `groupBy: no series has the label ${unknown}.${said}`, meant);
	}
	const groups = Map.groupBy(labelled, ({ labels }) => JSON.stringify(names.map((name) => labels[name] ?? "")));
	return [...groups.values()].map((group) => ({
		by: Object.fromEntries(names.map((name) => [name, group[0]?.labels[name] ?? ""])),
		seriesIds: group.map(({ seriesId }) => seriesId),
	}));
}

function labelsOf({ service, environment, labels }: FoundSeries): Record<string, string> {
	const texts = Object.entries(labels).map(([name, value]) => [
		name,
		typeof value === "string" ? value : JSON.stringify(value),
	]);
	return { ...Object.fromEntries(texts), service, environment };
}
