import { Hono } from "hono";
import { z } from "zod";
import type { ApplianceServices } from "../applianceServices.ts";
import { embedTexts, loadedModel } from "../embedTexts.ts";
import { HttpError } from "../httpError.ts";
import { httpLimits } from "../httpLimits.ts";
import { encodingFormat, parseBody } from "../parseBody.ts";
import type { Signed } from "../requireSignature.ts";
import { shortened } from "../shortened.ts";
import { writeVector } from "../writeVector.ts";

/** `POST /v1/embeddings` as OpenAI has it: https://platform.openai.com/docs/api-reference/embeddings/create */
export function openaiEmbeddingRoutes(services: ApplianceServices): Hono<Signed> {
	return new Hono<Signed>().post("/v1/embeddings", async (c) => {
		const model = loadedModel(services);
		const { info } = model.engine;
		const { input, dimensions = info.dimensions, ...asked } = parseBody(embeddingRequest, c.get("body"));
		if (asked.model !== info.model) {
			throw new HttpError(404, "model_not_found", `The model ${asked.model} is not here; ${info.model} is.`);
		}
		if (dimensions > info.dimensions) {
			throw new HttpError(400, "invalid_argument", `dimensions must be at most ${info.dimensions}, as the model has.`);
		}
		const { vectors, tokens } = await embedTexts(c, model, input, "passage");
		const embeddings = vectors.map((vector) => writeVector(shortened(vector, dimensions), asked.encoding_format));
		return c.json({
			object: "list",
			data: embeddings.map((embedding, index) => ({ object: "embedding", index, embedding })),
			model: info.model,
			usage: { prompt_tokens: tokens, total_tokens: tokens },
		});
	});
}

const { texts: most } = httpLimits;

const embeddingRequest = z.object(
	{
		input: z
			.union(
				[z.string().transform((text) => [text]), z.array(z.string())],
				"must be a text or a list of texts; token ids are not taken",
			)
			.refine((texts) => texts.length > 0, `is empty. Send 1 to ${most} texts`)
			.refine((texts) => texts.length <= most, `holds more than ${most} texts. Send them in several requests`),
		model: z.string("must be the model's name"),
		encoding_format: encodingFormat,
		/** Whole numbers from 1. Shorter vectors are worse: the model was not trained for them. */
		dimensions: z.int("must be a whole number").min(1, "must be at least 1").optional(),
	},
	"must be an object",
);
