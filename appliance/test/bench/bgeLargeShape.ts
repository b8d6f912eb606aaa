import { access } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ONNX_FILES, type Precision } from "../../src/model/modelDirectory.ts";
import { BGE_LARGE } from "../model/bertShape.ts";
import { makeModel } from "../model/makeModel.ts";

/**
 * The directory of a random model of BGE-large's shape in these precisions; made where it is not there yet. With fewer
 * layers it is a model for slow machines.
 */
export async function bgeLargeShape(precisions: Precision[], layers = BGE_LARGE.layers): Promise<string> {
	const directory = join(tmpdir(), `vagus-bge-large-shape-${layers}`);
	const missing: Precision[] = [];
	for (const precision of precisions) {
		await access(join(directory, ONNX_FILES[precision])).catch(() => missing.push(precision));
	}
	if (missing.length > 0) await makeModel(directory, { shape: { ...BGE_LARGE, layers }, precisions: missing });
	return directory;
}
