import { createHash } from "node:crypto";
import type { SentCiReport } from "../../../core/report/ciReport.ts";
import { combineParts, startOf } from "./combineParts.ts";
import type { Project } from "./detect/project.ts";
import type { Input } from "./readInputs.ts";

/** One report of all inputs. Its id is made of what was reported, so that the same files reported twice are one run. */
export function makeReport(project: Project, inputs: Input[], runId?: string): SentCiReport {
	return { runId: runId ?? idOf(project, inputs), ...project.known, ...combineParts(inputs) };
}

function idOf({ known, job }: Project, inputs: Input[]): string {
	const { repository, commitSha, source } = known;
	const files = inputs.map((input) => [input.option, input.digest, startOf(input)]);
	const hash = createHash("sha256").update(JSON.stringify([repository, commitSha, source, job, files]));
	return `${source}-${hash.digest("hex").slice(0, 32)}`;
}
