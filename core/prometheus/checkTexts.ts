import { prometheusLimits } from "../limits.ts";
import { OtlpDecodeError } from "../otlp/otlpDecodeError.ts";
import type { RemoteWrite } from "./remoteWrite.ts";
import type { Label } from "./tables/common.ts";

/** Throws where a request's texts are beyond the limit once each symbol stands wherever it is referred to. */
export function checkTexts({ series, families }: RemoteWrite): void {
	let length = 0;
	for (const { labels, exemplars, metadata } of series) {
		length += lengthOf(labels) + (metadata?.help.length ?? 0);
		for (const exemplar of exemplars) length += lengthOf(exemplar.labels);
	}
	for (const { help } of families) length += help.length;
	if (length > prometheusLimits.requestText) {
		throw new OtlpDecodeError(
			`labels and help texts of ${length} characters, more than ${prometheusLimits.requestText}: send smaller batches`,
		);
	}
}

function lengthOf(labels: Label[]): number {
	let length = 0;
	for (const { name, value } of labels) length += name.length + value.length;
	return length;
}
