import { Hono } from "hono";
import { z } from "zod";
import type { ApplianceServices } from "../applianceServices.ts";
import { embedTexts, loadedModel } from "../embedTexts.ts";
import { httpLimits } from "../httpLimits.ts";
import { encodingFormat, parseBody } from "../parseBody.ts";
import type { Signed } from "../requireSignature.ts";
import { writeVector } from "../writeVector.ts";

/** `POST /embed` and `/v1/embed`: texts to vectors of length 1. */
export function embedRoutes(services: ApplianceServices): Hono<Signed> {
	return new Hono<Signed>().on("POST", ["/embed", "/v1/embed"], async (c) => {
		const model = loadedModel(services);
		const { texts, purpose, encoding_format: format } = parseBody(asked, c.get("body"));
		const { vectors, tokens } = await embedTexts(c, model, texts, purpose);
		const { model: name, dimensions } = model.engine.info;
		return c.json({
			embeddings: vectors.map((vector) => writeVector(vector, format)),
			model: name,
			dimensions,
			tokens,
		});
	});
}

const { texts: most } = httpLimits;

const asked = z.object(
	{
		texts: z
			.array(z.string("must be text"), "must be a list of texts")
			.min(1, `is empty. Send 1 to ${most} texts`)
			.max(most, `holds more than ${most} texts. Send them in several requests`),
		/** Vectors of another length are not to be had. */
		normalize: z.literal(true, "must be true: vectors have length 1").default(true),
		/** A query gets the instruction that the model was trained with. */
		purpose: z.enum(["query", "passage"], 'must be "query" or "passage"').default("passage"),
		encoding_format: encodingFormat,
	},
	"must be an object",
);
