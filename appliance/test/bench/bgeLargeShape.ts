import { access } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ONNX_FILES, type Precision } from "../../src/model/modelDirectory.ts";
import { BGE_LARGE } from "../model/bertShape.ts";
import { makeModel } from "../model/makeModel.ts";

/** The directory of a random model of BGE-large's shape in these precisions; made where it is not there yet. */
export async function bgeLargeShape(
	precisions: Precision[],
	directory: string = join(tmpdir(), "vagus-bge-large-shape"),
): Promise<string> {
	const missing: Precision[] = [];
	for (const precision of precisions) {
		await access(join(directory, ONNX_FILES[precision])).catch(() => missing.push(precision));
	}
	if (missing.length > 0) await makeModel(directory, { shape: BGE_LARGE, precisions: missing });
	return directory;
}
