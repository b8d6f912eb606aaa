import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { removeTestModels, testModel } from "../../test/model/testModel.ts";
import { openModelDirectory } from "./modelDirectory.ts";

afterAll(removeTestModels);

test("a model directory says what the model takes and gives, and in which precisions it is there", async () => {
	const { path, files, ...model } = await testModel({ precisions: ["fp32", "int8"] });
	expect(model).toEqual({ name: "test/small-random-bert", dimensions: 32, maxTokens: 512, vocabulary: 512 });
	expect(files).toEqual({
		fp32: join(path, "onnx/model.onnx"),
		int8: join(path, "onnx/model_quantized.onnx"),
	});
});

test.each([
	["config.json", "config.json"],
	["tokenizer.json", "tokenizer.json"],
	["tokenizer_config.json", "tokenizer_config.json"],
	["onnx/model.onnx", "onnx/model.onnx or onnx/model_fp16.onnx or onnx/model_quantized.onnx"],
])("without %s it says that this is missing, and what it takes", async (file, named) => {
	const { path } = await testModel();
	await rm(join(path, file));
	await expect(openModelDirectory(path, "x")).rejects.toThrow(
		`The model directory ${path} holds no ${named}. It takes the files of an ONNX export: config.json, ` +
			"tokenizer.json, tokenizer_config.json and one of onnx/model.onnx, onnx/model_fp16.onnx, onnx/model_quantized.onnx.",
	);
});

test.each([
	["no JSON", "{"],
	["another kind of model", JSON.stringify({ model_type: "llama", hidden_size: 32 })],
])("a config.json that is %s is refused", async (_, config) => {
	const { path } = await testModel();
	await writeFile(join(path, "config.json"), config);
	await expect(openModelDirectory(path, "x")).rejects.toThrow(/config\.json does not describe a BERT encoder: ✖ /);
});
