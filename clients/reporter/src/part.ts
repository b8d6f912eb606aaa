import type { SentCiReport } from "../../../core/report/ciReport.ts";

/** What one file of a tool's output adds to a report. */
export interface Part {
	/** When it started, in milliseconds since 1970, where the file says so. */
	startedAt?: number;
	durationMs?: number;
	tests?: Test[];
	lint?: Lint[];
	coverage?: Coverage[];
}

export type Test = NonNullable<SentCiReport["tests"]>[number];
export type Failure = NonNullable<Test["failures"]>[number];
export type Lint = NonNullable<SentCiReport["lint"]>[number];
export type Coverage = NonNullable<SentCiReport["coverage"]>[number];

/** Turns a tool's output into a part; throws an `InputError` where it is not that tool's. */
export type Parser = (text: string, paths: ProjectPaths) => Part;

/** Writes paths as the report has them: relative to the repository's root, with forward slashes. */
export interface ProjectPaths {
	/** A path as the tool wrote it. */
	file(path: string): string;
	/** A text with paths in it, such as a stack trace. */
	text(text: string): string;
}
