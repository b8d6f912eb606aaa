import { stripVTControlCharacters } from "node:util";
import { InputError } from "../inputError.ts";
import type { Lint, Part, ProjectPaths } from "../part.ts";

/** What `tsc` prints, plain or for a terminal. */
export function parseTscOutput(text: string, paths: ProjectPaths): Part {
	const lines = stripVTControlCharacters(text).split(/\r?\n/);
	const lint: Lint[] = [];
	for (const [index, line] of lines.entries()) {
		const found = diagnosticOf(line, paths);
		if (found) lint.push({ ...found, ...detailsOf(found, lines, index + 1, paths) });
	}
	if (lint.length === 0 && lines.some(isForeign)) {
		const first = lines.find(isForeign)?.trim().slice(0, 80);
		throw new InputError(
			`it has no diagnostics, but "${first}"; expected is what \`tsc\` prints, which is nothing where all is well.`,
		);
	}
	return { lint };
}

const HEADERS = [
	/^(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<rule>TS\d+): (?<message>.*)$/,
	/^(?<file>\S.*?):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning) (?<rule>TS\d+): (?<message>.*)$/,
	/^(?<severity>error|warning) (?<rule>TS\d+): (?<message>.*)$/,
];

function diagnosticOf(line: string, paths: ProjectPaths): Lint | null {
	const groups = HEADERS.map((header) => header.exec(line)?.groups).find(Boolean);
	if (!groups) return null;
	return {
		tool: "tsc",
		rule: groups.rule ?? "",
		severity: groups.severity === "warning" ? "warning" : "error",
		message: paths.text(groups.message ?? ""),
		file: groups.file ? paths.file(groups.file) : "",
		line: groups.line ? Number(groups.line) : null,
		column: groups.column ? Number(groups.column) : null,
	};
}

/** The indented lines that go on with the message; then, for a terminal, the line of code under its number. */
function detailsOf(found: Lint, lines: string[], from: number, paths: ProjectPaths): Pick<Lint, "message" | "source"> {
	let at = from;
	const message = [found.message];
	for (; /^ {2,}\S/.test(lines[at] ?? ""); at++) message.push(paths.text(lines[at] ?? ""));
	const code = lines[at] === "" ? /^(\d+) (.*)$/.exec(lines[at + 1] ?? "") : null;
	return { message: message.join("\n"), source: code && Number(code[1]) === found.line ? code[2]?.trim() : null };
}

/** Neither empty nor a summary. */
const isForeign = (line: string) => line.trim() !== "" && !/^Found 0 errors|^\[?\d{1,2}:\d\d:\d\d/.test(line.trim());
