import { AnswerError } from "../answerError.ts";

/** How many milliseconds one point stands for: as wanted, or a usual length with which the whole is not too long to read. */
export function stepOf(rangeMs: number, wanted: number | undefined): number {
	if (wanted === undefined) return USUAL_MS.find((ms) => rangeMs / ms <= FEW_POINTS) ?? LONGEST_MS;
	if (rangeMs / wanted > MOST_POINTS) {
		throw new AnswerError(
			"invalid_argument",
			`step: it would make ${Math.ceil(rangeMs / wanted)} points, of ${MOST_POINTS} at most. Give a longer step or a shorter timeRange.`,
		);
	}
	return wanted;
}

const FEW_POINTS = 30;
const MOST_POINTS = 100;

const MINUTE = 60_000;
const LONGEST_MS = 4 * 24 * 60 * MINUTE;
const USUAL_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880].map((minutes) => minutes * MINUTE);
