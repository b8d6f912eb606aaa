import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelDirectory, openModelDirectory } from "../../src/model/modelDirectory.ts";
import { type MadeModel, makeModel } from "./makeModel.ts";

/** A model made for a test, in a folder of its own until `removeTestModels`. */
export async function testModel(made: MadeModel = {}): Promise<ModelDirectory> {
	const directory = await mkdtemp(join(tmpdir(), "vagus-model-"));
	directories.push(directory);
	await makeModel(directory, made);
	return openModelDirectory(directory, "test/small-random-bert");
}

const directories: string[] = [];

export async function removeTestModels(): Promise<void> {
	for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
}
