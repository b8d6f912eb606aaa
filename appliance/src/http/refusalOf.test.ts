import { expect, test } from "vitest";
import { EngineUnavailable } from "../engine/engine.ts";
import { QueueClosed, QueueFull } from "../queue/queueErrors.ts";
import { HttpError } from "./httpError.ts";
import { refusalOf } from "./refusalOf.ts";

test.each<[string, unknown, number, string, string | undefined]>([
	["no room", new QueueFull(7), 429, "queue_full", "7"],
	["a stop", new QueueClosed(""), 503, "stopping", "2"],
	["a model's process that died", new EngineUnavailable("It ended."), 503, "engine_unavailable", "2"],
	["an answer that is late", new DOMException("", "TimeoutError"), 504, "too_late", undefined],
	["a fault of ours", new TypeError("secret"), 500, "internal", undefined],
	["a refusal", new HttpError(413, "body_too_large", "Too large."), 413, "body_too_large", undefined],
])("%s is a refusal with a status, a sentence, and when to come again", (_what, error, status, code, retryAfter) => {
	const refusal = refusalOf(error);
	expect(refusal).toMatchObject({ status, code });
	expect(refusal.headers["retry-after"]).toBe(retryAfter);
	expect(refusal.message).toMatch(/^[A-Z].*\.$/);
	expect(refusal.message).not.toContain("secret");
});
